import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { executionResponse } from '@/lib/contract/executions';
import { timelineResponse } from '@/lib/contract/timeline';
import { localActions, localCaller } from '@/lib/domain/access';
import { AppError } from '@/lib/server/errors';
import { createLogger } from '@/lib/server/logger';
import { createReading, type Reading } from '@/lib/server/sync/reading';
import { FAKE_PLACE, FakeAws, orderHistory } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { createCourseCache } from './course-cache';
import { createExecutionLinks } from './execution-links';
import { getExecution } from './get-execution';
import { getTimeline } from './get-timeline';
import { createGraphCache } from './graph/graph-cache';
import { createMapRuns } from './map-runs';
import type { ServiceDependencies } from './service-dependencies';

const NOW = Date.UTC(2026, 10, 22, 18);
const HOUR = 3_600_000;
const caller = localCaller;

let aws: FakeAws;
let index: MemoryIndex;
let clock: VirtualClock;
let reading: Reading;
let deps: ServiceDependencies;

beforeEach(() => {
  aws = new FakeAws();
  index = new MemoryIndex();
  clock = new VirtualClock(NOW);
  reading = createReading({ index, connections: aws, clock, log: createLogger('silent') });
  const { sync, reader, catalogue } = reading;
  const { contextOf } = catalogue;
  const courses = createCourseCache();
  const mapRuns = createMapRuns(aws, clock);
  const links = createExecutionLinks(aws, mapRuns, clock);
  const switches = localActions(false);
  deps = {
    index,
    connections: aws,
    sync,
    reader,
    contextOf,
    courses,
    graphs: createGraphCache(),
    links,
    mapRuns,
    clock,
    switches,
    awsEndpoint: null,
  };
});

afterEach(() => reading.sync.stop());

function arn(name: string): string {
  return `${FAKE_PLACE}:execution:orders:${name}`;
}

/** Lets the background reading run for a while and stops it. */
async function readAll(): Promise<void> {
  reading.sync.start();
  await clock.advance(20_000);
}

function historyCalls(): number {
  return aws.calls.filter(({ operation }) => operation === 'getHistoryPage').length;
}

function failAll(code: AppError['code'], message: string): void {
  for (const operation of ['listMachines', 'describeMachine', 'listExecutions', 'getHistoryPage', 'describeExecution'])
    aws.failures.set(operation, new AppError(code, message));
}

describe('getExecution', () => {
  it('reads an execution that the index does not know from AWS, ahead of everything else', async () => {
    aws.addMachine('orders');
    aws.addExecution('orders', 'ord-1', 'FAILED', orderHistory(NOW - HOUR, 'failed'));
    const answer = executionResponse.parse(await getExecution(deps, { arn: arn('ord-1'), caller }));
    expect(answer).toMatchObject({
      status: 'FAILED',
      error: 'Payment.Declined',
      errorClass: 'task',
      failedState: 'ChargeCard',
      retries: 1,
      cause: 'card refused',
      inputEventId: 1,
      outputEventId: null,
      failureEventId: 9,
      isSettled: true,
      problems: [],
      coverage: { kind: 'all' },
    });
    expect(new Set(aws.calls.map(({ priority }) => priority))).toEqual(new Set(['click']));
  });

  it.each([
    ['ok', 'SUCCEEDED', 'the last run is shown where runs can be told apart'],
    ['failed', 'UNKNOWN', 'its runs did not end alike, or not all of their ends were logged'],
  ] as const)('says of an Express one that ran twice at a time that it did: %s', async (second, status, words) => {
    aws.addExpressMachine('checkout');
    const twice = aws.addLines('checkout', 'twice', orderHistory(NOW - HOUR, 'ok'));
    aws.addLines('checkout', 'twice', orderHistory(NOW - HOUR + 15, second));
    const answer = executionResponse.parse(await getExecution(deps, { arn: twice, caller }));
    expect(answer).toMatchObject({ status, coverage: { kind: 'partial', reasons: [{ code: 'runs-overlap' }] } });
    expect(answer.coverage.reasons.map(({ message }) => message).join()).toContain(words);
  });

  it('answers a settled one from the index without asking AWS', async () => {
    aws.addMachine('orders');
    aws.addExecution('orders', 'ord-1', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
    await getExecution(deps, { arn: arn('ord-1'), caller });
    const before = aws.calls.length;
    await getExecution(deps, { arn: arn('ord-1'), caller });
    expect(aws.calls).toHaveLength(before);
  });

  it('asks AWS for an open one at most every 2 s, however many look at it', async () => {
    aws.addMachine('orders');
    const open = aws.addExecution('orders', 'ord-1', 'RUNNING', orderHistory(NOW - 1_000, 'open'));
    const look = () => Promise.all(Array.from({ length: 20 }, () => getExecution(deps, { arn: arn('ord-1'), caller })));
    expect((await look())[0]).toMatchObject({ status: 'RUNNING', isSettled: false });
    const first = historyCalls();
    await look();
    expect([first, historyCalls()]).toEqual([1, 1]);
    open.events = orderHistory(NOW - 1_000, 'ok');
    await clock.advance(2_000);
    expect((await look())[7]).toMatchObject({ status: 'SUCCEEDED', isSettled: true });
    expect(historyCalls()).toBe(2);
  });

  it('shows what it holds when AWS cannot be asked, and says what is wrong', async () => {
    aws.addMachine('orders');
    aws.addExecution('orders', 'ord-1', 'RUNNING', orderHistory(NOW - 1_000, 'open'));
    await getExecution(deps, { arn: arn('ord-1'), caller });
    await clock.advance(5_000);
    failAll('expired-credentials', 'The AWS credentials have expired. Run "aws sso login".');
    const { status, problems } = await getExecution(deps, { arn: arn('ord-1'), caller });
    expect(status).toBe('RUNNING');
    expect(problems).toMatchObject([
      { code: 'expired-credentials', nextStep: expect.stringContaining('aws sso login') },
    ]);
  });

  it.each([
    ['AWS does not know', arn('nothing')],
    ['belongs to an account or a region', 'arn:aws:states:us-east-1:999999999999:execution:orders:ord-1'],
    ['this state machine writes no log', `${FAKE_PLACE}:express:silent:one:uuid`],
    ['stands in the panel of the Map', `${FAKE_PLACE}:express:silent/Items:one:uuid`],
  ])('says why it was not found: %s', async (words, unknown) => {
    aws.addMachine('silent', { type: 'EXPRESS' });
    await expect(getExecution(deps, { arn: unknown, caller })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining(words),
    });
  });

  it('names the execution that started it, and those that it started', async () => {
    aws.addMachine('orders');
    const child = `${FAKE_PLACE}:execution:refunds:one`;
    const work = { resourceType: 'states', resource: 'startExecution.sync:2' };
    const events = orderHistory(NOW - HOUR, 'open').map((event) =>
      event.id === 4
        ? {
            ...event,
            type: 'TaskSubmitted',
            details: { ...work, output: JSON.stringify({ ExecutionArn: child, secret: 1 }) },
          }
        : event,
    );
    aws.addExecution('orders', 'ord-1', 'RUNNING', events);
    aws.input = JSON.stringify({ AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: arn('parent') });
    const answer = await getExecution(deps, { arn: arn('ord-1'), caller });
    expect(answer).toMatchObject({ parentExecutionArn: arn('parent'), childExecutionArns: [child] });
    expect(JSON.stringify(index.histories.get(arn('ord-1')))).not.toContain('secret');
  });

  it('names the missing permission where nothing is held', async () => {
    aws.addMachine('orders');
    aws.failures.set(
      'describeExecution',
      new AppError('access-denied', "The server's role lacks states:DescribeExecution."),
    );
    await expect(getExecution(deps, { arn: arn('ord-1'), caller })).rejects.toMatchObject({ code: 'access-denied' });
  });
});

