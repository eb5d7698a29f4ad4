import { beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { mapRunExecutionsResponse, mapRunResponse } from '@/lib/contract/map-runs';
import { localActions, localCaller } from '@/lib/domain/access';
import type { ExecutionStatus } from '@/lib/domain/execution-status';
import { AppError } from '@/lib/server/errors';
import type { MapRunDescription } from '@/lib/server/ports/aws';
import { FAKE_PLACE, FakeAws, type FakeExecution } from '@/lib/testing/fake-aws';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { createExecutionLinks } from './execution-links';
import { getMapRun } from './get-map-run';
import { listMapRunExecutions } from './list-map-run-executions';
import { createMapRuns } from './map-runs';
import type { ServiceDependencies } from './service-dependencies';

const NOW = Date.UTC(2026, 10, 22, 18);
const RUN = `${FAKE_PLACE}:mapRun:ledger/Files:0f8fad5b-d9cb-469f-a165-70867728950e`;
const PARENT = `${FAKE_PLACE}:execution:ledger:night`;
const COUNTS = {
  total: 9,
  pending: 1,
  running: 0,
  succeeded: 4,
  failed: 2,
  timedOut: 1,
  aborted: 1,
  pendingRedrive: 0,
};
const caller = localCaller;
const DENIED = new AppError('access-denied', 'The role lacks states:DescribeExecution.');

let aws: FakeAws;
let clock: VirtualClock;
let deps: Pick<ServiceDependencies, 'mapRuns' | 'clock' | 'switches'>;

beforeEach(() => {
  aws = new FakeAws();
  clock = new VirtualClock(NOW);
  deps = { mapRuns: createMapRuns(aws, clock), clock, switches: localActions(false) };
});

function addRun(more: Partial<MapRunDescription> = {}): void {
  aws.mapRuns.push({
    arn: RUN,
    executionArn: PARENT,
    status: 'FAILED',
    startedAtMs: epochMs(NOW - 90_000),
    endedAtMs: epochMs(NOW - 30_000),
    maxConcurrency: 12,
    toleratedFailureCount: 0,
    toleratedFailurePercentage: 5,
    executionCounts: COUNTS,
    itemCounts: COUNTS,
    redriveCount: 0,
    redrivenAtMs: null,
    ...more,
  });
}

function addChild(name: string, status: ExecutionStatus, error: string | null = null): FakeExecution {
  const child: FakeExecution = {
    listed: {
      arn: `${FAKE_PLACE}:execution:ledger/Files:${name}`,
      machineArn: `${FAKE_PLACE}:stateMachine:ledger/Files`,
      name,
      status,
      startedAtMs: epochMs(NOW - 80_000),
      endedAtMs: status === 'RUNNING' ? null : epochMs(NOW - 79_500),
      redriveCount: 0,
      redrivenAtMs: null,
      versionArn: null,
      aliasArn: null,
      mapRunArn: RUN,
    },
    events: [],
    failure: { error, cause: error === null ? null : `why ${name}` },
  };
  aws.executions.push(child);
  return child;
}

const callsOf = (operation: string) => aws.calls.filter((call) => call.operation === operation).length;
const look = async () => mapRunResponse.parse(await getMapRun(deps, { arn: RUN, caller }));
const list = async (more: object = {}) =>
  mapRunExecutionsResponse.parse(await listMapRunExecutions(deps, { arn: RUN, limit: 100, caller, ...more }));

describe('getMapRun', () => {
  it('tells status, counts and the execution that it belongs to', async () => {
    addRun();
    expect(await look()).toMatchObject({
      kind: 'map-run',
      executionArn: PARENT,
      status: 'FAILED',
      durationMs: 60_000,
      executionCounts: COUNTS,
      isSettled: true,
    });
  });

  it('asks AWS about one that goes on every 5 s at most, and about one that has ended every 30 s', async () => {
    addRun({ status: 'RUNNING', endedAtMs: null });
    await look();
    expect(await look()).toMatchObject({ status: 'RUNNING', durationMs: null, isSettled: false });
    expect(callsOf('describeMapRun')).toBe(1);
    await clock.advance(5_000);
    aws.mapRuns.length = 0;
    addRun();
    expect(await look()).toMatchObject({ status: 'FAILED' });
    await clock.advance(29_000);
    await look();
    expect(callsOf('describeMapRun')).toBe(2);
    await clock.advance(1_000);
    await look();
    expect(callsOf('describeMapRun')).toBe(3);
  });

  it('goes on while Express children outlive a run that failed', async () => {
    addRun({ executionCounts: { ...COUNTS, running: 3 } });
    expect(await look()).toMatchObject({ status: 'FAILED', isSettled: false });
  });

  it('says that AWS no longer has it, and passes on why AWS could not be asked', async () => {
    expect(await look()).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('90 days') });
    await clock.advance(5_000);
    aws.failures.set('describeMapRun', DENIED);
    await expect(look()).rejects.toBe(DENIED);
    const elsewhere = RUN.replace('123456789012', '999999999999');
    await expect(getMapRun(deps, { arn: elsewhere, caller })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('listMapRunExecutions', () => {
  it('lists one status or all, with error and cause of those that failed', async () => {
    addRun();
    addChild('good', 'SUCCEEDED');
    addChild('bad', 'FAILED', 'Parquet.SchemaMismatch');
    addChild('late', 'TIMED_OUT');
    const { items, coverage, problems } = await list();
    expect(items.map(({ name, isErrorRead, error, cause }) => ({ name, isErrorRead, error, cause }))).toEqual([
      { name: 'good', isErrorRead: false, error: null, cause: null },
      { name: 'bad', isErrorRead: true, error: 'Parquet.SchemaMismatch', cause: 'why bad' },
      { name: 'late', isErrorRead: true, error: null, cause: null },
    ]);
    expect([coverage.kind, problems]).toEqual(['all', []]);
    expect((await list({ status: 'FAILED' })).items.map(({ name, durationMs }) => [name, durationMs])).toEqual([
      ['bad', 500],
    ]);
  });

  it('asks for the errors of the first 10 failures, once', async () => {
    addRun();
    for (let at = 0; at < 25; at += 1) addChild(`bad-${at}`, 'FAILED', 'Boom');
    expect((await list({ status: 'FAILED' })).items.filter(({ isErrorRead }) => isErrorRead)).toHaveLength(10);
    await clock.advance(60_000);
    await list({ status: 'FAILED' });
    expect([callsOf('describeExecution'), callsOf('listMapRunExecutions')]).toEqual([10, 2]);
  });

  it('asks again why one failed that was redriven and failed again', async () => {
    addRun();
    const child = addChild('bad', 'FAILED', 'Boom');
    await list();
    await clock.advance(5_000);
    child.listed = { ...child.listed, redriveCount: 1, endedAtMs: epochMs(NOW) };
    child.failure = { error: 'Bang', cause: null };
    expect((await list()).items).toMatchObject([{ error: 'Bang' }]);
  });

  it('shows the list where errors may not be read, and says why they are missing', async () => {
    addRun();
    addChild('bad-1', 'FAILED', 'Boom');
    addChild('bad-2', 'FAILED', 'Boom');
    aws.failures.set('describeExecution', DENIED);
    const { items, problems } = await list();
    expect(items.map(({ name, isErrorRead }) => [name, isErrorRead])).toEqual([
      ['bad-1', false],
      ['bad-2', false],
    ]);
    expect(problems).toMatchObject([{ code: 'access-denied', nextStep: DENIED.message }]);
  });

  it('pages by the cursor of the page before', async () => {
    addRun();
    for (const name of ['a', 'b', 'c']) addChild(name, 'SUCCEEDED');
    const first = await list({ limit: 2 });
    const second = await list({ limit: 2, cursor: first.nextCursor });
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(second.nextCursor).toBeNull();
  });

  it('never shows a run that AWS no longer has, or that may not be read, as one without executions', async () => {
    expect(await list()).toMatchObject({ items: [], coverage: { kind: 'none', reasons: [{ code: 'gone' }] } });
    await clock.advance(5_000);
    aws.failures.set('listMapRunExecutions', DENIED);
    await expect(list()).rejects.toBe(DENIED);
  });
});

describe('execution links', () => {
  it('lead from a child to the execution that its map run belongs to', async () => {
    addRun();
    const { arn } = addChild('bad', 'FAILED').listed;
    const links = createExecutionLinks(aws, deps.mapRuns, clock);
    expect(await links.get(arn)).toEqual({ parentExecutionArn: PARENT, mapRunArn: RUN });
    await clock.advance(3_600_000);
    await links.get(arn);
    expect([callsOf('describeExecution'), callsOf('describeMapRun')]).toEqual([1, 1]);
  });

  it('ask again after a minute where the map run could not be read', async () => {
    addRun();
    const { arn } = addChild('bad', 'FAILED').listed;
    const links = createExecutionLinks(aws, deps.mapRuns, clock);
    aws.failures.set('describeMapRun', DENIED);
    expect(await links.get(arn)).toEqual({ parentExecutionArn: null, mapRunArn: RUN });
    aws.failures.clear();
    await links.get(arn);
    expect(callsOf('describeMapRun')).toBe(1);
    await clock.advance(60_000);
    expect(await links.get(arn)).toMatchObject({ parentExecutionArn: PARENT });
  });
});
