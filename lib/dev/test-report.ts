/** What a run of tests came to, whichever tool ran them. */
export type TestReport = {
  readonly passed: number;
  /** Names of the tests that failed, and of the failures outside any test. */
  readonly failed: readonly string[];
  readonly skipped: readonly SkippedTest[];
};

export type SkippedTest = { readonly name: string; readonly reason: string };

export const NO_REASON = 'no reason given';

/** The last line of `npm test`: `N passed, N failed, N skipped`. */
export function summaryLine(reports: readonly TestReport[]): string {
  const passed = reports.reduce((sum, report) => sum + report.passed, 0);
  const failed = reports.reduce((sum, report) => sum + report.failed.length, 0);
  const skipped = reports.reduce((sum, report) => sum + report.skipped.length, 0);
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** The report of a run that ended before it could count: one failure, so that nothing missing looks passed. */
export function crashedRun(what: string): TestReport {
  return { passed: 0, failed: [what], skipped: [] };
}

/**
 * Reads the report that `unit-reporter.ts` writes, or null when it is not one. A run that exited with an error but
 * counted no failure (an unhandled rejection, a worker that died) is one failure more.
 */
export function readUnitReport(json: unknown, exitCode: number): TestReport | null {
  if (!isRecord(json) || typeof json['passed'] !== 'number') return null;
  const failed = listOf(json['failed']).filter((name) => typeof name === 'string');
  const skipped = listOf(json['skipped']).flatMap((item) =>
    isRecord(item) ? [{ name: text(item['name'], '?'), reason: text(item['reason'], NO_REASON) }] : [],
  );
  return withExitCode({ passed: json['passed'], failed, skipped }, exitCode, 'unit tests');
}

/** Reads the report of Playwright's JSON reporter, or null when it is not one. A test that passed on a retry passed. */
export function readPlaywrightReport(json: unknown, exitCode: number): TestReport | null {
  if (!isRecord(json) || !Array.isArray(json['suites'])) return null;
  const tests = json['suites'].flatMap((suite) => testsOf(suite, []));
  const failed = tests.filter(({ status }) => status === 'unexpected').map(({ name }) => name);
  const outside = listOf(json['errors']).map((error) => `outside a test: ${firstLine(error)}`);
  const report = {
    passed: tests.filter(({ status }) => status === 'expected' || status === 'flaky').length,
    failed: [...failed, ...outside],
    skipped: tests.filter(({ status }) => status === 'skipped').map(({ name, reason }) => ({ name, reason })),
  };
  return withExitCode(report, exitCode, 'browser tests');
}

function withExitCode(report: TestReport, exitCode: number, what: string): TestReport {
  if (exitCode === 0 || report.failed.length > 0) return report;
  return { ...report, failed: [`${what} ended with exit code ${exitCode}`] };
}

type BrowserTest = { readonly name: string; readonly status: string; readonly reason: string };

/** Playwright nests suites, the specs in them, and per spec one test for each project. */
function testsOf(suite: unknown, parents: readonly string[]): BrowserTest[] {
  if (!isRecord(suite)) return [];
  const path = [...parents, text(suite['title'], '')];
  const own = listOf(suite['specs']).flatMap((spec) => {
    if (!isRecord(spec)) return [];
    const name = [...path, text(spec['title'], '?')].filter((part) => part !== '').join(' › ');
    return listOf(spec['tests']).map((test) => toBrowserTest(test, name));
  });
  return [...own, ...listOf(suite['suites']).flatMap((child) => testsOf(child, path))];
}

function toBrowserTest(test: unknown, name: string): BrowserTest {
  if (!isRecord(test)) return { name, status: 'unexpected', reason: '' };
  const project = text(test['projectName'], '');
  const why = listOf(test['annotations']).find(
    (note) => isRecord(note) && /^(skip|fixme)$/.test(text(note['type'], '')),
  );
  return {
    name: project === '' ? name : `[${project}] ${name}`,
    status: text(test['status'], 'unexpected'),
    reason: isRecord(why) ? text(why['description'], NO_REASON) : NO_REASON,
  };
}

function firstLine(error: unknown): string {
  const message = isRecord(error) ? text(error['message'], 'unknown error') : String(error);
  return message.split('\n')[0] ?? message;
}

/** What JSON.parse answers is not known until looked at; these are the looks. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}
