import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import type { BrowserProbes } from './browser-lookup';
import { run, runNode } from './child';
import { complain, say } from './repository';

export const PLAYWRIGHT_SCRIPT = 'node_modules/@playwright/test/cli.js';

const PROGRAM_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const MAC_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The questions of the browser lookup, asked of the machine we run on. */
export const MACHINE_BROWSERS: BrowserProbes = {
  playwrightPath: () => chromium.executablePath(),
  systemPaths: () => {
    const folders = (process.env['PATH'] ?? '').split(':').filter((folder) => folder !== '');
    return [...PROGRAM_NAMES.flatMap((name) => folders.map((folder) => `${folder}/${name}`)), ...MAC_PATHS];
  },
  starts: async (path) => existsSync(path) && (await run(path, ['--version'], { output: 'capture' })).code === 0,
  downloadPlaywright: () => {
    say('Downloading a browser for the tests…');
    return succeeds(runNode(PLAYWRIGHT_SCRIPT, ['install', 'chromium'], { output: 'capture' }));
  },
  mayInstallPackages: () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get'),
  installPackage: async () => {
    say('Installing Chromium with apt…');
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    // An update that partly failed (one unreachable source) may still know the package; the installation decides.
    await run('apt-get', ['update', '-qq'], { output: 'capture', env });
    return succeeds(
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { output: 'capture', env }),
    );
  },
};

async function succeeds(finished: ReturnType<typeof run>): Promise<boolean> {
  const { code, stdout, stderr } = await finished;
  if (code !== 0) complain(`${stdout}\n${stderr}`.trim().split('\n').slice(-3).join('\n'));
  return code === 0;
}
