import { readFileSync, rmSync } from 'node:fs';
import { type Finished, runNode } from './child';
import { CACHE } from './repository';
import { crashedRun, readUnitReport, type TestReport } from './test-report';
import { UNIT_REPORT_VARIABLE } from './unit-reporter';

const REPORT_FILE = `${CACHE}/reports/unit.json`;

export type UnitTestRun = {
  readonly report: TestReport;
  /** What tests printed on purpose: figures such as "429 cases, 12,000 assertions". */
  readonly printed: string;
  /** How the failures look in Vitest's words. */
  readonly failures: string;
};

/** Runs the unit tests and counts them. A run that died before counting is one failure. */
export async function runUnitTests(): Promise<UnitTestRun> {
  rmSync(REPORT_FILE, { force: true });
  const result = await runNode(
    'node_modules/vitest/vitest.mjs',
    ['run', '--config', 'lib/dev/vitest.config.ts', '--reporter', './lib/dev/unit-reporter.ts'],
    { output: 'capture', env: { [UNIT_REPORT_VARIABLE]: REPORT_FILE } },
  );
  return { report: readReport(result), printed: result.stdout.trim(), failures: result.stderr.trim() };
}

function readReport({ code }: Finished): TestReport {
  const crashed = crashedRun(`unit tests ended with exit code ${code} before they were counted`);
  try {
    return readUnitReport(JSON.parse(readFileSync(REPORT_FILE, 'utf8')), code) ?? crashed;
  } catch {
    return crashed;
  }
}
