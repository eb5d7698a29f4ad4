import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import { openIndexStore } from '@/lib/server/store/open-index-store';

/**
 * Prints what the index of a stopped server holds, one line of JSON per machine, execution and history: histories lie in
 * it compressed, so its files alone do not show what is in them. For tests that search it.
 *
 * Usage: index-text.ts DIRECTORY
 */
const [dataDirectory = ''] = process.argv.slice(2);

const { store, close } = await openIndexStore({ dataDirectory, log: createLogger('silent') });
try {
  for (const machine of await store.listMachines()) print({ machine });
  let cursor: string | null = '';
  while (cursor !== null) {
    const page = await store.listExecutions({
      fromMs: epochMs(0),
      toMs: epochMs(Date.now() + 86_400_000),
      sort: 'started',
      limit: 1_000,
      ...(cursor === '' ? {} : { cursor }),
    });
    for (const execution of page.rows) print({ execution, events: await store.getEvents(execution.arn) });
    cursor = page.nextCursor;
  }
  for (const wait of await store.listWaits()) print({ wait });
  for (const wait of await store.listEndedWaits(1_000)) print({ wait });
} finally {
  await close();
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
