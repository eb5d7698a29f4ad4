import 'server-only';
import { createWaitingLine, type Urgency } from './waiting-line';

/** Lets a limited number in at a time, clicks first. */
export type Gate = {
  /** Runs the work inside. Rejects with the signal's reason when that aborts while it waits outside. */
  readonly run: <Value>(urgency: Urgency, signal: AbortSignal, work: () => Promise<Value>) => Promise<Value>;
};

export function createGate(limit: number): Gate {
  let inside = 0;
  const line = createWaitingLine(serve);

  function serve(): void {
    while (inside < limit && line.next() !== null) {
      inside += 1;
      line.admit();
    }
  }

  return {
    run: async (urgency, signal, work) => {
      const admitted = line.wait(urgency, signal);
      serve();
      await admitted;
      try {
        return await work();
      } finally {
        inside -= 1;
        serve();
      }
    },
  };
}
