import 'server-only';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { withoutData } from '@/lib/domain/history/payload-fields';

/** Lines held per connection; beyond, the executions that waited longest are given up: the API is asked for them. */
const MOST_LINES = 50_000;

/**
 * Log lines of Standard executions that cannot be taken into the index yet: others of the execution come late or lie in
 * the next slice, or no list has told of it. They are in memory only; after a restart the API is asked instead.
 */
export class WaitingLines {
  readonly #most: number;
  readonly #byExecution = new Map<
    string,
    { readonly machineArn: string; readonly events: Map<number, HistoryEvent> }
  >();
  #count = 0;

  constructor(most = MOST_LINES) {
    this.#most = most;
  }

  add(machineArn: string, executionArn: string, lines: readonly HistoryEvent[]): void {
    const events = this.#byExecution.get(executionArn)?.events ?? new Map<number, HistoryEvent>();
    this.#byExecution.set(executionArn, { machineArn, events });
    const before = events.size;
    for (const line of lines) if (!events.has(line.id)) events.set(line.id, withoutData(line));
    this.#count += events.size - before;
  }

  /** Gives up what waited longest until the others have room. */
  trim(): void {
    for (const [arn] of this.#byExecution) {
      if (this.#count <= this.#most) return;
      this.drop(arn);
    }
  }

  /** In no particular order; empty where nothing waits. */
  of(executionArn: string): readonly HistoryEvent[] {
    return [...(this.#byExecution.get(executionArn)?.events.values() ?? [])];
  }

  drop(executionArn: string): void {
    this.#count -= this.#byExecution.get(executionArn)?.events.size ?? 0;
    this.#byExecution.delete(executionArn);
  }

  executionsOf(machineArn: string): readonly string[] {
    return [...this.#byExecution].flatMap(([arn, waiting]) => (waiting.machineArn === machineArn ? [arn] : []));
  }
}
