import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isJsonObject } from '@/lib/base/json';
import { EVERY_NAME } from '@/lib/domain/name-pattern';
import type { Share } from '@/lib/server/aws/budget';
import { createAwsConnections } from '@/lib/server/aws/connections';
import { refuseEndpoint } from '@/lib/server/endpoint-address';
import { createLogger } from '@/lib/server/logger';
import type { AwsConnections } from '@/lib/server/ports/aws';
import type { IndexStore } from '@/lib/server/ports/index-store';
import { openIndexStore } from '@/lib/server/store/open-index-store';
import { createReading } from '@/lib/server/sync/reading';
import type { Sync } from '@/lib/server/sync/sync';
import type { ConnectionReport } from '@/lib/server/sync/sync-report';
import { systemClock } from '@/lib/server/system-clock';
import { startLocalAws } from '@/lib/testing/local-aws-process';

/** Calls of one action that the local AWS answered, and those it refused for being too many. */
export type Calls = { readonly allowed: number; readonly throttled: number };

/** What reads AWS in a server, over HTTP from a local AWS in a process of its own into an index on disk. */
export type Rig = {
  readonly store: IndexStore;
  readonly connections: AwsConnections;
  readonly sync: Sync;
  /** By action, as the local AWS counted them. It counts only where it has limits. */
  readonly countCalls: () => Promise<ReadonlyMap<string, Calls>>;
};

type RigSettings = {
  /** Start options of the local AWS. */
  readonly options: readonly string[];
  readonly share: Share;
};

const REGION = 'eu-west-1';

/** Puts it together, lets it be used, and takes everything away again. Nothing is read before `sync.start()`. */
export async function withRig({ options, share }: RigSettings, use: (rig: Rig) => Promise<void>): Promise<void> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'statelens-bench-'));
  const aws = await startLocalAws('load', '1', options);
  const takeAway = () => {
    aws.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  };
  // Also where nobody reads our output any more, which ends this process at once.
  process.once('exit', takeAway);
  try {
    // The SDK takes its endpoint and credentials from the environment, as in a server.
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    });
    const log = createLogger('warn');
    const settings = { region: REGION, profile: null, role: null, webIdentity: null };
    const connections = createAwsConnections([
      { name: 'default', settings, share, machines: EVERY_NAME, refuseEndpoint },
    ]);
    const index = await openIndexStore({ dataDirectory, log });
    const { sync } = createReading({ index: index.store, connections, clock: systemClock, log });
    const countCalls = async () => toCalls(await aws.control('GET', 'state'));
    try {
      await use({ store: index.store, connections, sync, countCalls });
    } finally {
      await sync.stop();
      await index.close();
    }
  } finally {
    process.off('exit', takeAway);
    takeAway();
  }
}

function toCalls({ limits }: Record<string, unknown>): ReadonlyMap<string, Calls> {
  const listed = isJsonObject(limits) && Array.isArray(limits['calls']) ? limits['calls'].filter(isJsonObject) : [];
  return new Map(
    listed.map(({ action, allowed, throttled }) => [
      String(action),
      { allowed: Number(allowed), throttled: Number(throttled) },
    ]),
  );
}

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
