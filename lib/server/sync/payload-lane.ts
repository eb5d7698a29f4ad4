import 'server-only';
import { epochMs } from '@/lib/base/units';
import { toKeptPayload } from '@/lib/domain/kept-payload';
import type { ExecutionPayload } from '@/lib/server/ports/index-store';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import type { ConnectionDependencies } from './sync-dependencies';

/** What the lane needs of the sync it belongs to. */
export type PayloadLaneHost = {
  /** The Standard machines that may be read now. */
  readonly machineArns: () => readonly string[];
  readonly fail: (thrown: unknown) => void;
};

/** Executions asked of the index at a time, written at a time, and described at a time. */
const PAGE = 100;
const WRITTEN_AT_ONCE = 20;
const AT_ONCE = 4;

const LOOK_WHEN_DRY_MS = 15_000;
const AFTER_FAILURE_MS = 30_000;

/** The input of an execution that is open for longer is asked for before it ends; of others both are asked for at once. */
const LONG_OPEN_MS = 10 * 60_000;

/**
 * Reads inputs and outputs of Standard executions for search: histories are read without data (R6), so each costs one
 * `DescribeExecution`, of a budget that nothing else needs much of (docs/decisions/0010-search-in-payloads.md). Of hidden
 * machines nothing is asked (T4). Runs until the signal is aborted, and never rejects.
 */
export async function readPayloads(deps: ConnectionDependencies, host: PayloadLaneHost): Promise<void> {
  const { clock, signal } = deps;
  let hasForgotten = false;
  while (!signal.aborted) {
    try {
      if (!hasForgotten) await forgetHidden(deps);
      hasForgotten = true;
      const isDry = await readSome(deps, host);
      if (isDry) await clock.sleep(LOOK_WHEN_DRY_MS, signal);
    } catch (thrown) {
      host.fail(thrown);
      await clock.sleep(AFTER_FAILURE_MS, signal);
    }
  }
}

/** A machine may have been hidden since its inputs and outputs were read: from then on nothing of them is kept. */
async function forgetHidden({ index, connection }: ConnectionDependencies): Promise<void> {
  const own = (await index.listMachines()).filter((machine) => machine.connection === connection.name);
  const hidden = own.filter(({ arn }) => connection.payloadPolicyOf(arn) === 'hidden');
  if (hidden.length > 0) await index.forgetPayloads(hidden.map(({ arn }) => arn));
}

/** Answers whether nothing was left to read. */
async function readSome(deps: ConnectionDependencies, host: PayloadLaneHost): Promise<boolean> {
  const { index, apply, connection, clock, signal } = deps;
  const wanted = await index.listWithoutPayloads({
    machineArns: host.machineArns().filter((arn) => connection.payloadPolicyOf(arn) !== 'hidden'),
    openBeforeMs: epochMs(clock.nowMs() - LONG_OPEN_MS),
    limit: PAGE,
  });
  for (let at = 0; at < wanted.length && !signal.aborted; at += WRITTEN_AT_ONCE) {
    const payloads = await describeSome(deps, wanted.slice(at, at + WRITTEN_AT_ONCE));
    await apply({
      connection: connection.name,
      machines: [],
      executions: [],
      histories: [],
      watermarks: [],
      payloads,
    });
  }
  return wanted.length < PAGE;
}

async function describeSome(
  deps: ConnectionDependencies,
  executions: readonly StoredExecution[],
): Promise<readonly ExecutionPayload[]> {
  const payloads: ExecutionPayload[] = [];
  for (let at = 0; at < executions.length; at += AT_ONCE) {
    const read = await Promise.all(executions.slice(at, at + AT_ONCE).map((execution) => describeOne(deps, execution)));
    payloads.push(...read.flat());
  }
  return payloads;
}

async function describeOne(
  { connection, signal }: ConnectionDependencies,
  { arn, startedAtMs }: StoredExecution,
): Promise<readonly ExecutionPayload[]> {
  const answer = await connection.stepFunctions.describeExecution(arn, { priority: 'background', signal });
  const told = answer.kind === 'found' ? answer.value : null;
  const secrets = connection.secretsOf(arn);
  const of = (part: ExecutionPayload['part'], text: string | null): ExecutionPayload => ({
    executionArn: arn,
    startedAtMs,
    part,
    kept: text === null ? null : toKeptPayload(text, secrets),
  });
  const payloads = [of('input', told?.input ?? null)];
  // What AWS no longer has will not be told any more; what has not succeeded has no output yet.
  if (told === null || told.status === 'SUCCEEDED') payloads.push(of('output', told?.output ?? null));
  return payloads;
}
