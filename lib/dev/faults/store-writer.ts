import { createLogger } from '@/lib/server/logger';
import { IndexDirectoryError } from '@/lib/server/store/index-directory';
import { openIndexStore } from '@/lib/server/store/open-index-store';
import { makeBatches } from '../bench/store-workload';

/**
 * Opens the index in the directory given and applies batches until it is killed: `applied N` after each, where N is how
 * many executions are in by then; `refused` where another process has it. For tests that kill it.
 *
 * Usage: store-writer.ts DIRECTORY [FIRST-BATCH]
 */
const [dataDirectory = '', first = '0'] = process.argv.slice(2);

try {
  const { store } = await openIndexStore({
    dataDirectory,
    log: createLogger('silent'),
    // Compaction and checkpoints all the time, so that a kill meets them too.
    compaction: { replacedRows: 20, looseRows: 200, watermarks: 5, share: 0 },
    maintenance: { idleMs: 0, latestMs: 0 },
  });
  process.stdout.write('opened\n');
  const batches = makeBatches({
    executions: 100_000,
    machines: 3,
    days: 2,
    untilMs: Date.UTC(2026, 10, 22),
    batchSize: 20,
  });
  let at = 0;
  for (const batch of batches) {
    at += 1;
    if (at <= Number(first)) continue;
    await store.apply({ ...batch, watermarks: [{ key: 'batch', value: at }] });
    process.stdout.write(`applied ${at}\n`);
  }
} catch (error) {
  if (!(error instanceof IndexDirectoryError)) throw error;
  process.stdout.write('refused\n');
}
