import { mkdirSync, rmSync } from 'node:fs';
import { findBrowser } from './browser-lookup';
import { readBrowserReport } from './browser-tests';
import { runNode } from './child';
import { MACHINE_BROWSERS, PLAYWRIGHT_SCRIPT } from './machine-browsers';
import { startMoto } from './peer/moto';
import { ensureBuilt } from './product-build';
import { CACHE, complain, say, secondsSince } from './repository';
import { crashedRun, summaryLine, type TestReport } from './test-report';

/**
 * The journeys of a person against moto, another's idea of AWS than our own local one, or against what `PEER_ENDPOINT`
 * names. Nothing is checked, which is said and is no failure, where moto cannot be had.
 */
const REPORT_FILE = `${CACHE}/reports/peer.json`;

const startedAtMs = Date.now();
const report = await testPeer(process.env['PEER_ENDPOINT']);
for (const { name, reason } of report.skipped) say(`skipped: ${name} (${reason})`);
for (const name of report.failed) complain(`failed: ${name}`);
say(`Tested against a peer in ${secondsSince(startedAtMs)}`);
// The last line is read by machines: nothing may follow it.
say(summaryLine([report]));
process.exitCode = report.failed.length === 0 ? 0 : 1;

async function testPeer(endpoint: string | undefined): Promise<TestReport> {
  if (endpoint !== undefined && endpoint !== '') return testAgainst(endpoint);
  const moto = await startMoto();
  switch (moto.kind) {
    case 'missing':
      return { passed: 0, failed: [], skipped: [{ name: 'peer tests', reason: moto.reason }] };
    case 'broken':
      return crashedRun(`peer tests: ${moto.reason}`);
    case 'started':
      return testAgainst(moto.endpoint).finally(moto.stop);
  }
}

async function testAgainst(endpoint: string): Promise<TestReport> {
  if (!(await ensureBuilt())) return crashedRun('build (the peer tests need it)');
  const browser = await findBrowser(MACHINE_BROWSERS);
  if (browser.kind === 'missing') {
    complain(browser.message);
    return crashedRun('peer tests: no browser');
  }
  mkdirSync(`${CACHE}/reports`, { recursive: true });
  rmSync(REPORT_FILE, { force: true });
  const { code } = await runNode(PLAYWRIGHT_SCRIPT, ['test', '--config', 'lib/dev/peer/playwright.config.ts'], {
    output: 'inherit',
    env: {
      PEER_ENDPOINT: endpoint,
      STATELENS_TEST_BROWSER: browser.path,
      STATELENS_TEST_REPORT: REPORT_FILE,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  });
  return readBrowserReport('peer tests', REPORT_FILE, code);
}
