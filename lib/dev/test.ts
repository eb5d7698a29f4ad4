import { runBrowserTests } from './browser-tests';
import { ensureBuilt } from './product-build';
import { complain, say, secondsSince } from './repository';
import { crashedRun, summaryLine, type TestReport } from './test-report';
import { runFaultTests } from './unit-tests';
import { verifyProject } from './verification';

/** What `npm test` does of the faults that `npm run test:faults` makes in full. */
const FAULT_SCALE = 0.01;

const startedAtMs = Date.now();
const reports = await runEverything();
const failed = reports.flatMap((report) => report.failed);
for (const name of failed) complain(`failed: ${name}`);
say(`Tested in ${secondsSince(startedAtMs)}`);
// The last line is read by machines: nothing may follow it.
say(summaryLine(reports));
process.exitCode = failed.length === 0 ? 0 : 1;

/** A check or a build is no test: it adds nothing when it passes and one failure when it does not. */
async function runEverything(): Promise<readonly TestReport[]> {
  const { failedChecks, unit } = await verifyProject();
  const checks: TestReport = { passed: 0, failed: failedChecks.map((name) => `check: ${name}`), skipped: [] };
  // Some fault tests run the built product, as all browser tests do.
  const isBuilt = await ensureBuilt();
  say(`Fault tests, ${FAULT_SCALE * 100} % of their full counts:`);
  const faults = await runFaultTests(FAULT_SCALE, []);
  if (!isBuilt) return [unit, checks, faults, crashedRun('build (the browser tests need it)')];
  const browser = await runBrowserTests();
  for (const { name, reason } of [...faults.skipped, ...browser.skipped]) say(`skipped: ${name} (${reason})`);
  return [unit, checks, faults, browser];
}
