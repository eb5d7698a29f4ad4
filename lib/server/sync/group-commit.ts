import 'server-only';
import type { IndexBatch, IndexStore } from '@/lib/server/ports/index-store';

type Waiting = {
  readonly batch: IndexBatch;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
};

/** Executions in one transaction, so that it stays short. */
const MOST_EXECUTIONS = 500;

/**
 * Writes to the index, joined: what arrives while a transaction is under way is written together in the next one. A
 * commit costs the same for one execution as for fifty, and histories arrive one by one. Each batch still takes effect as
 * a whole with its watermarks; where a joint write fails, each is tried alone, so that one never fails for another.
 */
export function joinWrites(index: IndexStore): IndexStore['apply'] {
  const waiting: Waiting[] = [];
  let isWriting = false;
  const writeAll = async (): Promise<void> => {
    isWriting = true;
    while (waiting.length > 0) {
      const group = waiting.splice(0, groupSize(waiting));
      await writeGroup(index, group);
    }
    isWriting = false;
  };
  return (batch) =>
    new Promise((resolve, reject) => {
      waiting.push({ batch, resolve, reject });
      if (!isWriting) void writeAll();
    });
}

async function writeGroup(index: IndexStore, group: readonly Waiting[]): Promise<void> {
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
  };
}
