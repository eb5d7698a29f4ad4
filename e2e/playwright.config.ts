import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type ReporterDescription } from '@playwright/test';
import { NO_CREDENTIALS } from './stack';

const root = fileURLToPath(new URL('..', import.meta.url));
const port = process.env['STATELENS_TEST_PORT'] ?? '3931';
const browser = process.env['STATELENS_TEST_BROWSER'];
const report = process.env['STATELENS_TEST_REPORT'];

// Nobody's credentials, profile or settings reach what is started here: what a test shows must not depend on who runs it.
for (const name of Object.keys(process.env)) if (/^(AWS_|STATELENS_(?!TEST_))/.test(name)) delete process.env[name];

// An index of its own, new for each run; workers read this file, too, while the server is running.
const data = `${root}/.cache/e2e-${port}`;
if (process.env['TEST_WORKER_INDEX'] === undefined) rmSync(data, { recursive: true, force: true });

const reporters: ReporterDescription[] = [['list']];
if (report !== undefined) reporters.push(['json', { outputFile: report }]);

// A test browser speaks to our server and to nobody else.
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-first-run',
  '--no-pings',
];
// Chromium's sandbox refuses to run for root, which is who runs in most containers.
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export default defineConfig({
  testDir: '.',
  outputDir: `${root}/test-results`,
  fullyParallel: true,
  workers: 2,
  // A browser on a loaded machine can be late once; what fails twice is broken. Flaky tests are listed at the end.
  retries: process.env['CI'] === undefined ? 0 : 1,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 90_000,
  reporter: reporters,
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    locale: 'en-GB',
    timezoneId: 'Asia/Kolkata', // never the zone of the machine, and never UTC, so that the two cannot be confused
    colorScheme: 'light',
    trace: 'retain-on-failure',
    launchOptions: {
      args: [...QUIET, ...asRoot],
      ...(browser === undefined ? {} : { executablePath: browser }),
    },
  },
  webServer: {
    command: 'node lib/dev/run.mjs start',
    cwd: root,
    env: { ...NO_CREDENTIALS, PORT: port, STATELENS_DATA: data },
    url: `http://127.0.0.1:${port}/readyz`,
    // The first start on a fresh clone installs and builds.
    timeout: 300_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
  },
});