describe('getTimeline', () => {
  it('gives all visits once, then only what changed, then nothing', async () => {
    aws.addMachine('orders');
    const open = aws.addExecution('orders', 'ord-1', 'RUNNING', orderHistory(NOW - 1_000, 'open').slice(0, 4));
    const whole = timelineResponse.parse(await getTimeline(deps, { arn: arn('ord-1'), caller }));
    if (whole.kind !== 'whole') throw new Error(whole.kind);
    expect(whole.visits).toMatchObject([{ id: 2, state: 'ChargeCard', outcome: 'running', attempts: [{ id: 3 }] }]);
    const again = await getTimeline(deps, { arn: arn('ord-1'), after: whole.version, caller });
    expect(timelineResponse.parse(again)).toMatchObject({ kind: 'unchanged', version: whole.version });

    open.events = orderHistory(NOW - 1_000, 'ok');
    open.listed = { ...open.listed, status: 'SUCCEEDED' };
    await clock.advance(2_000);
    const changes = timelineResponse.parse(
      await getTimeline(deps, { arn: arn('ord-1'), after: whole.version, caller }),
    );
    expect(changes).toMatchObject({ kind: 'changes', isSettled: true, status: 'SUCCEEDED' });
    expect(changes.kind === 'changes' && changes.visits).toMatchObject([{ id: 2, outcome: 'succeeded', exit: 9 }]);
    const attempts = changes.kind === 'changes' ? (changes.visits[0]?.attempts ?? []) : [];
    expect(attempts.map(({ kind, outcome, backoffMs }) => [kind, outcome, backoffMs])).toEqual([
      ['first', 'failed', null],
      ['retry', 'succeeded', 10],
    ]);
  });

  it('leaves out visits that had exited before', async () => {
    aws.addMachine('orders');
    aws.addExecution('orders', 'ord-1', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
    await getTimeline(deps, { arn: arn('ord-1'), caller });
    const after = '9.9.RUNNING.0.full';
    expect(await getTimeline(deps, { arn: arn('ord-1'), after, caller })).toMatchObject({
      kind: 'changes',
      visits: [],
    });
  });

  it('sends everything of a log again when anything changed, because lines come out of order', async () => {
    aws.addExpressMachine('checkout');
    const express = aws.addLines('checkout', 'one', orderHistory(NOW - 60_000, 'open'));
    await readAll();
    const first = timelineResponse.parse(await getTimeline(deps, { arn: express, caller }));
    aws.addLines('checkout', 'one', orderHistory(NOW - 60_000, 'ok').slice(7));
    await clock.advance(20_000);
    const after = first.kind === 'whole' ? first.version : '';
    expect(await getTimeline(deps, { arn: express, after, caller })).toMatchObject({
      kind: 'whole',
      status: 'SUCCEEDED',
    });
  });

  it('says why there is none, instead of showing an empty one', async () => {
    aws.addMachine('orders');
    aws.addExecution('orders', 'ord-1', 'FAILED', orderHistory(NOW - HOUR, 'failed'));
    const before = aws.executions.splice(0);
    aws.executions.push(...before.map(({ listed }) => ({ listed, events: [] })));
    const answer = timelineResponse.parse(await getTimeline(deps, { arn: arn('ord-1'), caller }));
    expect(answer).toMatchObject({ kind: 'unavailable', coverage: { kind: 'none', reasons: [{ code: 'gone' }] } });
  });
});
