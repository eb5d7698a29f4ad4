import { availableParallelism } from 'node:os';
import { say, secondsSince } from './repository';

/** What one check found. `output` is shown when it failed, `note` always. */
export type CheckResult = { readonly ok: boolean; readonly output: string; readonly note?: string };
export type Check = { readonly name: string; readonly run: () => Promise<CheckResult> };

/**
 * Runs checks side by side, as many as the machine has cores (two at least: some wait on the disk), begun in the order
 * given, and prints a line for each as it ends, with the output of those that failed.
 *
 * @returns the names of the checks that failed
 */
export async function runChecks(checks: readonly Check[]): Promise<readonly string[]> {
  const waiting = [...checks];
  const failed: string[] = [];
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      if (!(await runCheck(check))) failed.push(check.name);
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
  return checks.map(({ name }) => name).filter((name) => failed.includes(name));
}

async function runCheck({ name, run }: Check): Promise<boolean> {
  const startedAtMs = Date.now();
  const result = await run().catch(toCrash);
  const lines = [
    `${result.ok ? '✓' : '✗'} ${name.padEnd(16)} ${secondsSince(startedAtMs).padStart(7)}`,
    ...(result.note ? [result.note] : []),
    ...(result.ok || result.output === '' ? [] : [result.output]),
  ];
  say(lines.join('\n').replaceAll('\n', '\n    '));
  return result.ok;
}

/** A check that throws has found something it could not put into words; the stack is for whoever maintains the check. */
function toCrash(error: unknown): CheckResult {
  return { ok: false, output: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
