import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WrittenExpectation } from '@/lib/testing/expectation';
import { historyFromLines } from '@/lib/testing/history-lines';

/**
 * An execution of our own making in a shape that no recording has, written by the rules that recordings show, with what
 * must be read from it. `lines` are as `historyFromLines` takes them.
 */
export type BuiltCase = WrittenExpectation & {
  readonly lines: readonly string[];
  readonly definition?: Readonly<Record<string, unknown>>;
};

/** All built cases, in the order of the files' names. */
export function readBuiltCases(): readonly BuiltCase[] {
  const directory = fileURLToPath(new URL('built', import.meta.url));
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => {
      const file: { cases: BuiltCase[] } = JSON.parse(readFileSync(`${directory}/${name}`, 'utf8'));
      return file.cases;
    });
}

/** The input text of a built case: a history with its definition. */
export function builtCaseText(built: BuiltCase): string {
  return JSON.stringify({ history: historyFromLines(built.lines), definition: built.definition ?? null });
}
