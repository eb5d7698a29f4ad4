import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { findBrowser } from './browser-lookup';
import { runNode } from './child';
import { findFreePort } from './free-port';
import { MACHINE_BROWSERS, PLAYWRIGHT_SCRIPT } from './machine-browsers';
import { CACHE, complain } from './repository';
import { crashedRun, readPlaywrightReport, type TestReport } from './test-report';

const REPORT_FILE = `${CACHE}/reports/browser.json`;

/**
 * Runs the browser tests against the production build, their progress printed as they go. Without a browser they count
 * as failed: a check that could not be made has not been passed.
 */
export async function runBrowserTests(): Promise<TestReport> {
  const browser = await findBrowser(MACHINE_BROWSERS);
  if (browser.kind === 'missing') {
    complain(browser.message);
    return crashedRun('browser tests: no browser');
  }
  mkdirSync(`${CACHE}/reports`, { recursive: true });
  rmSync(REPORT_FILE, { force: true });
  const port = await findFreePort('127.0.0.1');
  const { code } = await runNode(PLAYWRIGHT_SCRIPT, ['test', '--config', 'e2e/playwright.config.ts'], {
    output: 'inherit',
    env: {
      STATELENS_TEST_BROWSER: browser.path,
      STATELENS_TEST_PORT: String(port),
      STATELENS_TEST_REPORT: REPORT_FILE,
    },
  });
  return readBrowserReport('browser tests', REPORT_FILE, code);
}

/** Counts the report that Playwright wrote to `file`; a run that left none is one failure. */
export function readBrowserReport(what: string, file: string, code: number): TestReport {
  const crashed = crashedRun(`${what} ended with exit code ${code} before they were counted`);
  try {
    return readPlaywrightReport(JSON.parse(readFileSync(file, 'utf8')), code) ?? crashed;
  } catch {
    return crashed;
  }
}
