import { expect, test } from 'vitest';
import { FAILING_IF_BAD, FINE, HOUR_MS, SILENT, START_MS, start, TASK } from '../engine/probe';
import type { MachineScript, TaskCall } from '../engine/task-script';
import { World } from '../world';
import { ask, listIn, refusalOf } from './ask';

// Reads that are behind the truth, and pages that hold nothing of what is asked for (aws-facts §1.2).

const LAG_MS = 800;
const DEFINITION = { StartAt: 'A', States: { A: { ...TASK, End: true } } };

/** An execution of about 200 ms, read `LAG_MS` late. */
function lagging(script: MachineScript = { A: FINE }) {
  const { scheduler, target, execution } = start(DEFINITION, script);
  target.lagMs = LAG_MS;
  const { arn: executionArn } = execution;
  const stateMachineArn = execution.machine.arn;
  const statusOf = () => ask(target, 'DescribeExecution', { executionArn })['status'];
  return { scheduler, target, execution, executionArn, stateMachineArn, statusOf };
}

/** Waits to be stopped, and works once it is redriven. */
const SILENT_AT_FIRST = ({ nowMs }: TaskCall) => (nowMs < START_MS + HOUR_MS ? SILENT() : FINE());

test('an execution is known, and known to be over, a while after it is so', () => {
  const { scheduler, target, execution, executionArn, stateMachineArn, statusOf } = lagging();
  const listed = () => listIn(ask(target, 'ListExecutions', { stateMachineArn }), 'executions');
  const events = () => listIn(ask(target, 'GetExecutionHistory', { executionArn }), 'events');
  scheduler.runUntil(START_MS + LAG_MS - 1);
  expect(execution.status).toBe('SUCCEEDED');
  expect(refusalOf(target, 'DescribeExecution', { executionArn })).toMatch(/^ExecutionDoesNotExist/);
  expect(refusalOf(target, 'GetExecutionHistory', { executionArn })).toMatch(/^ExecutionDoesNotExist/);
  expect(listed()).toEqual([]);
  scheduler.runUntil(START_MS + LAG_MS);
  expect(statusOf()).toBe('RUNNING');
  expect(ask(target, 'DescribeExecution', { executionArn })).not.toHaveProperty('output');
  expect(listed()).toMatchObject([{ status: 'RUNNING' }]);
  expect(listed()[0]).not.toHaveProperty('stopDate');
  expect(listIn(ask(target, 'ListExecutions', { stateMachineArn, statusFilter: 'SUCCEEDED' }), 'executions')).toEqual(
    [],
  );
  expect(events()).toHaveLength(1);
  scheduler.runUntil((execution.stopMs ?? 0) + LAG_MS);
  expect(statusOf()).toBe('SUCCEEDED');
  expect(listed()).toMatchObject([{ status: 'SUCCEEDED' }]);
  expect(events()).toHaveLength(execution.events.length);
});

test('a redriven execution looks failed for a while', () => {
  const { scheduler, target, execution, executionArn, statusOf } = lagging({ A: SILENT_AT_FIRST });
  scheduler.runUntil(START_MS + HOUR_MS);
  execution.abort({ error: 'Probe', cause: null });
  scheduler.runUntil(START_MS + 2 * HOUR_MS);
  execution.redrive();
  scheduler.runUntil(scheduler.nowMs + LAG_MS - 1);
  expect(ask(target, 'DescribeExecution', { executionArn })).toMatchObject({
    status: 'ABORTED',
    error: 'Probe',
    redriveCount: 0,
    redriveStatus: 'REDRIVABLE',
  });
  scheduler.runUntil(scheduler.nowMs + HOUR_MS);
  expect(statusOf()).toBe('SUCCEEDED');
});

test('a machine keeps its old revision for a while, and a map run its last item', () => {
  const { scheduler, target, stateMachineArn } = lagging();
  target.updateMachine(stateMachineArn, { roleArn: 'arn:aws:iam::123456789012:role/other' });
  const roleOf = () => ask(target, 'DescribeStateMachine', { stateMachineArn })['roleArn'];
  scheduler.runUntil(START_MS + LAG_MS - 1);
  expect(roleOf()).toMatch(/m-states$/);
  scheduler.runUntil(START_MS + LAG_MS);
  expect(roleOf()).toMatch(/other$/);

  const I = { ...TASK, End: true };
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'I',
    States: { I },
  };
  const M = { Type: 'Map', ItemProcessor, End: true };
  const mapped = start({ StartAt: 'M', States: { M } }, { I: FINE }, [1, 2]);
  mapped.target.lagMs = LAG_MS;
  mapped.scheduler.runUntil(START_MS + HOUR_MS);
  const [run] = mapped.execution.mapRuns;
  const mapRunArn = run?.facts.arn ?? '';
  expect(ask(mapped.target, 'DescribeMapRun', { mapRunArn })).toMatchObject({ status: 'SUCCEEDED' });
  mapped.target.lagMs = START_MS + HOUR_MS - (run?.stopMs ?? 0) + 1;
  const described = ask(mapped.target, 'DescribeMapRun', { mapRunArn });
  expect(described).toMatchObject({ status: 'RUNNING', itemCounts: { total: 2, succeeded: 1, running: 1 } });
  expect(described).not.toHaveProperty('stopDate');
});

test('the lag of a world is that of all its regions, those not made yet included', () => {
  const world = new World({ kind: 'empty', seed: '1', days: 1 }, START_MS);
  expect(world.home.lagMs).toBe(0);
  world.setLag(LAG_MS);
  expect(world.home.lagMs).toBe(LAG_MS);
  expect(world.regionOf({ account: '123456789012', region: 'sa-east-1' }).lagMs).toBe(LAG_MS);
});

test('a status that is rare among thousands comes after pages with nothing but a token', () => {
  const { scheduler, target, execution } = start(DEFINITION, { A: FAILING_IF_BAD }, 'bad');
  const { machine } = execution;
  for (let number = 0; number < 2_500; number += 1) target.start({ machine, input: 'good' });
  scheduler.runUntil(START_MS + HOUR_MS);
  const pages: number[] = [];
  let nextToken: string | undefined;
  do {
    const page = ask(target, 'ListExecutions', {
      stateMachineArn: machine.arn,
      statusFilter: 'FAILED',
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    pages.push(listIn(page, 'executions').length);
    nextToken = typeof page['nextToken'] === 'string' ? page['nextToken'] : undefined;
  } while (nextToken !== undefined);
  expect(pages).toEqual([0, 0, 1]);
});
