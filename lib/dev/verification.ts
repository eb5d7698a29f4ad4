import { type Check, type CheckResult, runChecks } from './checks';
import { STATIC_CHECKS } from './static-checks';
import { crashedRun, summaryLine, type TestReport } from './test-report';
import { runUnitTests } from './unit-tests';

export type Verification = {
  /** Names of the failed checks; the unit tests are counted in `unit` instead. */
  readonly failedChecks: readonly string[];
  readonly unit: TestReport;
};

const UNIT_TESTS = 'unit tests';

/** Runs every check and the unit tests, printing a line for each, and answers what they came to. */
export async function verifyProject(): Promise<Verification> {
  let unit = crashedRun('unit tests were not run');
  const unitTests: Check = {
    name: UNIT_TESTS,
    run: async () => {
      const { report, printed, failures } = await runUnitTests();
      unit = report;
      return toResult(report, printed, failures);
    },
  };
  // Types and unit tests are the two long ones: begun first, the short ones fill the gaps.
  const failed = await runChecks([unitTests, ...STATIC_CHECKS]);
  return { failedChecks: failed.filter((name) => name !== UNIT_TESTS), unit };
}

function toResult(report: TestReport, printed: string, failures: string): CheckResult {
  const skipped = report.skipped.map(({ name, reason }) => `skipped: ${name} (${reason})`);
  return {
    ok: report.failed.length === 0,
    note: [printed, ...skipped, summaryLine([report])].filter((part) => part !== '').join('\n'),
    output: failures === '' ? report.failed.join('\n') : failures,
  };
}
