import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isJsonObject } from '@/lib/base/json';
import type { Outcome } from './rehearsal';

/**
 * The outcomes of past starts in a file, so that a second demo need not find them out again. It is made anew whenever
 * the workload is another one or any of this code has changed, because every outcome follows from these.
 */
export class SavedPast {
  readonly #file: string | null;
  readonly #of: string;
  readonly #outcomes: Map<string, Outcome>;
  #isChanged = false;

  /**
   * @param file where it is kept; with `null` nothing is read or written
   * @param workload what the outcomes follow from, beside the code
   */
  constructor(file: string | null, workload: string) {
    this.#file = file;
    this.#of = file === null ? '' : createHash('sha256').update(workload).update(codeDigest()).digest('hex');
    this.#outcomes = file === null ? new Map() : readOutcomes(file, this.#of);
  }

  find(key: string): Outcome | undefined {
    return this.#outcomes.get(key);
  }

  keep(key: string, outcome: Outcome): void {
    this.#outcomes.set(key, outcome);
    this.#isChanged = true;
  }

  /** Writes what was found out since it was read. A file that is half written is never left under its name. */
  save(): void {
    if (this.#file === null || !this.#isChanged) return;
    mkdirSync(dirname(this.#file), { recursive: true });
    const unfinished = `${this.#file}.${process.pid}`;
    writeFileSync(unfinished, JSON.stringify({ of: this.#of, outcomes: Object.fromEntries(this.#outcomes) }));
    renameSync(unfinished, this.#file);
    this.#isChanged = false;
  }
}

/** A file that is missing, broken or of another workload holds nothing of use. */
function readOutcomes(file: string, of: string): Map<string, Outcome> {
  try {
    const saved: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!isJsonObject(saved) || saved['of'] !== of || !isJsonObject(saved['outcomes'])) return new Map();
    return new Map(Object.entries(saved['outcomes']).map(([key, outcome]) => [key, asOutcome(outcome)]));
  } catch {
    return new Map();
  }
}

/** The digest in the file vouches for what it holds: this same code wrote it. */
function asOutcome(value: unknown): Outcome {
  return value as Outcome;
}

function codeDigest(): string {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const hash = createHash('sha256');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  for (const name of files.sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}
