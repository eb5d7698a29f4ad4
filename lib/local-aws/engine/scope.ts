import { Fiber, type Pause, type Routine } from '../clock/routine';
import type { JsonValue } from '../json-value';
import type { Execution } from './execution';
import type { Line, LineEnd, ScopeLine } from './line';

type Failure = Exclude<LineEnd, { readonly kind: 'done' }>;

/** The lines below one attempt of a Parallel or a Map: they run at once, and the first failure ends them all. */
export class Scope {
  /** In the order in which they started. */
  readonly lines: ScopeLine[] = [];
  /** Outputs by index, for those that succeeded. */
  readonly outputs: JsonValue[] = [];
  failure: Failure | null = null;
  /** Where the scope stands: its start, then the end of the line that succeeded last. */
  lastEventId: number;
  #wake: (() => void) | null = null;
  /** The event that opened the scope. */
  readonly startedEventId: number;
  readonly #fibers: Fiber<LineEnd>[] = [];
  readonly #expected: number;
  #succeeded = 0;

  /** @param expected how many lines there will be in all */
  constructor(expected: number, startedEventId: number) {
    this.#expected = expected;
    this.startedEventId = startedEventId;
    this.lastEventId = startedEventId;
  }

  /** Makes ready to go on after a redrive: what succeeded stays, the rest runs again (aws-facts §2.6). */
  reopen(): void {
    this.failure = null;
    this.#wake = null;
    this.#fibers.length = 0;
    for (const scopeLine of this.lines) if (scopeLine.state === 'failed') scopeLine.state = 'running';
  }

  get isOver(): boolean {
    return this.failure !== null || this.#succeeded === this.#expected;
  }

  /** Adds a line without running it yet. */
  add(index: number, line: Line): ScopeLine {
    const scopeLine: ScopeLine = { index, line, state: 'running' };
    this.lines.push(scopeLine);
    return scopeLine;
  }

  /** Runs a line. `onDone` is called when it succeeds, before the scope can be over. */
  start(scopeLine: ScopeLine, routine: Routine<LineEnd>, onDone: () => void): void {
    const fiber = new Fiber(routine, (end) => {
      if (this.failure !== null) return;
      if (end.kind === 'done') {
        scopeLine.state = 'succeeded';
        this.outputs[scopeLine.index] = end.output;
        this.#succeeded += 1;
        onDone();
      } else {
        scopeLine.state = 'failed';
        this.failure = end;
      }
      if (this.isOver) this.#wake?.();
    });
    this.#fibers.push(fiber);
  }

  /** Waits until all succeeded or one failed. Those still running are stopped then, and when the wait is taken back. */
  readonly join: Pause = (resume) => {
    if (this.isOver) resume();
    else this.#wake = resume;
    return () => this.stop();
  };

  stop(): void {
    for (const fiber of this.#fibers) fiber.kill();
  }
}

/**
 * Writes how the lines of a failed scope were closed: all point at the event that failed, one `TaskStateAborted` for
 * each open Task, the failed one included (aws-facts §2.4).
 * @param mapName the Map's name, or `null` below a Parallel
 */
export function writeClosed(
  execution: Execution,
  lines: readonly ScopeLine[],
  mapName: string | null,
  eventId: number,
): void {
  closeLines(execution, lines, mapName, eventId, 'MapIterationFailed');
}

/** @param failedType how an iteration is closed that has failed: below a scope ended from outside it is aborted too */
function closeLines(
  execution: Execution,
  lines: readonly ScopeLine[],
  mapName: string | null,
  eventId: number,
  failedType: 'MapIterationFailed' | 'MapIterationAborted',
): void {
  for (const { index, line, state } of [...lines].sort((one, other) => one.index - other.index)) {
    if (state === 'succeeded') continue;
    const type = state === 'failed' ? failedType : 'MapIterationAborted';
    if (mapName !== null) execution.write(type, eventId, { name: mapName, index });
    closeState(execution, line, state === 'failed', eventId);
  }
}

/** `WaitStateAborted`, `MapStateAborted` and `ParallelStateAborted` exist but no recording shows them (aws-facts §2.1). */
function closeState(execution: Execution, { open }: Line, hasFailed: boolean, eventId: number): void {
  if (open === null) return;
  if (open.type === 'Task') execution.write('TaskStateAborted', eventId);
  // A failed Map or Parallel has written its own end.
  if (hasFailed) return;
  if (open.type === 'Wait') execution.write('WaitStateAborted', eventId);
  if (open.type !== 'Map' && open.type !== 'Parallel') return;
  if (!open.isClosed)
    closeLines(execution, open.lines, open.type === 'Map' ? open.name : null, eventId, 'MapIterationAborted');
  execution.write(`${open.type}StateAborted`, eventId);
}
