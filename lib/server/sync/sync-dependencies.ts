import 'server-only';
import type { Logger } from '@/lib/server/logger';
import type { Connection } from '@/lib/server/ports/aws';
import type { Clock } from '@/lib/server/ports/clock';
import type { IndexStore } from '@/lib/server/ports/index-store';
import type { WriteToIndex } from './group-commit';
import type { MachineCatalogue } from './machine-catalogue';

/** What reading AWS into the index needs, whoever asks for it. */
export type SyncDependencies = {
  readonly index: Omit<IndexStore, 'apply'>;
  /** Writes to the index, joined with what others write at the same time. */
  readonly apply: WriteToIndex;
  readonly clock: Clock;
  readonly catalogue: MachineCatalogue;
  readonly log: Logger;
  /** How long the index keeps an execution after its end, ms: what is over for longer is not taken in. */
  readonly keepMs: number;
};

/** The same for one connection. `signal` is aborted when the server stops. */
export type ConnectionDependencies = SyncDependencies & {
  readonly connection: Connection;
  readonly signal: AbortSignal;
};
