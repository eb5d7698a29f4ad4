import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import { NO_REASON, type SkippedTest, type TestReport } from './test-report';

type TestErrors = ReturnType<TestModule['errors']>;

/** The variable that names the file this reporter writes its `TestReport` to. */
export const UNIT_REPORT_VARIABLE = 'UNIT_TEST_REPORT';

/**
 * Vitest's reporter for `npm run verify`: says nothing about what passed, so that the lines tests print on purpose
 * stand alone on stdout; shows failures as Vitest does, on stderr; and writes the counts with the reason of every skip,
 * which Vitest's own JSON leaves out.
 */
export default class UnitReporter implements Reporter {
  #vitest: Vitest | null = null;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly TestErrors[number][]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const broken = modules.flatMap((module) => brokenParts(module));
    const failed = tests.filter((test) => test.result().state === 'failed');
    for (const test of failed) this.#show(nameOf(test), test.result().errors ?? []);
    for (const { name, errors } of broken) this.#show(name, errors);
    this.#show('outside a test', unhandledErrors);
    writeReport({
      passed: tests.filter((test) => test.result().state === 'passed').length,
      failed: [
        ...failed.map(nameOf),
        ...broken.map(({ name }) => name),
        ...unhandledErrors.map((error) => `outside a test: ${error.message}`),
      ],
      skipped: tests.flatMap(toSkipped),
    });
  }

  #show(name: string, errors: readonly TestErrors[number][]): void {
    for (const error of errors) {
      this.#vitest?.logger.error(`\n✗ ${name}`);
      this.#vitest?.logger.printError(error);
    }
  }
}

/** A file that could not be loaded, or a suite whose hooks failed: its tests have no result of their own. */
function brokenParts(module: TestModule): { readonly name: string; readonly errors: readonly TestErrors[number][] }[] {
  const suites = [...module.children.allSuites()].map((suite) => ({
    name: `${module.relativeModuleId} › ${suite.fullName}`,
    errors: suite.errors(),
  }));
  return [{ name: module.relativeModuleId, errors: module.errors() }, ...suites].filter(
    ({ errors }) => errors.length > 0,
  );
}

function toSkipped(test: TestCase): SkippedTest[] {
  const result = test.result();
  // A test that was never begun has no result; a run that ends with one has lost it, so it is named.
  if (result.state === 'pending') return [{ name: nameOf(test), reason: 'it was never run' }];
  return result.state === 'skipped' ? [{ name: nameOf(test), reason: result.note ?? reasonInName(test) }] : [];
}

/** A whole suite that is skipped has no note of Vitest's; ours say why in their name. */
function reasonInName(test: TestCase): string {
  return /\(skipped: ([^()]+)\)/.exec(test.fullName)?.[1] ?? NO_REASON;
}

function nameOf(test: TestCase): string {
  return `${test.module.relativeModuleId} › ${test.fullName}`;
}

function writeReport(report: TestReport): void {
  const path = process.env[UNIT_REPORT_VARIABLE];
  if (path === undefined) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(report));
}
