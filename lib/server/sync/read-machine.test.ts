import { describe, expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import { FakeAws } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { createMachineCatalogue, toMachineRow } from './machine-catalogue';
import { newReading } from './plan';
import { followMachine } from './read-machine';

const NOW = Date.UTC(2026, 10, 22, 18);
const MINUTE = 60_000;

/** What a round over a machine needs, on an index in memory. */
function rig(aws: FakeAws) {
  const [connection] = aws.list();
  if (connection === undefined) throw new Error('no connection');
  const index = new MemoryIndex();
  const clock = new VirtualClock(NOW);
  const deps = {
    index,
    apply: index.apply.bind(index),
    clock,
    catalogue: createMachineCatalogue(),
    log: createLogger('silent'),
    keepMs: Number.POSITIVE_INFINITY,
    connection,
    signal: new AbortController().signal,
  };
  return { deps, index, clock };
}

test('notes what share of a log is read while more of it is written', async () => {
  const aws = new FakeAws();
  const described = aws.addExpressMachine('checkout');
  const { deps, clock } = rig(aws);
  const machine = { ...toMachineRow(described), connection: 'default' };
  const span = { fromMs: epochMs(NOW - 99 * MINUTE), toMs: epochMs(NOW - 10 * MINUTE) };
  const reading = newReading(machine, span, epochMs(NOW), Number.POSITIVE_INFINITY);
  const follow = async (sliceMs: number, tookMs: number) => {
    reading.sliceMs = sliceMs;
    await clock.advance(tookMs);
    await followMachine(deps, reading, epochMs(0));
    return reading.logBehind?.share;
  };

  expect(await follow(MINUTE, 0)).toBeNull();
  expect(await follow(MINUTE, 4 * MINUTE)).toBe(0.25);
  expect(await follow(4 * MINUTE, 4 * MINUTE)).toBe(1);
  expect(await follow(99 * MINUTE, 4 * MINUTE)).toBeUndefined();
});

test('asks for as many executions at once as are expected, because calls are scarce and not what one answers', async () => {
  const aws = new FakeAws();
  const described = aws.addMachine('orders');
  aws.pageSize = 1_000;
  for (let at = 0; at < 700; at += 1) {
    const execution = aws.addExecution('orders', `run-${at}`, 'SUCCEEDED', []);
    execution.listed = { ...execution.listed, startedAtMs: epochMs(NOW - at * 200) };
  }
  const { deps, index } = rig(aws);
  const machine = { ...toMachineRow(described), connection: 'default' };
  await index.apply({ connection: 'default', machines: [machine], executions: [], histories: [], watermarks: [] });
  const span = { fromMs: epochMs(0), toMs: epochMs(NOW - 10_000) };
  const calls = async (newsPerSecond: number, askedMs: number | null = NOW - MINUTE) => {
    const reading = newReading(machine, span, epochMs(NOW), Number.POSITIVE_INFINITY);
    // What is open is looked for in a second round.
    await followMachine(deps, reading, epochMs(0));
    Object.assign(reading, { span, newsPerSecond, askedMs, dueMs: NOW - MINUTE });
    aws.calls.length = 0;
    await followMachine(deps, reading, epochMs(0));
    return aws.calls.filter(({ operation }) => operation === 'listExecutions').length;
  };

  // Back to two minutes before what was read last: 650 of them.
  expect(await calls(0)).toBe(7);
  expect(await calls(5)).toBe(1);
  // After a start nobody knows how much has happened since the last one.
  expect(await calls(0, null)).toBe(1);
});

describe('what the list of new executions no longer tells', () => {
  /** Forty executions, a minute apart, of which the oldest is open, in pages of ten. */
  async function follow() {
    const aws = new FakeAws();
    const described = aws.addMachine('orders');
    aws.pageSize = 10;
    for (let at = 0; at < 40; at += 1) {
      const execution = aws.addExecution('orders', `run-${at}`, at === 39 ? 'RUNNING' : 'SUCCEEDED', []);
      execution.listed = { ...execution.listed, startedAtMs: epochMs(NOW - at * MINUTE) };
    }
    const { deps, index, clock } = rig(aws);
    const machine = { ...toMachineRow(described), connection: 'default' };
    await index.apply({ connection: 'default', machines: [machine], executions: [], histories: [], watermarks: [] });
    const reading = newReading(
      machine,
      { fromMs: epochMs(0), toMs: epochMs(NOW) },
      epochMs(NOW),
      Number.POSITIVE_INFINITY,
    );
    reading.redrivenDueMs = epochMs(NOW + MINUTE);
    // No time to walk on in: a page a round.
    reading.intervalMs = 0;
    const round = async () => {
      aws.calls.length = 0;
      await followMachine(deps, reading, epochMs(0));
      return aws.calls.filter(({ operation }) => operation === 'listExecutions').length;
    };
    return { aws, index, clock, reading, round };
  }

  test('is walked through page by page, the first time in every round and then in one of three that are late', async () => {
    const { index, reading, round } = await follow();
    reading.dueMs = epochMs(NOW - 1);
    expect([await round(), await round(), await round()]).toEqual([2, 2, 2]);
    expect([reading.open.areAllKnown, reading.open.all]).toEqual([false, []]);
    await round();
    expect(reading.open.areAllKnown).toBe(true);
    expect(reading.open.all).toMatchObject([{ name: 'run-39' }]);
    expect([...index.executions.values()].filter(({ status }) => status === 'RUNNING')).toHaveLength(1);
    expect([await round(), await round(), await round(), await round()]).toEqual([1, 1, 2, 1]);
    reading.dueMs = epochMs(NOW);
    expect([await round(), await round()]).toEqual([2, 2]);
  });

  test('is walked through at once where it takes no time', async () => {
    const { reading, round } = await follow();
    reading.intervalMs = 5_000;
    expect(await round()).toBe(5);
    expect(reading.open.areAllKnown).toBe(true);
  });

  test('stays known while a walk is under way, and what has ended meanwhile is asked about at its end', async () => {
    const { aws, index, reading, round } = await follow();
    for (let at = 0; at < 4; at += 1) await round();
    const open = aws.executions.at(-1);
    if (open === undefined) throw new Error('no execution');
    open.listed = { ...open.listed, status: 'FAILED', endedAtMs: epochMs(NOW) };
    const added = aws.addExecution('orders', 'new', 'RUNNING', []);
    added.listed = { ...added.listed, startedAtMs: epochMs(NOW + 1) };
    for (let at = 0; at < 3; at += 1) await round();
    expect(reading.open.all.map(({ name }) => name)).toEqual(['run-39', 'new']);
    for (let at = 0; at < 2; at += 1) await round();
    expect(reading.open.all.map(({ name }) => name)).toEqual(['new']);
    expect(index.executions.get(open.listed.arn)?.status).toBe('FAILED');
    const described = aws.calls.filter(({ operation }) => operation === 'describeExecution');
    expect(described.map(({ subject }) => subject)).toEqual([open.listed.arn]);
  });

  test('is begun anew where the list does not go on', async () => {
    const { aws, reading, round } = await follow();
    await round();
    aws.expiresTokens = true;
    await round();
    aws.expiresTokens = false;
    for (let at = 0; at < 3; at += 1) await round();
    expect(reading.open.areAllKnown).toBe(false);
    await round();
    expect(reading.open.all).toMatchObject([{ name: 'run-39' }]);
  });

  test('a search for what was redriven goes on page by page, too, and the open ones wait for its end', async () => {
    const { aws, index, clock, reading, round } = await follow();
    const [failed] = aws.executions.filter(({ listed }) => listed.name === 'run-35');
    if (failed === undefined) throw new Error('no execution');
    reading.intervalMs = 5_000;
    reading.span = null;
    failed.listed = { ...failed.listed, status: 'FAILED', endedAtMs: epochMs(NOW) };
    await followAll(round, 1);
    expect(index.executions.get(failed.listed.arn)?.status).toBe('FAILED');
    failed.listed = { ...failed.listed, status: 'SUCCEEDED', redriveCount: 1 };
    await clock.advance(MINUTE);
    reading.dueMs = epochMs(NOW + MINUTE);
    reading.intervalMs = 0;
    // Four pages of what is open, then the search: four of what failed, and nothing is held in other statuses.
    await followAll(round, 7);
    expect(index.executions.get(failed.listed.arn)?.status).toBe('FAILED');
    await followAll(round, 1);
    expect(index.executions.get(failed.listed.arn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect([reading.redriven === null, reading.redrivenDueMs]).toEqual([false, NOW + 31 * MINUTE]);
  });
});

async function followAll(round: () => Promise<number>, times: number): Promise<void> {
  for (let at = 0; at < times; at += 1) await round();
}
