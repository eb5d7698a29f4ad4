import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import type { ExecutionQuery, IndexStore } from '@/lib/server/ports/index-store';
import {
  cutPair,
  executionArnOf,
  indexBatch,
  indexedMachine,
  indexedPair,
  listedOnly,
  machineArnOf,
} from '@/lib/testing/index-batches';
import { failed, SAMPLE_START_MS, succeeded, waiting } from '@/lib/testing/index-samples';
import { type OpenIndex, openIndexStore } from './open-index-store';

const HOUR_MS = 3_600_000;
const ALWAYS: ExecutionQuery = { fromMs: epochMs(0), toMs: epochMs(SAMPLE_START_MS * 2), sort: 'started', limit: 50 };

let dataDirectory: string;
let index: OpenIndex;
let store: IndexStore;

async function open(): Promise<void> {
  index = await openIndexStore({ dataDirectory, log: createLogger('silent') });
  store = index.store;
}

beforeEach(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'statelens-store-'));
  await open();
});

afterEach(async () => {
  await index.close();
  rmSync(dataDirectory, { recursive: true, force: true });
});

describe('an execution', () => {
  it('is given out as it was told, with what is held of its history', async () => {
    await store.apply(indexBatch([succeeded, failed]));
    expect(await store.getExecution(failed.execution.arn)).toEqual({
      ...failed.execution,
      connection: 'test',
      durationMs: (failed.execution.endedAtMs ?? 0) - SAMPLE_START_MS - HOUR_MS,
      history: {
        eventCount: failed.history.events.length,
        status: 'FAILED',
        lastAtMs: failed.execution.endedAtMs,
        isCurrent: true,
      },
    });
    expect(await store.getEvents(failed.execution.arn)).toEqual(failed.history.events);
  });

  it('is null, with null events, where the index does not know it', async () => {
    expect(await store.getExecution(executionArnOf('orders', 'nobody'))).toBeNull();
    expect(await store.getEvents(executionArnOf('orders', 'nobody'))).toBeNull();
    expect(await store.findExecutions([])).toEqual([]);
  });

  it('survives closing and opening', async () => {
    await store.apply(indexBatch([succeeded, waiting], { watermarks: [{ key: 'orders', value: { until: 7 } }] }));
    const before = [await store.listExecutions(ALWAYS), await store.listWaits(), await store.listMachines()];
    await index.close();
    await open();
    expect([await store.listExecutions(ALWAYS), await store.listWaits(), await store.listMachines()]).toEqual(before);
    expect(await store.getWatermark('orders')).toEqual({ until: 7 });
  });

  it('replaces what was known, rows and history, and is counted once', async () => {
    const running = cutPair(failed, 4);
    await store.apply(indexBatch([running]));
    expect((await store.listExecutions(ALWAYS)).counts).toMatchObject({ RUNNING: 1, FAILED: 0 });
    await store.apply(indexBatch([failed]));
    const page = await store.listExecutions(ALWAYS);
    expect(page.rows.map(({ status }) => status)).toEqual(['FAILED']);
    expect(page.counts).toMatchObject({ RUNNING: 0, FAILED: 1 });
    expect(await store.stats()).toMatchObject({ executions: 1, histories: 1, visits: 1, attempts: 1, replaced: 2 });
  });

  it('leaves everything as it is when the same is applied again', async () => {
    await store.apply(indexBatch([succeeded, failed, waiting]));
    const before = await store.stats();
    await store.apply(indexBatch([succeeded, failed, waiting]));
    const { databaseBytes: _, walBytes: __, ...after } = await store.stats();
    expect(before).toMatchObject(after);
    expect(after.replaced).toBe(0);
  });

  it('keeps what its history told when a listing names it again', async () => {
    await store.apply(indexBatch([failed]));
    await store.apply(indexBatch([], { executions: [listedOnly(failed)] }));
    expect(await store.getExecution(failed.execution.arn)).toMatchObject({
      error: 'Payment.Declined',
      coverage: 'full',
    });
  });

  it('does not run again because a late listing says so', async () => {
    await store.apply(indexBatch([failed]));
    await store.apply(indexBatch([], { executions: [listedOnly(cutPair(failed, 4))] }));
    expect(await store.getExecution(failed.execution.arn)).toMatchObject({ status: 'FAILED' });
  });

  it('keeps its older history, marked as such, when a listing says that it ended', async () => {
    await store.apply(indexBatch([cutPair(failed, 4)]));
    await store.apply(indexBatch([], { executions: [listedOnly(failed)] }));
    const stored = await store.getExecution(failed.execution.arn);
    expect(stored).toMatchObject({
      status: 'FAILED',
      coverage: 'none',
      history: { status: 'RUNNING', isCurrent: false },
    });
    expect(await store.getEvents(failed.execution.arn)).toHaveLength(4);
  });

  it('keeps the first 1,024 bytes of a long cause, whole characters only', async () => {
    const cause = `${'a'.repeat(1022)}€€`;
    await store.apply(
      indexBatch([], { machines: [indexedMachine('orders')], executions: [{ ...failed.execution, cause }] }),
    );
    expect((await store.getExecution(failed.execution.arn))?.cause).toBe('a'.repeat(1022));
  });

  it('is refused without its machine, and nothing of the batch is kept', async () => {
    const batch = indexBatch([succeeded], { machines: [], watermarks: [{ key: 'orders', value: 1 }] });
    await expect(store.apply(batch)).rejects.toMatchObject({ code: 'internal' });
    expect(await store.getWatermark('orders')).toBeUndefined();
    expect((await store.stats()).executions).toBe(0);
  });
});

