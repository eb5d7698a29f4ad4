import { describe, expect, it } from 'vitest';
import { type BrowserProbes, findBrowser } from './browser-lookup';

/** A machine without any browser, that writes down what it was asked; a test says what it has. */
function machine(has: Partial<BrowserProbes>): { readonly probes: BrowserProbes; readonly asked: string[] } {
  const asked: string[] = [];
  const noted = (question: string, answer: () => Promise<boolean>): (() => Promise<boolean>) => {
    return () => {
      asked.push(question);
      return answer();
    };
  };
  const no = (): Promise<boolean> => Promise.resolve(false);
  const starts = has.starts ?? no;
  const probes = {
    playwrightPath: () => '/playwright/chrome',
    systemPaths: () => ['/usr/bin/chromium', '/usr/bin/google-chrome'],
    mayInstallPackages: has.mayInstallPackages ?? (() => false),
    starts: (path: string) => noted(path, () => starts(path))(),
    downloadPlaywright: noted('download', has.downloadPlaywright ?? no),
    installPackage: noted('apt', has.installPackage ?? no),
  };
  return { probes, asked };
}

const onlyStarts = (wanted: string) => (path: string) => Promise.resolve(path === wanted);

describe('findBrowser', () => {
  it('takes the browser that Playwright has before any other', async () => {
    const { probes, asked } = machine({ starts: () => Promise.resolve(true) });
    expect(await findBrowser(probes)).toEqual({ kind: 'found', path: '/playwright/chrome' });
    expect(asked).toEqual(['/playwright/chrome']);
  });

  it("takes the system's next, and downloads nothing", async () => {
    const { probes, asked } = machine({ starts: onlyStarts('/usr/bin/google-chrome') });
    expect(await findBrowser(probes)).toEqual({ kind: 'found', path: '/usr/bin/google-chrome' });
    expect(asked).toEqual(['/playwright/chrome', '/usr/bin/chromium', '/usr/bin/google-chrome']);
  });

  it('downloads one when there is none', async () => {
    let downloaded = false;
    const { probes, asked } = machine({
      starts: (path) => Promise.resolve(downloaded && path === '/playwright/chrome'),
      downloadPlaywright: () => {
        downloaded = true;
        return Promise.resolve(true);
      },
    });
    expect(await findBrowser(probes)).toEqual({ kind: 'found', path: '/playwright/chrome' });
    expect(asked).not.toContain('apt');
  });

  it('asks apt last, as root only', async () => {
    let installed = false;
    const { probes, asked } = machine({
      mayInstallPackages: () => true,
      starts: (path) => Promise.resolve(installed && path === '/usr/bin/chromium'),
      installPackage: () => {
        installed = true;
        return Promise.resolve(true);
      },
    });
    expect(await findBrowser(probes)).toEqual({ kind: 'found', path: '/usr/bin/chromium' });
    expect(asked.filter((question) => !question.startsWith('/'))).toEqual(['download', 'apt']);
  });

  it('says what to do when nothing helped', async () => {
    const { probes, asked } = machine({});
    const answer = await findBrowser(probes);
    expect(answer).toMatchObject({ kind: 'missing', message: expect.stringContaining('Install Chromium') });
    expect(asked).not.toContain('apt');
  });

  it('does not take a download that cannot start for a browser', async () => {
    const { probes } = machine({ downloadPlaywright: () => Promise.resolve(true) });
    expect((await findBrowser(probes)).kind).toBe('missing');
  });
});
