import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectionReport } from '@/lib/server/sync/sync-report';
import type { Rig } from '../reading-rig';

/** Most that this process held at once, of those times at which it was looked at. */
let peakRssBytes = 0;

export function peakRssMb(): number {
  return Math.round(peakRssBytes / 2 ** 20);
}

/**
 * Looks at how reading stands until `isOver` says so; what it sees on the way is noted by `look`.
 * @throws Error when something cannot be read: a figure of what failed would be none
 */
export async function watchReading(
  { sync }: Rig,
  everyMs: number,
  isOver: (report: ConnectionReport) => boolean,
  look: (report: ConnectionReport) => Promise<void> = async () => {},
): Promise<void> {
  for (;;) {
    const [report] = sync.report();
    if (report === undefined) throw new Error('there is no connection to read');
    const failure = report.pause ?? report.discoveryFailure ?? failureIn(report);
    if (failure !== null) throw new Error(`reading failed: ${failure.message}`);
    peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
    await look(report);
    if (isOver(report)) return;
    await pause(everyMs);
  }
}

function failureIn({ machines }: ConnectionReport) {
  for (const { describeFailure, failure, historyFailure } of machines) {
    const own = describeFailure ?? failure ?? historyFailure;
    if (own !== null) return own;
  }
  return null;
}