describe('what is left to read', () => {
  it('names failed ones first, then open ones, then the slowest of the others', async () => {
    const slow = indexedPair({
      name: 'slow',
      startMs: SAMPLE_START_MS,
      write: (history) => history.end(history.chain().state('Wait', 'Cool', 90_000)),
    });
    await store.apply(
      indexBatch([succeeded, failed, slow, waiting], {
        executions: [succeeded, slow, waiting, failed].map(listedOnly),
        histories: [],
      }),
    );
    const unread = (limit: number) => store.listUnread({ connection: 'test', limit });
    expect((await unread(9)).map(({ name }) => name)).toEqual(['ord-2', 'user-3', 'slow', 'ord-1']);
    expect(await unread(1)).toHaveLength(1);
    expect(await store.listUnread({ connection: 'other', limit: 9 })).toEqual([]);
    await store.apply(indexBatch([failed]));
    expect((await unread(9)).map(({ name }) => name)).toEqual(['user-3', 'slow', 'ord-1']);
  });
});

describe('what is left to read of many', () => {
  it('is the newest that succeeded, and one in twenty the slowest', async () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      indexedPair({
        name: `many-${index}`,
        startMs: SAMPLE_START_MS + index * 60_000,
        // The oldest took longest.
        write: (history) => history.end(history.chain().state('Wait', 'Cool', 600_000 - index * 1_000)),
      }),
    );
    await store.apply(indexBatch(many, { executions: many.map(listedOnly), histories: [] }));
    const names = (await store.listUnread({ connection: 'test', limit: 40 })).map(({ name }) => name);
    const newest = Array.from({ length: 38 }, (_, index) => `many-${59 - index}`);
    expect(names).toEqual(['many-0', 'many-1', ...newest]);
  });

  it('is without what a log is about to tell: succeeded and open ones, never a failure', async () => {
    await store.apply(
      indexBatch([succeeded, failed, waiting], {
        executions: [succeeded, waiting, failed].map(listedOnly),
        histories: [],
      }),
    );
    const unread = async (machineArn: string, times: Readonly<Partial<Record<string, number>>>) => {
      const [never, always] = [epochMs(8.64e15), epochMs(0)];
      const told = { startedFromMs: always, startedToMs: always, endedFromMs: never, openFromMs: never };
      const toldByLog = [{ machineArn, ...told, ...times }];
      return (await store.listUnread({ connection: 'test', limit: 9, toldByLog })).map(({ name }) => name);
    };
    const { machineArn, startedAtMs, endedAtMs } = succeeded.execution;
    const all = ['ord-2', 'user-3', 'ord-1'];
    expect(await unread(machineArn, {})).toEqual(all);
    expect(await unread(machineArn, { startedToMs: startedAtMs + 1 })).toEqual(['ord-2', 'user-3']);
    expect(await unread(machineArn, { startedToMs: startedAtMs })).toEqual(all);
    expect(await unread(machineArn, { endedFromMs: endedAtMs ?? 0 })).toEqual(['ord-2', 'user-3']);
    expect(await unread(machineArn, { endedFromMs: (endedAtMs ?? 0) + 1 })).toEqual(all);
    expect(await unread(machineArn, { startedFromMs: startedAtMs + 1, endedFromMs: 0 })).toEqual(all);
    const open = waiting.execution;
    expect(await unread(open.machineArn, { openFromMs: open.startedAtMs })).not.toContain('user-3');
    expect(await unread(open.machineArn, { openFromMs: open.startedAtMs + 1 })).toContain('user-3');
  });
});

