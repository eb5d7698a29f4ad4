import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { sizeOf } from '@/lib/server/aws/budget';
import type { Connection } from '@/lib/server/ports/aws';
import type { LocalAws } from '@/lib/testing/local-aws-process';
import { type Rig, withRig } from '../reading-rig';
import { scaled } from './scaled';
import { SentCalls } from './sent-calls';
import { findMissing, type Started, startExecution } from './started-executions';

/** Each operation hangs and drops calls once at least. */
const STORM_SECONDS = scaled(30 * 60, { least: 12 });
const REFUSED = 0.9;
/** Of AWS's quotas that the connection may use. */
const SHARE = 0.5;
const ACCOUNT = '123456789012';
const READS = ['states:List*', 'states:Get*', 'states:Describe*'];

/** One operation after the other hangs and drops calls for so long, in the midst of the refusals. */
const TURN_SECONDS = 3;
const OPERATIONS = ['GetExecutionHistory', 'DescribeExecution', 'ListExecutions', 'DescribeStateMachine'];
/** Longer than any deadline of ours. */
const HUNG_MS = 60_000;

const MOST_CALL_MS = 30_000;
const MOST_RECOVERY_MS = 60_000;
/** Of the budget for histories, that with which the rest of what the storm left unread is read: clicks take some. */
const USED_SHARE = 0.8;

type Found = { clicks: number; longestClickMs: number; crashes: number };

async function storm(aws: LocalAws): Promise<void> {
  for (const action of READS) await aws.control('PUT', 'faults', { action, fault: 'throttled', share: REFUSED });
  for (let turn = 0; turn * TURN_SECONDS < STORM_SECONDS; turn += 1) {
    const [hung, dropped] = [OPERATIONS[turn % 4], OPERATIONS[(turn + 1) % 4]];
    const during = { share: 0.5, durationMs: TURN_SECONDS * 1_000 };
    await aws.control('PUT', 'faults', { action: `states:${hung}`, fault: 'slow', latencyMs: HUNG_MS, ...during });
    await aws.control('PUT', 'faults', { action: `states:${dropped}`, fault: 'drop', ...during });
    await pause(TURN_SECONDS * 1_000);
  }
  await aws.control('DELETE', 'faults');
}

/** What a person's click asks, and how long it is waited for, whatever comes of it. */
async function click({ stepFunctions }: Connection, { arn }: Started, found: Found): Promise<void> {
  const startedAt = performance.now();
  const asked = [
    stepFunctions.describeExecution(arn, { priority: 'click' }),
    stepFunctions.getHistoryPage({ executionArn: arn, token: null, includeData: false }, { priority: 'click' }),
  ];
  await Promise.allSettled(asked);
  found.clicks += 1;
  found.longestClickMs = Math.max(found.longestClickMs, performance.now() - startedAt);
}

async function readThroughStorm({ aws, connections, store, sync }: Rig) {
  const untilRead = async (executions: readonly Started[], withinMs: number): Promise<number> => {
    const beganAt = performance.now();
    while ((await findMissing(store, executions)).length > 0 && performance.now() - beganAt < withinMs)
      await pause(200);
    return performance.now() - beganAt;
  };
  const found: Found = { clicks: 0, longestClickMs: 0, crashes: 0 };
  const crash = () => {
    found.crashes += 1;
  };
  process.on('unhandledRejection', crash).on('uncaughtException', crash);
  const sent = new SentCalls();
  const [connection] = connections.list();
  if (connection === undefined) throw new Error('there is no connection');
  sync.start();
  await pause(2_000);
  const started: Started[] = [];
  const clicks: Promise<void>[] = [];
  let isOver = false;
  const people = (async () => {
    while (!isOver) {
      const execution = await startExecution(aws, ACCOUNT);
      started.push(execution);
      clicks.push(click(connection, execution, found));
      await pause(1_000);
    }
  })();
  await storm(aws);
  isOver = true;
  await people;
  const unread = (await findMissing(store, started)).length;
  // What happens from now on is known again; what the storm left unread takes what the budget takes.
  const next = await startExecution(aws, ACCOUNT);
  const recoveredMs = await untilRead([next], MOST_RECOVERY_MS);
  const { refillPerSecond } = sizeOf('GetExecutionHistory', SHARE);
  const forBacklogMs = (unread / (USED_SHARE * refillPerSecond)) * 1_000;
  const caughtUpMs = recoveredMs + (await untilRead(started, MOST_RECOVERY_MS + forBacklogMs - recoveredMs));
  const missed = (await findMissing(store, started)).length;
  await Promise.all(clicks);
  sent.stop();
  process.off('unhandledRejection', crash).off('uncaughtException', crash);
  return {
    ...found,
    started: started.length,
    unread,
    missed,
    recoveredMs,
    caughtUpMs,
    calls: sent.count,
    longestMs: sent.longestMs,
  };
}

it('goes through a storm of refusals, hung and dropped calls, and has all of it soon after (R1, R2)', async () => {
  const options = ['--load', 'machines=2,executions=200', '--days', '1'];
  await withRig({ options, share: SHARE, logLevel: 'silent' }, async (rig) => {
    const found = await readThroughStorm(rig);
    const seconds = (ms: number) => (ms / 1_000).toFixed(1);
    process.stdout.write(
      `${STORM_SECONDS / 60} min at ${REFUSED * 100} % refusals (${found.calls} calls, ${found.clicks} clicks), ${found.crashes} crashes, longest call ${seconds(found.longestMs)} s and click ${seconds(found.longestClickMs)} s, recovered in ${seconds(found.recoveredMs)} s, the ${found.unread} left unread of ${found.started} read in ${seconds(found.caughtUpMs)} s, ${found.missed} missed\n`,
    );
    expect(found).toMatchObject({ crashes: 0, missed: 0 });
    expect(found.longestMs).toBeLessThanOrEqual(MOST_CALL_MS);
    // In line for the budget and all: what a person waits is a call, too.
    expect(found.longestClickMs).toBeLessThanOrEqual(MOST_CALL_MS);
    expect(found.recoveredMs).toBeLessThanOrEqual(MOST_RECOVERY_MS);
    expect(found.clicks).toBeGreaterThan(STORM_SECONDS / 2);
  });
});
