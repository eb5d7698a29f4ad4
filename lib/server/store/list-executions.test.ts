import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import type { ExecutionPayload, ExecutionQuery, IndexStore } from '@/lib/server/ports/index-store';
import type { IndexedExecution } from '@/lib/server/ports/indexed-execution';
import { indexBatch, indexedPair, listedOnly, machineArnOf } from '@/lib/testing/index-batches';
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

describe('a list', () => {
  it('filters by machine, status, time, error, failed state and text', async () => {
    await store.apply(indexBatch([succeeded, failed, waiting]));
    await store.apply(indexBatch([], { executions: [{ ...failed.execution, cause: 'the issuer said no' }] }));
    const names = async (filter: Partial<ExecutionQuery>) =>
      (await store.listExecutions({ ...ALWAYS, ...filter })).rows.map(({ name }) => name);
    expect(await names({})).toEqual(['user-3', 'ord-2', 'ord-1']);
    expect(await names({ machineArns: [machineArnOf('onboarding')] })).toEqual(['user-3']);
    expect(await names({ machineArns: [] })).toEqual([]);
    expect(await names({ machineArns: [machineArnOf('unknown')] })).toEqual([]);
    expect(await names({ statuses: ['FAILED', 'SUCCEEDED'] })).toEqual(['ord-2', 'ord-1']);
    expect(await names({ statuses: [] })).toEqual([]);
    expect(await names({ fromMs: epochMs(SAMPLE_START_MS), toMs: epochMs(SAMPLE_START_MS + HOUR_MS) })).toEqual([
      'ord-1',
    ]);
    expect(await names({ error: 'Payment.Declined' })).toEqual(['ord-2']);
    expect(await names({ state: 'Charge' })).toEqual(['ord-2']);
    expect(await names({ text: 'DECLINED' })).toEqual(['ord-2']);
    expect(await names({ text: 'ISSUER said' })).toEqual(['ord-2']);
    expect(await names({ text: 'ord-' })).toEqual(['ord-2', 'ord-1']);
    expect(await names({ text: "%'; --" })).toEqual([]);
  });

  it('filters by duration, retries and redrives, and tells how many it could not judge', async () => {
    const lasting = (name: string, seconds: number, facts: object) => {
      const pair = indexedPair({
        name,
        startMs: SAMPLE_START_MS,
        write: (history) => history.end(history.chain().state('Wait', 'Cool', seconds * 1000)),
      });
      return { ...pair, execution: { ...pair.execution, ...facts } };
    };
    const pairs = [
      lasting('short', 1, {}),
      lasting('long', 600, { retries: 3 }),
      lasting('redriven', 60, { retries: 1, redriveCount: 2 }),
    ];
    const unread = lasting('unread', 30, { retries: null });
    await store.apply(indexBatch(pairs, { executions: [...pairs, unread].map(({ execution }) => execution) }));
    const page = (filter: Partial<ExecutionQuery>) => store.listExecutions({ ...ALWAYS, ...filter });
    const names = async (filter: Partial<ExecutionQuery>) => (await page(filter)).rows.map(({ name }) => name).sort();
    const durations = Object.fromEntries(
      (await page({})).rows.map(({ name, startedAtMs, endedAtMs }) => [name, (endedAtMs ?? 0) - startedAtMs]),
    );
    const redriven = durations['redriven'] ?? 0;
    expect(await names({ minDurationMs: redriven })).toEqual(['long', 'redriven']);
    expect(await names({ minDurationMs: redriven + 1 })).toEqual(['long']);
    expect(await names({ maxDurationMs: redriven })).toEqual(['redriven', 'short', 'unread']);
    expect(await names({ minRetries: 1 })).toEqual(['long', 'redriven']);
    expect(await names({ minRetries: 2 })).toEqual(['long']);
    expect(await names({ isRedriven: true })).toEqual(['redriven']);
    expect(await names({ isRedriven: false })).toEqual(['long', 'short', 'unread']);
    expect((await page({ minRetries: 2 })).unjudged.retries).toBe(1);
    expect((await page({ minRetries: 2, minDurationMs: 100_000 })).unjudged.retries).toBe(0);
    expect((await page({ minDurationMs: 1 })).unjudged.retries).toBe(0);
  });

  it('tells how many may have the error or the visit that is asked for, because their histories were not read', async () => {
    const unread = (name: string, facts: Partial<IndexedExecution>) => ({
      ...listedOnly(failed),
      arn: `${failed.execution.arn}-${name}`,
      name,
      ...facts,
    });
    const executions = [
      unread('lost', {}),
      unread('timed', { status: 'TIMED_OUT' }),
      unread('fine', { status: 'SUCCEEDED' }),
      unread('open', { status: 'RUNNING', endedAtMs: null }),
    ];
    const pairs = [succeeded, failed];
    await store.apply(indexBatch(pairs, { executions: [...pairs.map(({ execution }) => execution), ...executions] }));
    const unjudged = async (filter: Partial<ExecutionQuery>) => {
      const { errors, visits } = (await store.listExecutions({ ...ALWAYS, ...filter })).unjudged;
      return [errors, visits];
    };
    const visit = { state: 'Charge', kind: 'failing' } as const;
    expect(await unjudged({})).toEqual([0, 0]);
    expect(await unjudged({ error: 'Payment.Declined' })).toEqual([2, 0]);
    expect(await unjudged({ state: 'Charge', statuses: ['TIMED_OUT'] })).toEqual([1, 0]);
    expect(await unjudged({ error: 'Payment.Declined', statuses: ['SUCCEEDED'] })).toEqual([0, 0]);
    // What is found by its name is not in doubt.
    expect(await unjudged({ text: 'LOST' })).toEqual([1, 0]);
    expect(await unjudged({ visit })).toEqual([0, 4]);
    expect(await unjudged({ visit, error: 'Payment.Declined' })).toEqual([0, 4]);
    expect(await unjudged({ visit, text: 'fine' })).toEqual([0, 3]);
    expect(await unjudged({ visit, toMs: epochMs(SAMPLE_START_MS) })).toEqual([0, 0]);
    expect(await unjudged({ error: 'Payment.Declined', toMs: epochMs(SAMPLE_START_MS) })).toEqual([0, 0]);
  });

  it('finds by the time of the stop, last stopped first, and tells of how many it is not known', async () => {
    const row = (name: string, startS: number, stopS: number | null, facts: Partial<IndexedExecution> = {}) => ({
      ...succeeded.execution,
      arn: `${succeeded.execution.arn}-${name}`,
      name,
      startedAtMs: epochMs(SAMPLE_START_MS + startS * 1000),
      endedAtMs: stopS === null ? null : epochMs(SAMPLE_START_MS + stopS * 1000),
      ...facts,
    });
    const rows = [
      row('long', 0, 5_000),
      row('short', 4_000, 4_100),
      row('before', 10, 20),
      row('after', 4_050, 9_000),
      row('open', 4_000, null, { status: 'RUNNING' }),
      row('gone', 30, null, { status: 'UNKNOWN' }),
      row('express', 30, null, { status: 'UNKNOWN', type: 'EXPRESS' }),
      row('express-late', 3_900, null, { status: 'UNKNOWN', type: 'EXPRESS' }),
    ];
    await store.apply(indexBatch([succeeded], { executions: rows, histories: [] }));
    const window = { fromMs: epochMs(SAMPLE_START_MS + 4_000_000), toMs: epochMs(SAMPLE_START_MS + 5_000_001) };
    const page = (more: Partial<ExecutionQuery>) => store.listExecutions({ ...ALWAYS, ...window, ...more });
    const stopped = await page({ time: 'stopped', sort: 'stopped' });
    expect(stopped.rows.map(({ name }) => name)).toEqual(['long', 'short']);
    expect(stopped.counts).toMatchObject({ SUCCEEDED: 2, RUNNING: 0, UNKNOWN: 0 });
    // One of an Express machine cannot have run for so long.
    expect(stopped.unjudged.stops).toBe(2);
    expect(
      (await page({ time: 'stopped', sort: 'stopped', toMs: epochMs(SAMPLE_START_MS + 5_000_000) })).rows,
    ).toHaveLength(1);
    const byStart = await page({ time: 'stopped', sort: 'started' });
    expect(byStart.rows.map(({ name }) => name)).toEqual(['short', 'long']);
    const started = await page({ sort: 'stopped' });
    expect(started.rows.map(({ name }) => name)).toEqual(['after', 'short', 'open']);
    expect(started.unjudged.stops).toBe(0);
    expect((await page({ time: 'stopped', sort: 'stopped', statuses: ['SUCCEEDED'] })).unjudged.stops).toBe(0);
  });

  it('filters by version and alias, and tells how many did not tell what they were started by', async () => {
    const started = (name: string, startedWith: IndexedExecution['startedWith']) => ({
      ...succeeded.execution,
      arn: `${succeeded.execution.arn}-${name}`,
      name,
      startedWith,
    });
    const rows = [
      started('three', { version: 3, alias: null }),
      started('live', { version: 3, alias: 'live' }),
      started('four', { version: 4, alias: 'next' }),
      started('bare', { version: null, alias: null }),
      started('untold', null),
    ];
    await store.apply(indexBatch([succeeded], { executions: rows, histories: [] }));
    const page = (more: Partial<ExecutionQuery>) => store.listExecutions({ ...ALWAYS, ...more });
    const names = async (more: Partial<ExecutionQuery>) => (await page(more)).rows.map(({ name }) => name).sort();
    expect(await names({ version: 3 })).toEqual(['live', 'three']);
    expect(await names({ alias: 'live' })).toEqual(['live']);
    expect(await names({ version: 4, alias: 'live' })).toEqual([]);
    expect(await names({ alias: 'LIVE' })).toEqual([]);
    expect((await page({ version: 3 })).unjudged.starts).toBe(1);
    expect((await page({ alias: 'live' })).unjudged.starts).toBe(1);
    expect((await page({ alias: 'live', text: 'three' })).unjudged.starts).toBe(0);
    expect((await page({})).unjudged.starts).toBe(0);
    expect(new Map((await page({})).rows.map((row) => [row.name, row.startedWith]))).toEqual(
      new Map(rows.map(({ name, startedWith }) => [name, startedWith])),
    );
    // A log that does not say so takes nothing away, and what a list adds is kept.
    await store.apply(
      indexBatch([], { executions: [started('live', null), started('untold', { version: 3, alias: null })] }),
    );
    expect(await names({ version: 3 })).toEqual(['live', 'three', 'untold']);
    expect((await page({ version: 3 })).unjudged.starts).toBe(0);
  });

  it('finds text in input and output, and tells of how many it could not know', async () => {
    const row = (name: string, hours: number, facts: Partial<IndexedExecution> = {}) => ({
      ...succeeded.execution,
      arn: `${succeeded.execution.arn}-${name}`,
      name,
      startedAtMs: epochMs(SAMPLE_START_MS + hours * HOUR_MS),
      ...facts,
    });
    const rows = [
      row('both', 1),
      row('input-only', 2),
      row('failed', 3, { status: 'FAILED' }),
      row('untold', 4, { source: 'log' }),
      row('refused', 5),
      row('cut', 6),
    ];
    const of = (name: string, part: 'input' | 'output', text: string | null, isCut = false): ExecutionPayload => ({
      executionArn: `${succeeded.execution.arn}-${name}`,
      startedAtMs: epochMs(SAMPLE_START_MS),
      part,
      kept: text === null ? null : { text, isCut },
    });
    await store.apply(indexBatch([succeeded], { executions: rows, histories: [] }));
    const query = { machineArns: [machineArnOf('orders')], openBeforeMs: epochMs(0), limit: 10 };
    expect((await store.listWithoutPayloads(query)).map(({ name }) => name)).toEqual([
      'failed',
      'cut',
      'refused',
      'untold',
      'input-only',
      'both',
    ]);
    const payloads = [
      of('both', 'input', '{"id":"Zoë-1"}'),
      of('both', 'output', '{"sum":12}'),
      of('input-only', 'input', '{"id":"Zoë-2"}'),
      of('failed', 'input', '{"id":"x"}'),
      of('refused', 'input', null),
      of('refused', 'output', null),
      of('cut', 'input', '{"id":"z', true),
      of('cut', 'output', '{}'),
    ];
    await store.apply(indexBatch([], { payloads }));
    // Given again, as after a crash: nothing doubles.
    await store.apply(indexBatch([], { payloads: payloads.slice(0, 2) }));
    expect((await store.listWithoutPayloads(query)).map(({ name }) => name)).toEqual(['untold', 'input-only']);
    expect(await store.listWithoutPayloads({ ...query, machineArns: [] })).toEqual([]);
    const page = (more: Partial<ExecutionQuery>) => store.listExecutions({ ...ALWAYS, ...more });
    const names = async (more: Partial<ExecutionQuery>) => (await page(more)).rows.map(({ name }) => name).sort();
    expect(await names({ payload: 'zoË-' })).toEqual(['both', 'input-only']);
    expect(await names({ payload: '"sum":12' })).toEqual(['both']);
    expect(await names({ payload: '%' })).toEqual([]);
    expect(await names({ payload: 'zoë', statuses: ['FAILED'] })).toEqual([]);
    expect(await page({ payload: 'zoë' })).toMatchObject({
      counts: { SUCCEEDED: 2, FAILED: 0 },
      // What was found needs no judging: its output may say what it likes.
      unjudged: { payloads: 2, cutPayloads: 1 },
    });
    expect((await page({ payload: '"sum"' })).unjudged).toMatchObject({ payloads: 3, cutPayloads: 1 });
    expect((await page({ payload: '"id":"z' })).unjudged).toMatchObject({ payloads: 2, cutPayloads: 0 });
    expect((await page({ payload: 'zoë', time: 'stopped', sort: 'stopped' })).rows).toHaveLength(2);
    const window = { fromMs: epochMs(SAMPLE_START_MS + HOUR_MS), toMs: epochMs(SAMPLE_START_MS + 2 * HOUR_MS) };
    expect(await page({ payload: 'zoë', ...window })).toMatchObject({
      rows: [{ name: 'both' }],
      unjudged: { payloads: 0 },
    });
    expect((await page({})).unjudged).toMatchObject({ payloads: 0, cutPayloads: 0 });
    await store.forgetPayloads([machineArnOf('onboarding')]);
    expect(await names({ payload: 'zoë' })).toEqual(['both', 'input-only']);
    await store.forgetPayloads([machineArnOf('orders')]);
    expect(await page({ payload: 'zoë' })).toMatchObject({ rows: [], unjudged: { payloads: 6 } });
  });

  it('counts each status under the other filters', async () => {
    await store.apply(indexBatch([succeeded, failed, waiting]));
    const { rows, counts } = await store.listExecutions({ ...ALWAYS, statuses: ['FAILED'], text: 'ord' });
    expect(rows).toHaveLength(1);
    expect(counts).toMatchObject({ FAILED: 1, SUCCEEDED: 1, RUNNING: 0 });
  });

  it.each(['started', 'stopped', 'duration'] as const)(
    'pages by %s: every execution once, while others arrive',
    async (sort) => {
      const pairs = Array.from({ length: 23 }, (_, at) =>
        indexedPair({
          name: `ord-${at}`,
          // Several start in the same millisecond and last as long.
          startMs: SAMPLE_START_MS + Math.floor(at / 5) * 1000,
          write: (history) => history.end(history.chain().state('Wait', 'Cool', Math.floor(at / 7) * 100)),
        }),
      );
      await store.apply(indexBatch(pairs));
      const whole = (await store.listExecutions({ ...ALWAYS, sort })).rows.map(({ name }) => name);
      const paged: string[] = [];
      let cursor: string | null = null;
      do {
        const query: ExecutionQuery = { ...ALWAYS, sort, limit: 4, ...(cursor === null ? {} : { cursor }) };
        const page = await store.listExecutions(query);
        paged.push(...page.rows.map(({ name }) => name));
        cursor = page.nextCursor;
        const late = indexedPair({
          name: `late-${paged.length}`,
          startMs: SAMPLE_START_MS + HOUR_MS,
          write: () => undefined,
        });
        if (sort === 'started') await store.apply(indexBatch([late]));
      } while (cursor !== null);
      expect(paged).toEqual(whole);
      expect(new Set(paged).size).toBe(23);
    },
  );

  it('finds a page although most rows before it were replaced', async () => {
    for (let events = 2; events < 80; events += 1) {
      const long = indexedPair({
        name: 'busy',
        startMs: SAMPLE_START_MS + HOUR_MS,
        write: (history) => {
          const chain = history.chain();
          for (let at = 0; at < events; at += 1) chain.state('Pass', 'Again');
        },
      });
      await store.apply(indexBatch([long], { histories: [], executions: [{ ...long.execution, retries: events }] }));
    }
    await store.apply(indexBatch([succeeded]));
    const page = await store.listExecutions({ ...ALWAYS, limit: 1 });
    expect(page.rows.map(({ name, retries }) => [name, retries])).toEqual([['busy', 79]]);
    const next = await store.listExecutions({ ...ALWAYS, limit: 1, cursor: page.nextCursor ?? '' });
    expect(next.rows.map(({ name }) => name)).toEqual(['ord-1']);
    expect(next.nextCursor).toBeNull();
  });

  it.each([
    '',
    'x',
    Buffer.from('["duration",1,"2"]').toString('base64url'),
    Buffer.from('["started","1",2]').toString('base64url'),
    Buffer.from('["stopped",1,"2"]').toString('base64url'),
  ])('refuses the cursor %j', async (cursor) => {
    await expect(store.listExecutions({ ...ALWAYS, cursor })).rejects.toMatchObject({ code: 'invalid-request' });
  });
});
