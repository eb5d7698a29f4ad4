import { expect, test } from 'vitest';
import { ask, listIn, refusalOf } from '../http/ask';
import { type JsonMap, textIn } from '../json-value';
import type { AccountRegion } from './account-region';
import {
  FAILING_IF_BAD,
  FAILING_IF_BAD_ELSE_SLOW,
  FINE,
  HOUR_MS,
  run,
  SILENT,
  START_MS,
  sequence,
  start,
  TASK,
} from './probe';
import { fails, succeeds } from './task-script';

// Distributed Maps as aws-facts §2.5 and the recording of a redriven one show them.

const FINDING_ONE = () => succeeds(0, [{ Key: 'a' }]);
const FINDING_NOTHING = () => fails(0, 'States.ItemReaderFailed', 'The specified key does not exist.');

function distributed(settings: object = {}, executionType = 'STANDARD') {
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
    StartAt: 'I',
    States: { I: { ...TASK, End: true } },
  };
  return { StartAt: 'M', States: { M: { Type: 'Map', Label: 'Parts', ItemProcessor, ...settings, End: true } } };
}

/** The one map run of an execution, and what can be listed of its children. */
function mapRunOf(target: AccountRegion, executionArn: string, filter: JsonMap = {}) {
  const [item = {}] = listIn(ask(target, 'ListMapRuns', { executionArn }), 'mapRuns');
  const mapRunArn = textIn(item, 'mapRunArn') ?? '';
  const children = listIn(ask(target, 'ListExecutions', { mapRunArn, ...filter }), 'executions');
  return { item, mapRunArn, children, described: ask(target, 'DescribeMapRun', { mapRunArn }) };
}

test('a distributed Map that succeeds is left from where its run started', () => {
  expect(run(distributed(), { I: FINE }, ['a', 'b']).slice(1)).toEqual([
    '2 MapStateEntered<-0',
    '3 MapStateStarted<-2',
    '4 MapRunStarted<-3',
    '5 MapRunSucceeded<-4',
    '6 MapStateSucceeded<-5',
    '7 MapStateExited<-4',
    '8 ExecutionSucceeded<-7',
  ]);
});

test('its children are executions with histories of their own, listed by the map run', () => {
  const { scheduler, target, execution } = start(distributed(), { I: FINE }, ['a', 'b', 'c']);
  scheduler.runUntil(START_MS + HOUR_MS);
  const { item, mapRunArn, children, described } = mapRunOf(target, execution.arn);
  expect(mapRunArn).toMatch(/^arn:aws:states:eu-west-1:123456789012:mapRun:m\/Parts:[0-9a-f-]{36}$/);
  expect(item).toMatchObject({ stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m/Parts' });
  expect(item).not.toHaveProperty('status');
  expect(described).toMatchObject({ status: 'SUCCEEDED', itemCounts: { total: 3, succeeded: 3, pending: 0 } });
  expect(children).toHaveLength(3);
  const [child = {}] = children;
  expect(child).toMatchObject({ mapRunArn, itemCount: 1, status: 'SUCCEEDED' });
  const executionArn = textIn(child, 'executionArn') ?? '';
  expect(executionArn).toMatch(/:execution:m\/Parts:[0-9a-f-]{36}$/);
  const { definition } = ask(target, 'DescribeStateMachineForExecution', { executionArn });
  expect(JSON.parse(String(definition))).toEqual({ StartAt: 'I', States: { I: { ...TASK, End: true } } });
  const events = listIn(ask(target, 'GetExecutionHistory', { executionArn }), 'events');
  expect(events.map(({ type }) => type)).toContain('LambdaFunctionSucceeded');
  expect(execution.output).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
});

test('one failure too many fails the run, stops what runs, and leaves what never started', () => {
  const { scheduler, target, execution } = start(distributed({ MaxConcurrency: 2 }), { I: FAILING_IF_BAD_ELSE_SLOW }, [
    'bad',
    'slow',
    'never',
  ]);
  scheduler.runUntil(START_MS + HOUR_MS);
  expect(sequence(execution).slice(3)).toEqual([
    '4 MapRunStarted<-3',
    '5 MapRunFailed<-4',
    '6 MapStateFailed<-5',
    '7 ExecutionFailed<-6',
  ]);
  expect(execution.failure.error).toBe('States.ExceedToleratedFailureThreshold');
  const { described, children, mapRunArn } = mapRunOf(target, execution.arn);
  expect(described).toMatchObject({
    status: 'FAILED',
    executionCounts: { total: 3, failed: 1, aborted: 1, pending: 1 },
  });
  expect(children).toHaveLength(2);
  const [aborted = {}] = mapRunOf(target, execution.arn, { statusFilter: 'ABORTED' }).children;
  const { cause } = ask(target, 'DescribeExecution', { executionArn: textIn(aborted, 'executionArn') ?? '' });
  expect(cause).toBe(`The map run execution [${mapRunArn}] which was managing this resource was aborted`);
});

test.each([
  [{ ToleratedFailureCount: 1 }, 'SUCCEEDED'],
  [{ ToleratedFailureCount: 0, ToleratedFailurePercentage: 50 }, 'FAILED'],
  [{ ToleratedFailurePercentage: 34 }, 'SUCCEEDED'],
  [{ ToleratedFailurePercentage: 33 }, 'FAILED'],
])('with one failure in three, %j gives %s', (settings, status) => {
  const { scheduler, execution } = start(distributed(settings), { I: FAILING_IF_BAD }, ['good', 'bad', 'good']);
  scheduler.runUntil(START_MS + HOUR_MS);
  expect(execution.status).toBe(status);
});

test('Express children can be described but have no history, and outlive the failure of their run', () => {
  const { scheduler, target, execution } = start(distributed({}, 'EXPRESS'), { I: FAILING_IF_BAD_ELSE_SLOW }, [
    'slow',
    'bad',
  ]);
  scheduler.runUntil(START_MS + HOUR_MS);
  const [child = {}] = mapRunOf(target, execution.arn, { statusFilter: 'SUCCEEDED' }).children;
  const executionArn = textIn(child, 'executionArn') ?? '';
  expect(executionArn).toMatch(/:express:m\/Parts:[0-9a-f-]{36}:[0-9a-f-]{36}$/);
  expect(executionArn.endsWith(textIn(child, 'name') ?? '-')).toBe(true);
  expect(ask(target, 'DescribeExecution', { executionArn })).toMatchObject({ status: 'SUCCEEDED', output: '{}' });
  expect(refusalOf(target, 'GetExecutionHistory', { executionArn })).toMatch(/^InvalidArn: /);
});

test('an item reader gives the items, a result writer takes the outputs', () => {
  const definition = distributed({
    ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'in' } },
    ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'out', Prefix: 'results' } },
  });
  const { scheduler, execution } = start(definition, { M: FINDING_ONE, I: FINE });
  scheduler.runUntil(START_MS + HOUR_MS);
  expect(execution.events[2]).toMatchObject({ type: 'MapStateStarted', details: { length: 0 } });
  expect(execution.output).toMatchObject({
    ResultWriterDetails: { Bucket: 'out', Key: expect.stringMatching(/^results\/[0-9a-f-]{36}\/manifest\.json$/) },
  });
});

