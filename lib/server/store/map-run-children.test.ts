import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import type { IndexStore } from '@/lib/server/ports/index-store';
import { type IndexedPair, indexBatch, machineArnOf } from '@/lib/testing/index-batches';
import { failed, SAMPLE_START_MS, succeeded, waiting } from '@/lib/testing/index-samples';
import { runSql } from '@/lib/testing/run-sql';
import { ADD_STARTED_WITH } from './migrations/0002-started-with';
import { type OpenIndex, openIndexStore } from './open-index-store';

const SPAN = { fromMs: epochMs(SAMPLE_START_MS - 3_600_000), toMs: epochMs(SAMPLE_START_MS + 86_400_000) };
const OWN = [succeeded, failed, waiting];
const CHILDREN = OWN.map(toChild);

let dataDirectory: string;
let index: OpenIndex;

async function open(): Promise<IndexStore> {
  const compaction = { replacedRows: 1, looseRows: 1, watermarks: 1, share: 0 };
  // Compaction comes when the test asks for it.
  const maintenance = { idleMs: 3_600_000, latestMs: 3_600_000 };
  index = await openIndexStore({ dataDirectory, log: createLogger('silent'), compaction, maintenance });
  return index.store;
}

beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'statelens-children-'));
});

afterEach(async () => {
  await index.close();
  rmSync(dataDirectory, { recursive: true, force: true });
});

/** The same execution as one that a map run of its machine has started. */
function toChild({ execution, history }: IndexedPair): IndexedPair {
  const machine = execution.machineArn.split(':').at(-1);
  const arn = execution.arn.replace(`:execution:${machine}:`, `:execution:${machine}/Load:`);
  return { execution: { ...execution, arn }, history: { ...history, executionArn: arn } };
}

function again({ execution, history }: IndexedPair): IndexedPair {
  const name = `again-${execution.name}`;
  const arn = execution.arn.replace(execution.name, name);
  return { execution: { ...execution, arn, name }, history: { ...history, executionArn: arn } };
}

/** Lists within it by the text of their members. */
function inOrder<Value extends object>(value: Value): Value {
  const entries = Object.entries(value).map(([name, inner]) => [
    name,
    Array.isArray(inner) ? inner.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : inner,
  ]);
  return Object.fromEntries(entries);
}

/** Every figure and list that the pages show, by what it is called. */
async function figuresOf(store: IndexStore) {
  const [orders, onboarding] = ['orders', 'onboarding'].map((name) => ({ machineArn: machineArnOf(name), ...SPAN }));
  const waits = await store.listWaits();
  // Rows are in no order that is promised.
  return {
    machines: await store.machineFigures(SPAN),
    // Beside the waits, which have to be answered wherever they are.
    tiles: { ...(await store.overviewTiles({ ...SPAN, nowMs: SPAN.toMs })), waiting: null },
    orders: orders === undefined ? null : inOrder(await store.stateFigures(orders)),
    onboarding: onboarding === undefined ? null : inOrder(await store.stateFigures(onboarding)),
    durations: orders === undefined ? null : inOrder(await store.machineDurations(orders)),
    ...inOrder({ rates: await store.stateRates(SPAN) }),
    list: await store.listExecutions({ ...SPAN, sort: 'started', limit: 100 }),
    failing: await store.listExecutions({
      ...SPAN,
      sort: 'started',
      limit: 100,
      visit: { state: 'Charge', kind: 'failing' },
    }),
    waits: waits.filter(({ executionArn }) => !executionArn.includes('/')),
  };
}

async function expectChildrenKept(store: IndexStore): Promise<void> {
  for (const { execution, history } of CHILDREN) {
    expect((await store.getExecution(execution.arn))?.status).toBe(execution.status);
    expect(await store.getEvents(execution.arn)).toEqual(history.events);
  }
  const waits = await store.listWaits();
  expect(waits.map(({ executionArn }) => executionArn).toSorted()).toEqual(
    [waiting, toChild(waiting)].map(({ execution }) => execution.arn).toSorted(),
  );
  const ended = await store.listEndedWaits(10);
  expect(ended.filter(({ executionArn }) => executionArn.includes('/'))).toMatchObject([
    { state: 'Approve', attempt: 1, outcome: 'failed' },
  ]);
}

describe('the children of map runs', () => {
  it('are no executions of their machine in any figure or list, and what waits in them is listed', async () => {
    const store = await open();
    await store.apply(indexBatch(OWN));
    const before = await figuresOf(store);
    await store.apply(indexBatch(CHILDREN));
    expect(await figuresOf(store)).toEqual(before);
    expect(await store.stats()).toMatchObject({ executions: 6, histories: 6, visits: 3 });
    await expectChildrenKept(store);
  });

  it('are kept by compaction, history and all', async () => {
    const store = await open();
    await store.apply(indexBatch([...OWN, ...CHILDREN]));
    const before = await figuresOf(store);
    await store.apply(indexBatch([], { executions: [{ ...failed.execution, cause: 'told anew' }] }));
    expect(await index.compact()).not.toEqual([]);
    expect((await figuresOf(store)).machines).toEqual(before.machines);
    await expectChildrenKept(store);
  });

  it('are set apart in an index that has counted them', async () => {
    const before = await open();
    await before.apply(indexBatch(OWN));
    const figures = await figuresOf(before);
    // Told as executions of their machine, and made children afterwards: as versions before this form have counted them.
    await before.apply(indexBatch(OWN.map(again)));
    await index.close();
    runSql(join(dataDirectory, 'index', 'index.duckdb'), [
      ...ADD_STARTED_WITH.filter((sql) => sql.includes('VIEW signed_executions')),
      "UPDATE executions SET is_child = true, arn = replace(arn, ':again-', '/Load:') WHERE name LIKE 'again-%'",
      'DROP TABLE revisions',
      'DELETE FROM migrations WHERE number > 3',
    ]);
    const store = await open();
    expect(await figuresOf(store)).toEqual(figures);
  });
});
