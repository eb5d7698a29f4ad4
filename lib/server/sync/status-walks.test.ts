import { beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import type { ExecutionStatus } from '@/lib/domain/execution-status';
import { AppError } from '@/lib/server/errors';
import { createLogger } from '@/lib/server/logger';
import { connectionDependencies } from '@/lib/testing/connection-dependencies';
import { FakeAws, type FakeExecution } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { createMachineCatalogue, toMachineRow } from './machine-catalogue';
import { StatusWalks } from './status-walks';
import type { ConnectionDependencies } from './sync-dependencies';
import { takeListed } from './take-listed';
import { ToldLately } from './told-lately';

const NOW = Date.UTC(2026, 10, 22, 18);
const MINUTE = 60_000;
const DENIED = new AppError('access-denied', "The server's role lacks states:DescribeExecution.");

let aws: FakeAws;
let index: MemoryIndex;
let clock: VirtualClock;
let deps: ConnectionDependencies;
let walks: StatusWalks;
let machineArn: string;

beforeEach(async () => {
  aws = new FakeAws();
  index = new MemoryIndex();
  clock = new VirtualClock(NOW);
  const machine = aws.addMachine('orders');
  machineArn = machine.arn;
  const none = { executions: [], histories: [], watermarks: [] };
  await index.apply({ ...none, connection: 'default', machines: [toMachineRow(machine)] });
  deps = {
    ...connectionDependencies(aws, index, clock),
    catalogue: createMachineCatalogue(),
    log: createLogger('silent'),
  };
  walks = new StatusWalks(epochMs(NOW), epochMs(NOW + MINUTE));
  aws.pageSize = 10;
});

/** One that started so many minutes ago and, where it has ended, ended at once. */
function add(name: string, minutesAgo: number, status: ExecutionStatus): FakeExecution {
  const execution = aws.addExecution('orders', name, status, []);
  const startedAtMs = epochMs(NOW - minutesAgo * MINUTE);
  execution.listed = { ...execution.listed, startedAtMs, endedAtMs: status === 'RUNNING' ? null : startedAtMs };
  return execution;
}

/** So many that succeeded, a minute apart. */
function addOthers(count: number): void {
  for (let at = 0; at < count; at += 1) add(`other-${at}`, at, 'SUCCEEDED');
}

/** Takes what AWS lists now into the index. */
async function takeAll(): Promise<void> {
  await takeListed(
    deps,
    aws.executions.map(({ listed }) => listed),
  );
}

function end({ listed }: FakeExecution, more: Partial<FakeExecution['listed']> = {}): FakeExecution['listed'] {
  return { ...listed, status: 'SUCCEEDED', endedAtMs: epochMs(NOW), ...more };
}

async function step(times = 1): Promise<number> {
  let news = 0;
  for (let at = 0; at < times; at += 1)
    news += await walks.goOn(deps, { machineArn, told: new ToldLately(), intervalMs: 5_000 });
  return news;
}

/** Steps until none is due; answers how many calls that took. */
async function walk(): Promise<number> {
  const before = aws.calls.length;
  while (walks.areDue(clock.nowMs())) await step();
  return aws.calls.length - before;
}

function openNames(): readonly string[] {
  return walks.open.all.map(({ arn }) => arn.slice(arn.lastIndexOf(':') + 1));
}

function statusOf({ listed }: FakeExecution): ExecutionStatus | undefined {
  return index.executions.get(listed.arn)?.status;
}

function described(): readonly string[] {
  const calls = aws.calls.filter(({ operation }) => operation === 'describeExecution');
  return calls.map(({ subject }) => subject.slice(subject.lastIndexOf(':') + 1));
}

describe('the walk through open executions', () => {
  it('finds one far down, a page a step, and says only then that all are known', async () => {
    addOthers(39);
    const open = add('open', 99, 'RUNNING');
    await step(3);
    expect([walks.open.areAllKnown, openNames(), aws.calls.length]).toEqual([false, [], 3]);
    expect(await step()).toBe(1);
    expect([walks.open.areAllKnown, openNames(), statusOf(open)]).toEqual([true, ['open'], 'RUNNING']);
  });

  it('comes again with the next round, and the more seldom the more steps it takes', async () => {
    expect(await walk()).toBe(1);
    await clock.advance(4_999);
    expect(walks.areDue(clock.nowMs())).toBe(false);
    await clock.advance(1);
    addOthers(40);
    expect(await walk()).toBe(4);
    await clock.advance(3 * MINUTE - 1);
    // The search for redriven ones has come due: nothing failed, so it makes no call.
    expect(await walk()).toBe(0);
    await clock.advance(1);
    expect(await walk()).toBe(4);
  });

  it('keeps what is known while it is under way, and asks at its end about what no list tells of any more', async () => {
    addOthers(35);
    const ended = add('ended', 99, 'RUNNING');
    await walk();
    await clock.advance(4 * MINUTE);
    // Nothing failed: the search that has come due is over without a call.
    await step();
    ended.listed = end(ended);
    const added = add('new', -1, 'RUNNING');
    await takeListed(deps, [added.listed]);
    await step();
    walks.open.note(added.listed);
    await step();
    expect(openNames()).toEqual(['ended', 'new']);
    // Two more pages, and one description.
    expect(await walk()).toBe(3);
    expect([openNames(), statusOf(ended), described()]).toEqual([['new'], 'SUCCEEDED', ['ended']]);
  });

  it('is begun anew where the list does not go on', async () => {
    addOthers(20);
    add('open', 99, 'RUNNING');
    await step();
    aws.expiresTokens = true;
    await step();
    aws.expiresTokens = false;
    expect(await walk()).toBe(3);
    expect(openNames()).toEqual(['open']);
  });

  it('asks about all that are no longer listed, fifty a step, also below a thousand that are', async () => {
    aws.pageSize = 1_000;
    for (let at = 0; at < 1_001; at += 1) add(`open-${at}`, 0, 'RUNNING');
    const ended = Array.from({ length: 60 }, (_, at) => add(`ended-${at}`, 99, 'RUNNING'));
    await takeAll();
    for (const each of ended) each.listed = end(each);
    await step(2);
    expect(described()).toHaveLength(50);
    await walk();
    expect(described()).toHaveLength(60);
    expect(ended.map(statusOf)).toEqual(ended.map(() => 'SUCCEEDED'));
    expect(openNames()).toHaveLength(1_001);
  });

  it('leaves those that may not be described to their histories', async () => {
    const ended = add('ended', 99, 'RUNNING');
    await takeAll();
    ended.listed = end(ended);
    aws.failures.set('describeExecution', DENIED);
    await walk();
    expect([openNames(), statusOf(ended)]).toEqual([['ended'], 'RUNNING']);
    walks.open.forget(ended.listed.arn);
    expect(openNames()).toEqual([]);
  });

  it('rests for the pages of its list and not for what it asked about', async () => {
    aws.pageSize = 1_000;
    const ended = Array.from({ length: 120 }, (_, at) => add(`ended-${at}`, 0, 'RUNNING'));
    await takeAll();
    for (const each of ended) each.listed = end(each);
    await walk();
    expect(described()).toHaveLength(120);
    await clock.advance(5_000);
    expect(walks.areDue(clock.nowMs())).toBe(true);
  });

  it('asks again about what AWS still describes as running on a machine that it no longer has', async () => {
    const open = add('open', 9, 'RUNNING');
    await takeAll();
    aws.machines.length = 0;
    await walk();
    expect([walks.open.isGone, statusOf(open)]).toEqual([false, 'RUNNING']);
    aws.executions.length = 0;
    await clock.advance(5_000);
    await walk();
    expect([walks.open.isGone, statusOf(open)]).toEqual([true, 'UNKNOWN']);
  });

  it('says UNKNOWN of what was open on a machine that AWS no longer has, and asks no more then', async () => {
    const open = Array.from({ length: 60 }, (_, at) => add(`open-${at}`, at, 'RUNNING'));
    await takeAll();
    aws.machines.length = 0;
    aws.executions.length = 0;
    await step();
    expect(walks.open.isGone).toBe(false);
    await walk();
    expect([walks.open.isGone, openNames()]).toEqual([true, []]);
    expect(open.map(statusOf)).toEqual(open.map(() => 'UNKNOWN'));
  });
});

describe('the search for executions that were redriven and are over again', () => {
  it('goes on a page a step, in turn with the walk through what is open', async () => {
    addOthers(35);
    const failed = add('failed', 99, 'FAILED');
    const stillFailing = add('still-failing', 98, 'FAILED');
    await takeAll();
    await walk();
    failed.listed = end(failed, { redriveCount: 1 });
    stillFailing.listed = { ...stillFailing.listed, redriveCount: 1, endedAtMs: epochMs(NOW) };
    await clock.advance(3 * MINUTE);
    aws.calls.length = 0;
    // Four pages each, the last one of the search with a description.
    await step(6);
    expect([aws.calls.length, statusOf(failed)]).toEqual([6, 'FAILED']);
    await step(2);
    expect([statusOf(failed), described()]).toEqual(['SUCCEEDED', ['failed']]);
    expect(index.executions.get(stillFailing.listed.arn)).toMatchObject({ status: 'FAILED', redriveCount: 1 });
    await walk();
    await clock.advance(29 * MINUTE);
    aws.calls.length = 0;
    await walk();
    expect(described()).toEqual([]);
  });

  it('ends where nothing is left that could have been redriven', async () => {
    add('failed', 0, 'FAILED');
    addOthers(35);
    await takeAll();
    await walk();
    await clock.advance(MINUTE);
    expect(await walk()).toBe(1);
  });

  it('goes on after a refusal where it was', async () => {
    addOthers(35);
    const failed = add('failed', 99, 'FAILED');
    await takeAll();
    await walk();
    failed.listed = end(failed, { redriveCount: 1 });
    await clock.advance(MINUTE);
    await step(3);
    aws.failures.set('listExecutions', new AppError('throttled', 'AWS asks for fewer calls.'));
    await expect(step()).rejects.toThrow('fewer calls');
    const nowMs = epochMs(clock.nowMs());
    walks.noteFailure({ code: 'throttled', message: '', sinceMs: nowMs, count: 1, retryMs: epochMs(nowMs + 1) });
    expect(walks.areDue(clock.nowMs())).toBe(false);
    aws.failures.clear();
    await clock.advance(1);
    expect(await walk()).toBe(2);
    expect(statusOf(failed)).toBe('SUCCEEDED');
  });

  it('asks about all that changed, fifty a step, and about none twice that AWS has forgotten', async () => {
    const forgotten = Array.from({ length: 60 }, (_, at) => add(`forgotten-${at}`, at, 'FAILED'));
    const failed = add('failed', 99, 'FAILED');
    await takeAll();
    await walk();
    aws.executions.splice(0, forgotten.length);
    failed.listed = end(failed, { redriveCount: 1 });
    await clock.advance(MINUTE);
    await walk();
    expect([statusOf(failed), described().length]).toEqual(['SUCCEEDED', 61]);
    await clock.advance(31 * MINUTE);
    await walk();
    expect(described()).toHaveLength(61);
  });

  it('asks about the others where one is encrypted with a key that may not be used', async () => {
    const [hidden, other] = ['hidden', 'other'].map((name, at) => add(name, at, 'FAILED'));
    if (hidden === undefined || other === undefined) throw new Error('no execution');
    await takeAll();
    await walk();
    for (const each of [hidden, other]) each.listed = end(each, { redriveCount: 1 });
    aws.failures.set('describeExecution hidden', new AppError('encryption-denied', 'The key may not be used.'));
    await clock.advance(MINUTE);
    await walk();
    expect([hidden, other].map(statusOf)).toEqual(['FAILED', 'SUCCEEDED']);
  });

  it('stops asking where that is not allowed, until the next search', async () => {
    const failed = ['one', 'two'].map((name) => add(name, 99, 'FAILED'));
    await takeAll();
    await walk();
    for (const each of failed) each.listed = end(each, { redriveCount: 1 });
    aws.failures.set('describeExecution', DENIED);
    await clock.advance(MINUTE);
    await walk();
    expect(described()).toHaveLength(1);
    aws.failures.clear();
    await clock.advance(31 * MINUTE);
    await walk();
    expect(failed.map(statusOf)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });
});
