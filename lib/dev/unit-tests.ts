import { readFileSync, rmSync } from 'node:fs';
import { type Finished, runNode } from './child';
import { FAULT_SCALE_VARIABLE } from './faults/scaled';
import { CACHE } from './repository';
import { crashedRun, readUnitReport, type TestReport } from './test-report';
import { UNIT_REPORT_VARIABLE } from './unit-reporter';

export type UnitTestRun = {
  readonly report: TestReport;
  /** What tests printed on purpose: figures such as "429 cases, 12,000 assertions". */
  readonly printed: string;
  /** How the failures look in Vitest's words. */
  readonly failures: string;
};

/** Runs the unit tests and counts them. A run that died before counting is one failure. */
export async function runUnitTests(): Promise<UnitTestRun> {
  const { run, report } = await runVitest('unit tests', { output: 'capture' });
  return { report, printed: run.stdout.trim(), failures: run.stderr.trim() };
}

/**
 * Runs the fault tests, their lines printed as they come.
 *
 * @param scale share of the full counts: 1 is what security.md asks for
 * @param only parts of file names; every fault test where it is empty
 */
export async function runFaultTests(scale: number, only: readonly string[]): Promise<TestReport> {
  const env = { [FAULT_SCALE_VARIABLE]: String(scale) };
  const { report } = await runVitest('fault tests', { output: 'inherit', env, only });
  return report;
}

type VitestOptions = {
  readonly output: 'capture' | 'inherit';
  readonly env?: Readonly<Record<string, string>>;
  readonly only?: readonly string[];
};

async function runVitest(
  what: string,
  { output, env = {}, only = [] }: VitestOptions,
): Promise<{ readonly run: Finished; readonly report: TestReport }> {
  const reportFile = `${CACHE}/reports/${what.replaceAll(' ', '-')}.json`;
  rmSync(reportFile, { force: true });
  const run = await runNode(
    'node_modules/vitest/vitest.mjs',
    ['run', '--config', 'lib/dev/vitest.config.ts', '--reporter', './lib/dev/unit-reporter.ts', ...only],
    { output, env: { ...env, [UNIT_REPORT_VARIABLE]: reportFile } },
  );
  return { run, report: readReport(what, reportFile, run) };
}

function readReport(what: string, file: string, { code }: Finished): TestReport {
  const crashed = crashedRun(`${what} ended with exit code ${code} before they were counted`);
  try {
    return readUnitReport(JSON.parse(readFileSync(file, 'utf8')), code) ?? crashed;
  } catch {
    return crashed;
  }
}
