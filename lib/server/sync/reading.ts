import 'server-only';
import type { Logger } from '@/lib/server/logger';
import type { AwsConnections } from '@/lib/server/ports/aws';
import type { Clock } from '@/lib/server/ports/clock';
import type { IndexStore } from '@/lib/server/ports/index-store';
import { createExecutionReader, type ExecutionReader } from './execution-reader';
import { joinWrites } from './group-commit';
import { createMachineCatalogue, type MachineCatalogue } from './machine-catalogue';
import { createSync, type Sync } from './sync';

/** Everything that reads AWS into the index: in the background, and when somebody asks. */
export type Reading = {
  readonly clock: Clock;
  readonly catalogue: MachineCatalogue;
  readonly reader: ExecutionReader;
  readonly sync: Sync;
};

type Parts = {
  readonly index: IndexStore;
  readonly connections: AwsConnections;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long the index keeps an execution after its end, ms; for ever where it is left out. */
  readonly keepMs?: number;
};

/** Puts it together; nothing is read before `sync.start()`. */
export function createReading({ index, connections, clock, log, keepMs = Number.POSITIVE_INFINITY }: Parts): Reading {
  const catalogue = createMachineCatalogue();
  const deps = { index, apply: joinWrites(index, clock), clock, catalogue, log, keepMs };
  const reader = createExecutionReader(deps, connections);
  return { clock, catalogue, reader, sync: createSync(deps, connections, reader) };
}