test('a reader that finds nothing readable fails the run in its words', () => {
  const definition = distributed({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: {} } });
  const { scheduler, execution } = start(definition, { M: FINDING_NOTHING, I: FINE });
  scheduler.runUntil(START_MS + HOUR_MS);
  expect(execution.failure).toEqual({ error: 'States.ItemReaderFailed', cause: 'The specified key does not exist.' });
});

test('stopping the execution aborts its run and the children', () => {
  const { scheduler, target, execution } = start(distributed(), { I: SILENT }, ['a']);
  scheduler.runUntil(START_MS + 5_000);
  execution.abort({ error: null, cause: null });
  const { described, children } = mapRunOf(target, execution.arn);
  expect(described).toMatchObject({ status: 'ABORTED', executionCounts: { aborted: 1, running: 0 } });
  expect(children).toMatchObject([{ status: 'ABORTED' }]);
  expect(sequence(execution).at(-1)).toBe('5 ExecutionAborted<-0');
});

test('calls that need one list refuse two, none, and what belongs to map runs alone', () => {
  const { target, execution } = start(distributed(), { I: FINE }, []);
  const stateMachineArn = execution.machine.arn;
  expect(refusalOf(target, 'ListExecutions', {})).toMatch(/^ValidationException/);
  expect(refusalOf(target, 'ListExecutions', { stateMachineArn, mapRunArn: 'x' })).toMatch(/^ValidationException/);
  expect(refusalOf(target, 'ListExecutions', { stateMachineArn, statusFilter: 'PENDING_REDRIVE' })).toMatch(
    /^ValidationException/,
  );
  expect(refusalOf(target, 'ListExecutions', { mapRunArn: 'x' })).toMatch(/^InvalidArn/);
  const gone = 'arn:aws:states:eu-west-1:123456789012:mapRun:m/Parts:gone';
  expect(refusalOf(target, 'DescribeMapRun', { mapRunArn: gone })).toMatch(/^ResourceNotFound/);
  expect(refusalOf(target, 'DescribeStateMachine', { stateMachineArn: `${stateMachineArn}/Parts` })).toMatch(
    /^ValidationException/,
  );
});
