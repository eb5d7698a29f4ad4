import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { textOf } from '@/lib/base/json';
import type { StepFunctionsReader } from '@/lib/server/ports/aws';
import { type LocalAws, startLocalAws, TEST_CONNECTION } from '@/lib/testing/aws-over-http';
import { createAwsConnections } from './connections';

const PLACE = 'arn:aws:states:eu-west-1:123456789012';
const CLICK = { priority: 'click' } as const;
const FILES = 30;

const EXPORTED = { ExportSales: [{ output: { TaskArn: 'task-1', StopCode: 'EssentialContainerExited' } }] };
const listed = (files: number) => [{ output: Array.from({ length: files }, (_, at) => ({ Key: `part-${at}` })) }];
const MISMATCH = { error: 'Parquet.SchemaMismatch', cause: 'net_amount is DOUBLE' };
const DIFFERENCE = { error: 'Reconciliation.Difference', cause: 'tills and ledger differ' };
const FAILING_LOAD = {
  LoadPartitions: listed(FILES),
  ParsePartition: [{ ...MISMATCH, durationMs: 60_000 }],
};

let aws: LocalAws;
let reader: StepFunctionsReader;

beforeAll(async () => {
  aws = await startLocalAws('demo', ['--days', '0.05']);
  await aws.control('POST', 'workload', { paused: true });
}, 60_000);
afterAll(() => aws.stop());

beforeEach(() => {
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  const [connection] = createAwsConnections([TEST_CONNECTION]).list();
  if (connection === undefined) throw new Error('no connection');
  reader = connection.stepFunctions;
  return () => vi.unstubAllEnvs();
});

/** Closes the ledger of a day whose states behave as told, and waits until it is over: its ARN and its last map run. */
async function closeLedger(name: string, script: object) {
  await aws.control('POST', 'executions', {
    machine: 'nightly-sales-ledger',
    name,
    script: { ...EXPORTED, ...script },
  });
  // Time jumps: a night is over at once.
  await aws.control('POST', 'clock', { advanceMs: 300_000 });
  const executionArn = `${PLACE}:execution:nightly-sales-ledger:${name}`;
  const page = await reader.getHistoryPage({ executionArn, token: null, includeData: false }, CLICK);
  if (page.kind !== 'page') throw new Error(page.kind);
  const started = page.items.findLast(({ type }) => type === 'MapRunStarted');
  return { executionArn, mapRunArn: textOf(started?.details, 'mapRunArn') ?? '' };
}

async function list(mapRunArn: string, status?: 'FAILED' | 'ABORTED', limit = 100) {
  const items = [];
  const sizes: number[] = [];
  for (let token: string | null = null; ; ) {
    const page = await reader.listMapRunExecutions({ mapRunArn, status, limit, token }, CLICK);
    if (page.kind !== 'page') throw new Error(page.kind);
    items.push(...page.items);
    sizes.push(page.items.length);
    if (page.nextToken === null) return { items, sizes };
    token = page.nextToken;
  }
}

test('tells the counts of a run that failed, its parent, and which Standard children failed with what', async () => {
  const { executionArn, mapRunArn } = await closeLedger('standard', FAILING_LOAD);
  const answer = await reader.describeMapRun(mapRunArn, CLICK);
  if (answer.kind !== 'found') throw new Error(answer.kind);
  const { executionCounts: counts, ...run } = answer.value;
  expect(run).toMatchObject({
    arn: mapRunArn,
    executionArn,
    status: 'FAILED',
    maxConcurrency: 12,
    toleratedFailurePercentage: 5,
    redriveCount: 0,
    redrivenAtMs: null,
  });
  expect(counts.total).toBe(FILES);
  expect(counts.failed).toBeGreaterThan(0);
  expect(counts.failed + counts.aborted + counts.pending + counts.succeeded).toBe(FILES);

  const failed = await list(mapRunArn, 'FAILED');
  const aborted = await list(mapRunArn, 'ABORTED');
  expect([failed.items.length, aborted.items.length]).toEqual([counts.failed, counts.aborted]);
  const [child] = failed.items;
  expect(child).toMatchObject({
    status: 'FAILED',
    mapRunArn,
    machineArn: `${PLACE}:stateMachine:nightly-sales-ledger/LoadPartitions`,
  });
  const described = await reader.describeExecution(child?.arn ?? '', CLICK);
  expect(described).toMatchObject({ kind: 'found', value: MISMATCH });
});

test('pages of any length give the same children, and a token that is none is told apart from a failure', async () => {
  const { mapRunArn } = await closeLedger('pages', FAILING_LOAD);
  const [small, whole] = [await list(mapRunArn, undefined, 5), await list(mapRunArn)];
  expect(small.items).toEqual(whole.items);
  expect(Math.max(...small.sizes)).toBe(5);
  expect(whole.items.length).toBeGreaterThan(5);
  const query = { mapRunArn, limit: 5, token: 'nonsense' };
  expect(await reader.listMapRunExecutions(query, CLICK)).toEqual({ kind: 'token-expired' });
});

test('lists Express children, and describes those that failed', async () => {
  const { mapRunArn } = await closeLedger('express', {
    LoadPartitions: listed(0),
    ReconcileStore: [{ ...DIFFERENCE, durationMs: 500 }],
  });
  const answer = await reader.describeMapRun(mapRunArn, CLICK);
  expect(answer).toMatchObject({ kind: 'found', value: { status: 'FAILED', toleratedFailureCount: 2 } });
  const { items } = await list(mapRunArn, 'FAILED');
  expect(items.length).toBeGreaterThan(2);
  const arn = items[0]?.arn ?? '';
  expect(arn).toMatch(/:express:nightly-sales-ledger\/ReconcileStores:/);
  expect(await reader.describeExecution(arn, CLICK)).toMatchObject({ kind: 'found', value: DIFFERENCE });
});

test('a map run that AWS does not have is an answer, and one that it refuses is an error that names the permission', async () => {
  const mapRunArn = `${PLACE}:mapRun:nightly-sales-ledger/LoadPartitions:0f8fad5b-d9cb-469f-a165-70867728950e`;
  expect(await reader.describeMapRun(mapRunArn, CLICK)).toEqual({ kind: 'gone' });
  expect(await reader.listMapRunExecutions({ mapRunArn, limit: 100, token: null }, CLICK)).toEqual({ kind: 'gone' });
  await aws.control('PUT', 'faults', { action: 'states:DescribeMapRun', fault: 'denied' });
  await expect(reader.describeMapRun(mapRunArn, CLICK)).rejects.toMatchObject({
    code: 'access-denied',
    message: expect.stringContaining('states:DescribeMapRun'),
  });
});
