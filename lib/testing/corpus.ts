import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The recorded histories and logs that stand beside the checkout in `../shared/corpus`. They are never copied into
 * the project; a stranger's clone has none, and tests over them are skipped there with the reason printed.
 */
export const CORPUS_DIRECTORY = fileURLToPath(new URL('../../../shared/corpus', import.meta.url));

/** One line of the corpus index. `events` and `log_records` are counts; `tags` are the features that occur. */
export type CorpusEntry = {
  readonly id: string;
  readonly file: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly tags: readonly string[];
  readonly events: number;
  readonly log_records: number;
};

export type Corpus =
  | { readonly kind: 'present'; readonly entries: readonly CorpusEntry[] }
  | { readonly kind: 'absent'; readonly reason: string };

/**
 * Reads the corpus index. A folder that exists but holds no case is an error: it means that the recordings were lost,
 * not that there are none.
 */
export function readCorpus(directory: string = CORPUS_DIRECTORY): Corpus {
  if (!existsSync(directory)) {
    return {
      kind: 'absent',
      reason: `skipped: there is no recorded corpus at ${directory}`,
    };
  }
  const indexPath = `${directory}/index.json`;
  if (readdirSync(directory).length === 0 || !existsSync(indexPath)) {
    throw new Error(`${directory} exists but holds no index.json: the recorded corpus is missing`);
  }
  const entries: readonly CorpusEntry[] = JSON.parse(readFileSync(indexPath, 'utf8'));
  if (entries.length === 0) throw new Error(`${indexPath} names no case: the recorded corpus is missing`);
  return { kind: 'present', entries };
}

/** The path of a case's file, for readers that take a path as a person would give it. */
export function corpusPath(entry: CorpusEntry, directory: string = CORPUS_DIRECTORY): string {
  return `${directory}/${entry.file}`;
}

/** The name of tests over the corpus; where it is absent it carries the reason, which the reporter of skips reads. */
export function nameWithReason(name: string, corpus: Corpus): string {
  return corpus.kind === 'absent' ? `${name} (${corpus.reason})` : name;
}
