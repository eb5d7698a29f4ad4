import 'server-only';
import type { ReadOptions } from '@/lib/server/ports/aws';
import type { FailureKind } from './failure';
import { createUrgency, type Priority, type Urgency } from './waiting-line';

/** What a read waits for: its turn, or the end of what would be this failure if it did not come. */
export type Hindrance = 'turn' | FailureKind;

/** What a shared read gets to know of those who wait for it. The signal aborts when the last of them has left. */
export type SharedCall = {
  readonly urgency: Urgency;
  readonly signal: AbortSignal;
  /** Says what it waits for from now on; its turn, until this is called. */
  readonly waitsFor: (hindrance: Hindrance) => void;
};

type Flight = {
  readonly answer: Promise<unknown>;
  readonly urgency: Urgency;
  readonly abort: AbortController;
  waiting: number;
  readonly hindrance: () => Hindrance;
};

/** Gives identical reads that are under way one answer between them. */
export type SharedReads = {
  readonly read: <Value>(
    key: string,
    options: ReadOptions,
    work: (call: SharedCall) => Promise<Value>,
  ) => Promise<Value>;
  /** What the read under way with this key waits for. */
  readonly hindranceOf: (key: string) => Hindrance;
};

export function createSharedReads(): SharedReads {
  const flights = new Map<string, Flight>();

  function start(key: string, priority: Priority, work: (call: SharedCall) => Promise<unknown>): Flight {
    const abort = new AbortController();
    const urgency = createUrgency(priority);
    let hindrance: Hindrance = 'turn';
    const waitsFor = (next: Hindrance) => {
      hindrance = next;
    };
    const answer = work({ urgency, signal: abort.signal, waitsFor }).finally(() => {
      if (flights.get(key) === flight) flights.delete(key);
    });
    const flight: Flight = { answer, urgency, abort, waiting: 0, hindrance: () => hindrance };
    flights.set(key, flight);
    return flight;
  }

  async function read<Value>(
    key: string,
    options: ReadOptions,
    work: (call: SharedCall) => Promise<Value>,
  ): Promise<Value> {
    options.signal?.throwIfAborted();
    const flight = flights.get(key) ?? start(key, options.priority, work);
    if (options.priority === 'click') flight.urgency.raise();
    flight.waiting += 1;
    try {
      return asAnswer<Value>(await untilAborted(flight.answer, options.signal));
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        // Nobody may join what is being given up.
        if (flights.get(key) === flight) flights.delete(key);
        flight.abort.abort();
      }
    }
  }

  return { read, hindranceOf: (key) => flights.get(key)?.hindrance() ?? 'turn' };
}

/** The key holds the operation and all its arguments, so who shares a key asked for a value of the same type. */
function asAnswer<Value>(answer: unknown): Value {
  return answer as Value;
}

/** Rejects with the signal's reason as soon as that aborts; the work goes on for the others. */
export async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return work;
  return new Promise<Value>((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    if (signal.aborted) leave();
  });
}
