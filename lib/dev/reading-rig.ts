import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isJsonObject } from '@/lib/base/json';
import { EVERY_NAME } from '@/lib/domain/name-pattern';
import type { Share } from '@/lib/server/aws/budget';
import { createAwsConnections } from '@/lib/server/aws/connections';
import { refuseEndpoint } from '@/lib/server/endpoint-address';
import { createLogger } from '@/lib/server/logger';
import type { AwsConnections } from '@/lib/server/ports/aws';
import type { IndexStore } from '@/lib/server/ports/index-store';
import { openIndexStore } from '@/lib/server/store/open-index-store';
import { createReading, type Reading } from '@/lib/server/sync/reading';
import type { Sync } from '@/lib/server/sync/sync';
import { systemClock } from '@/lib/server/system-clock';
import { type LocalAws, startLocalAws } from '@/lib/testing/local-aws-process';

/** Calls of one action that the local AWS answered, and those it refused for being too many. */
export type Calls = { readonly allowed: number; readonly throttled: number };

/** What reads AWS in a server, over HTTP from a local AWS in a process of its own into an index on disk. */
export type Rig = {
  readonly aws: LocalAws;
  readonly store: IndexStore;
  readonly connections: AwsConnections;
  readonly reading: Reading;
  readonly sync: Sync;
  /** By action, as the local AWS counted them. It counts only where it has limits. */
  readonly countCalls: () => Promise<ReadonlyMap<string, Calls>>;
};

type RigSettings = {
  readonly workload?: 'load' | 'small';
  /** Start options of the local AWS. */
  readonly options: readonly string[];
  readonly share: Share;
  /** Each read by a connection named after it, with keys of a profile; the shop's by `default` where left out. */
  readonly accounts?: readonly string[];
  /** Errors are the point of a fault test and no news; a benchmark has none. */
  readonly logLevel?: 'warn' | 'silent';
};

const REGION = 'eu-west-1';

/** Puts it together, lets it be used, and takes everything away again. Nothing is read before `sync.start()`. */
export async function withRig(settings: RigSettings, use: (rig: Rig) => Promise<void>): Promise<void> {
  const { workload = 'load', options, share, accounts = [], logLevel = 'warn' } = settings;
  const dataDirectory = mkdtempSync(join(tmpdir(), 'statelens-rig-'));
  const aws = await startLocalAws(workload, '1', options);
  const takeAway = () => {
    aws.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  };
  // Also where nobody reads our output any more, which ends this process at once.
  process.once('exit', takeAway);
  try {
    // The SDK takes its endpoint and credentials from the environment, as in a server.
    Object.assign(process.env, { AWS_ENDPOINT_URL: aws.endpoint, ...credentialsOf(accounts, dataDirectory) });
    const log = createLogger(logLevel);
    const profiles = accounts.length === 0 ? [null] : accounts;
    const connections = createAwsConnections(
      profiles.map((profile) => ({
        name: profile ?? 'default',
        settings: { region: REGION, profile, role: null, webIdentity: null },
        share,
        machines: EVERY_NAME,
        refuseEndpoint,
      })),
    );
    const index = await openIndexStore({ dataDirectory, log });
    const reading = createReading({ index: index.store, connections, clock: systemClock, log });
    const { sync } = reading;
    const countCalls = async () => toCalls(await aws.control('GET', 'state'));
    try {
      await use({ aws, store: index.store, connections, reading, sync, countCalls });
    } finally {
      await sync.stop();
      await index.close();
    }
  } finally {
    process.off('exit', takeAway);
    takeAway();
  }
}

/** Variables that lead the SDK to keys of every account: of one in themselves, of several in a file of profiles. */
function credentialsOf(accounts: readonly string[], directory: string): Readonly<Record<string, string>> {
  if (accounts.length === 0) return { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  const file = join(directory, 'credentials');
  const profiles = accounts.map(
    (account) => `[${account}]\naws_access_key_id = local${account}\naws_secret_access_key = local\n`,
  );
  writeFileSync(file, profiles.join(''));
  return { AWS_SHARED_CREDENTIALS_FILE: file, AWS_CONFIG_FILE: join(directory, 'no-config') };
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
