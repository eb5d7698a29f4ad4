import 'server-only';
import type { Clock } from '@/lib/server/ports/clock';
import type { IndexBatch, IndexStore } from '@/lib/server/ports/index-store';

/**
 * Takes a batch in, as `IndexStore.apply` does. One that `canWait` is written within `GATHER_MS`, together with what else
 * comes until then: for what nobody waits for. It is written sooner where the signal is aborted.
 */
export type WriteToIndex = (
  batch: IndexBatch,
  options?: { readonly canWait?: boolean; readonly signal?: AbortSignal | undefined },
) => Promise<void>;

type Waiting = {
  readonly batch: IndexBatch;
  readonly canWait: boolean;
  readonly signal: AbortSignal | undefined;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
};

/** Executions in one transaction, so that it stays short. */
const MOST_EXECUTIONS = 500;

/** How long a batch that can wait is kept for others to be written with it, ms. */
const GATHER_MS = 1_000;

/** Batches that are enough to be written at once: half of the histories that are read at the same time. */
const ENOUGH = 8;

/**
 * Writes to the index, joined. A commit costs the same for one execution as for twenty, and with AWS's quotas histories
 * arrive some ten a second: those are gathered for a moment, and what arrives while a transaction is under way is written
 * together in the next one. Each batch still takes effect as a whole with its watermarks; where a joint write fails, each
 * is tried alone, so that one never fails for another.
 */
export function joinWrites(index: Pick<IndexStore, 'apply'>, clock: Clock): WriteToIndex {
  const waiting: Waiting[] = [];
  let isWriting = false;
  let isGathering = false;
  const isDue = () => waiting.length >= ENOUGH || waiting.some(({ canWait }) => !canWait);
  const write = async (): Promise<void> => {
    if (isWriting) return;
    isWriting = true;
    while (waiting.length > 0) {
      await writeGroup(index, waiting.splice(0, groupSize(waiting)));
      if (!isDue()) break;
    }
    isWriting = false;
    // Of what can wait some came meanwhile, or was not of the same group.
    const [next] = waiting;
    if (next !== undefined) await gather(next.signal);
  };
  const gather = async (signal?: AbortSignal): Promise<void> => {
    if (isGathering) return;
    isGathering = true;
    await clock.sleep(GATHER_MS, signal);
    isGathering = false;
    await write();
  };
  return (batch, { canWait = false, signal } = {}) =>
    new Promise((resolve, reject) => {
      waiting.push({ batch, canWait, signal, resolve, reject });
      void (isDue() ? write() : gather(signal));
    });
}

async function writeGroup(index: Pick<IndexStore, 'apply'>, group: readonly Waiting[]): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  try {
    await index.apply(group.length === 1 ? first.batch : joined(group.map(({ batch }) => batch)));
    for (const { resolve } of group) resolve();
  } catch (thrown) {
    if (group.length === 1) first.reject(thrown);
    else for (const each of group) await writeGroup(index, [each]);
  }
}

/** How many of the first batches may be written together: of one connection, and no execution or machine in two of them. */
function groupSize(waiting: readonly Waiting[]): number {
  const taken = new Set<string>();
  const connection = waiting[0]?.batch.connection;
  let executions = 0;
  for (const [at, { batch }] of waiting.entries()) {
    const keys = [...batch.executions, ...batch.machines].map(({ arn }) => arn);
    executions += batch.executions.length;
    const fits =
      batch.connection === connection && executions <= MOST_EXECUTIONS && !keys.some((key) => taken.has(key));
    if (at > 0 && !fits) return at;
    for (const key of keys) taken.add(key);
  }
  return waiting.length;
}

function joined(batches: readonly IndexBatch[]): IndexBatch {
  return {
    connection: batches[0]?.connection ?? '',
    machines: batches.flatMap(({ machines }) => machines),
    executions: batches.flatMap(({ executions }) => executions),
    histories: batches.flatMap(({ histories }) => histories),
    watermarks: batches.flatMap(({ watermarks }) => watermarks),
    payloads: batches.flatMap(({ payloads = [] }) => payloads),
    revisions: batches.flatMap(({ revisions = [] }) => revisions),
  };
}
