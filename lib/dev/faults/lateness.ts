import { setTimeout as pause } from 'node:timers/promises';
import type { Rig } from '../reading-rig';
import { isWhole, type Started, startExecution } from './started-executions';

const EVERY_MS = 1_000;
/** What has not come by then is not only late. */
const LOST_MS = 60_000;

/** How late the index holds what happens, watched all the time: quiet machines are asked less often than busy ones. */
export type Lateness = {
  /** The longest so far between the start of an execution in the phase and its row in the index. */
  readonly mostMs: (phase: string) => number;
  /** What starts from now on counts here. */
  readonly begin: (phase: string) => void;
  /** Starts no more and waits until all has come, with its end and its history. @throws Error where something has not */
  readonly finish: () => Promise<void>;
};

/** Starts an execution in each account every second, and looks for it in the index until it is there. */
export function watchLateness({ aws, store }: Rig, accounts: readonly string[]): Lateness {
  const mostMs = new Map<string, number>();
  const waiting = new Map<string, Started & { readonly phase: string; isSeen: boolean }>();
  let phase = '';
  let isOver = false;
  const look = async (): Promise<void> => {
    const now = performance.now();
    const came = await store.findExecutions([...waiting.keys()]);
    const whole = new Set(came.filter(isWhole).map(({ arn }) => arn));
    const rows = new Set(came.map(({ arn }) => arn));
    for (const [arn, execution] of waiting) {
      const lateMs = now - execution.startedAt;
      if (lateMs > LOST_MS && !whole.has(arn)) throw new Error(`${arn} has not come within a minute`);
      if (rows.has(arn) && !execution.isSeen) {
        execution.isSeen = true;
        mostMs.set(execution.phase, Math.max(mostMs.get(execution.phase) ?? 0, lateMs));
      }
      if (whole.has(arn)) waiting.delete(arn);
    }
  };
  const watching = (async () => {
    let nextAt = performance.now();
    while (!isOver || waiting.size > 0) {
      if (!isOver && performance.now() >= nextAt) {
        nextAt += EVERY_MS;
        const current = phase;
        const started = await Promise.all(accounts.map((account) => startExecution(aws, account)));
        for (const execution of started) waiting.set(execution.arn, { ...execution, phase: current, isSeen: false });
      }
      await look();
      await pause(100);
    }
  })();
  // It is told by `finish`.
  watching.catch(() => undefined);
  return {
    mostMs: (of) => mostMs.get(of) ?? 0,
    begin: (next) => {
      phase = next;
    },
    finish: async () => {
      isOver = true;
      await watching;
    },
  };
}
