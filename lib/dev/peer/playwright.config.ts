import { fileURLToPath } from 'node:url';
import { defineConfig, type ReporterDescription } from '@playwright/test';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const browser = process.env['STATELENS_TEST_BROWSER'];
const report = process.env['STATELENS_TEST_REPORT'];

const reporters: ReporterDescription[] = [['list']];
if (report !== undefined) reporters.push(['json', { outputFile: report }]);

export default defineConfig({
  testDir: '.',
  // The unit tests beside them are run by another runner.
  testMatch: '*.spec.ts',
  outputDir: `${root}/test-results/peer`,
  // One peer and one dashboard. Files go by their names: what waits is read before it is reviewed.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 30_000 },
  reporter: reporters,
  use: {
    locale: 'en-GB',
    timezoneId: 'Asia/Kolkata', // never the zone of the machine, and never UTC, so that the two cannot be confused
    trace: 'retain-on-failure',
    launchOptions: {
      // Chromium's sandbox refuses to run for root, which is who runs in most containers.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
      ...(browser === undefined ? {} : { executablePath: browser }),
    },
  },
});
