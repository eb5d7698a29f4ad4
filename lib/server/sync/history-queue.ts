import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import { isFailure } from '@/lib/domain/execution-status';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import type { OpenExecution } from './open-executions';
import { rereadDelay } from './pace';

/** An execution whose history is to be read next; its row where the index has just given it. */
export type Wanted = { readonly arn: string; readonly machineArn: string; readonly stored: StoredExecution | null };

type Open = Pick<StoredExecution, 'arn' | 'machineArn' | 'startedAtMs'>;

/** Open executions followed per connection; newer ones first. */
const MOST_OPEN = 10_000;

/** One that was read and still counts as unread (its history lags behind its summary) is not read again at once. */
const AGAIN_AFTER_MS = 10_000;

/**
 * Whose history is read next. The index orders what is unread; open executions are read again from time to time, because
 * nothing tells when they go on. Failures go before those, those before the rest.
 */
export class HistoryQueue {
  #unread: StoredExecution[] = [];
  readonly #open = new Map<string, Map<string, Open>>();
  readonly #busy = new Set<string>();
  readonly #lastReadMs: (arn: string) => EpochMs | null;
  readonly #isTold: (open: Open) => boolean;

  /** `isTold` says of an open execution that its log tells how it goes on. */
  constructor(lastReadMs: (arn: string) => EpochMs | null, isTold: (open: Open) => boolean = () => false) {
    this.#lastReadMs = lastReadMs;
    this.#isTold = isTold;
  }

  /** Whether the index should be asked for more. */
  get isEmpty(): boolean {
    return this.#unread.length === 0;
  }

  /** What the index holds unread, in its order. */
  refill(unread: readonly StoredExecution[], nowMs: EpochMs): void {
    this.#unread = unread.filter(({ arn, type }) => type === 'STANDARD' && !this.#wasJustRead(arn, nowMs));
  }

  /** The open executions of one machine, as far as they are known. */
  setOpen(machineArn: string, open: readonly OpenExecution[]): void {
    const followed = open
      .toSorted((one, other) => other.startedAtMs - one.startedAtMs)
      .slice(0, MOST_OPEN)
      .map(({ arn, startedAtMs }) => [arn, { arn, machineArn, startedAtMs }] as const);
    this.#open.set(machineArn, new Map(followed));
  }

  /** It has ended, and need not be read again. */
  noteEnded({ arn, machineArn }: Pick<Wanted, 'arn' | 'machineArn'>): void {
    this.#open.get(machineArn)?.delete(arn);
  }

  /** Takes the next one out; `mayRead` says whether a machine may be asked now. Give it back with `done`. */
  take(nowMs: EpochMs, mayRead: (machineArn: string) => boolean): Wanted | null {
    const canTake = ({ arn, machineArn }: Pick<Wanted, 'arn' | 'machineArn'>) =>
      !this.#busy.has(arn) && mayRead(machineArn);
    const at = this.#unread.findIndex(canTake);
    const first = at < 0 ? undefined : this.#unread[at];
    const due = first !== undefined && isFailure(first.status) ? null : this.#findDue(nowMs, canTake);
    const wanted = due ?? first ?? null;
    if (wanted === null) return null;
    const stored = due === null ? (first ?? null) : null;
    if (stored !== null) this.#unread.splice(at, 1);
    this.#busy.add(wanted.arn);
    return { arn: wanted.arn, machineArn: wanted.machineArn, stored };
  }

  done(arn: string): void {
    this.#busy.delete(arn);
  }

  /** Executions known to be unread; the index may hold more. */
  get unreadCount(): number {
    return this.#unread.length + this.#busy.size;
  }

  #wasJustRead(arn: string, nowMs: EpochMs): boolean {
    const lastMs = this.#lastReadMs(arn);
    return this.#busy.has(arn) || (lastMs !== null && nowMs - lastMs < AGAIN_AFTER_MS);
  }

  #findDue(nowMs: EpochMs, canTake: (open: Open) => boolean): Open | null {
    for (const open of this.#open.values()) {
      for (const execution of open.values()) {
        const lastMs = this.#lastReadMs(execution.arn);
        const isDue = lastMs === null || nowMs - lastMs >= rereadDelay(nowMs - execution.startedAtMs);
        if (isDue && canTake(execution) && !this.#isTold(execution)) return execution;
      }
    }
    return null;
  }
}