describe('waits', () => {
  it('are listed with the attempt and its times until they are answered', async () => {
    await store.apply(indexBatch([waiting, succeeded]));
    const [wait] = waiting.history.timeline.waits;
    const { attempts } = waiting.history.timeline.visits[0] ?? { attempts: [] };
    expect(await store.listWaits()).toEqual([
      {
        connection: 'test',
        executionArn: waiting.execution.arn,
        executionName: 'user-3',
        executionStartedAtMs: waiting.execution.startedAtMs,
        machineArn: machineArnOf('onboarding'),
        eventId: wait?.eventId,
        visit: wait?.visit,
        state: 'Approve',
        resource: 'sendMessage.waitForTaskToken',
        attempt: 2,
        sinceMs: wait?.sinceMs,
        startedAtMs: attempts[1]?.startedAtMs,
        timeoutSeconds: 600,
        heartbeatSeconds: 60,
      },
    ]);
    await store.apply(
      indexBatch([], {
        executions: [{ ...listedOnly(waiting), status: 'ABORTED', endedAtMs: epochMs(SAMPLE_START_MS * 1.1) }],
      }),
    );
    expect(await store.listWaits()).toEqual([]);
    const [first] = await store.listEndedWaits(10);
    expect(first).toMatchObject({ state: 'Approve', attempt: 1, outcome: 'failed', endedAtMs: attempts[0]?.endedAtMs });
  });
});

describe('machines and watermarks', () => {
  it('keep how a machine logs when a listing names it again', async () => {
    const logging = {
      level: 'ALL',
      includesData: true,
      logGroupArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:x',
    } as const;
    const described = { ...indexedMachine('orders'), logging, revisionId: 'r1' };
    await store.apply(indexBatch([], { machines: [described] }));
    await store.apply(indexBatch([], { machines: [{ ...indexedMachine('orders'), status: 'DELETED' }] }));
    expect(await store.listMachines()).toEqual([{ ...described, connection: 'test', status: 'DELETED' }]);
  });

  it('give the last value of a key, and undefined for none', async () => {
    await store.apply(indexBatch([], { watermarks: [{ key: 'a', value: 1 }] }));
    await store.apply(indexBatch([], { watermarks: [{ key: 'a', value: [2, null] }] }));
    expect(await store.getWatermark('a')).toEqual([2, null]);
    expect(await store.getWatermark('b')).toBeUndefined();
  });
});

describe('the worst state of a machine', () => {
  const window = { fromMs: epochMs(SAMPLE_START_MS), toMs: epochMs(SAMPLE_START_MS + 24 * HOUR_MS) };
  const declined = (name: string) =>
    indexedPair({
      name,
      startMs: SAMPLE_START_MS,
      write: (history) => {
        const chain = history.chain().task('Charge', { attempts: ['Card.Declined'], caught: true });
        history.end(chain.fail('PaymentFailed', 'Order.PaymentFailed'));
      },
    });

  it('is the one whose failure led to a Fail state, not the Fail state', async () => {
    await store.apply(indexBatch([declined('a'), declined('b')]));
    const [figures] = await store.machineFigures(window);
    expect(figures?.worstState).toEqual({ state: 'Charge', kind: 'caught', error: 'Card.Declined', count: 2 });
  });

  it('is a Fail state where nothing else went wrong', async () => {
    const rejected = indexedPair({
      name: 'c',
      startMs: SAMPLE_START_MS,
      write: (history) => history.end(history.chain().state('Choice', 'IsEmpty').fail('RejectEmpty', 'Cart.Empty')),
    });
    await store.apply(indexBatch([rejected]));
    const [figures] = await store.machineFigures(window);
    expect(figures?.worstState).toEqual({ state: 'RejectEmpty', kind: 'failed', error: 'Cart.Empty', count: 1 });
  });
});
