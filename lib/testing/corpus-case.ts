import { readFileSync } from 'node:fs';
import { CORPUS_DIRECTORY, type CorpusEntry } from '@/lib/testing/corpus';
import type { PlainEvent } from '@/lib/testing/plain-event';
import { toPlainEvent } from '@/lib/testing/plain-event';

/** The members of a `DescribeExecution` answer that the tests compare with. Dates are as recorded. */
export type RecordedDescription = {
  readonly executionArn: string;
  readonly status: string;
  readonly startDate: string | number;
  readonly stopDate?: string | number;
  readonly error?: string;
  readonly redriveCount?: number;
};

/** One recorded case as its file holds it; `logEvents` are records as `FilterLogEvents` returned them. */
export type CorpusCase = {
  readonly id: string;
  readonly timestamps_synthetic: boolean;
  readonly definition: Record<string, unknown> | null;
  readonly describeExecution: RecordedDescription | null;
  readonly history: readonly Record<string, unknown>[];
  readonly logs: readonly Record<string, unknown>[] | null;
  readonly logEvents?: readonly { readonly message: string }[];
};

/** The events of one execution of a case. `arn` is null where nothing in the case names the execution. */
export type RecordedExecution = { readonly arn: string | null; readonly events: readonly PlainEvent[] };

/** The text of a case's file, as `inspect` would be given it. */
export function readCaseText(entry: CorpusEntry): string {
  return readFileSync(`${CORPUS_DIRECTORY}/${entry.file}`, 'utf8');
}

/** Reads one case. The corpus is data of our own keeping, so its shape is trusted, not checked. */
export function parseCase(text: string): CorpusCase {
  const parsed: CorpusCase = JSON.parse(text);
  return parsed;
}

/**
 * The executions of a case, in order of first appearance. Where a case holds the history and the logs of one execution
 * the history counts, as design §5 asks.
 */
export function executionsOf(recorded: CorpusCase): readonly RecordedExecution[] {
  if (recorded.history.length > 0) {
    const arn = recorded.describeExecution?.executionArn ?? null;
    return [{ arn, events: recorded.history.map(toPlainEvent).sort((a, b) => a.id - b.id) }];
  }
  const byArn = new Map<string, PlainEvent[]>();
  for (const line of recorded.logs ?? []) {
    const arn = String(line['execution_arn']);
    const events = byArn.get(arn) ?? [];
    events.push(toPlainEvent(line));
    byArn.set(arn, events);
  }
  return [...byArn].map(([arn, events]) => ({ arn, events: events.sort((a, b) => a.id - b.id) }));
}
