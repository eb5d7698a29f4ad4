import { describe, expect, test } from 'vitest';
import { historyFromLines } from '@/lib/testing/history-lines';
import { InputError } from './input-error';
import { inspectText } from './inspect-text';

const EVENTS = historyFromLines(['2 PassStateEntered<-0 Only', '3 PassStateExited<-2 Only', '4 ExecutionSucceeded<-3']);
const EXPRESS_ARN = 'arn:aws:states:eu-west-1:123456789012:express:checkout-api:c-1:0f3c';
const STANDARD_ARN = 'arn:aws:states:eu-west-1:123456789012:execution:orders:ord-1';
const STARTED_MS = Date.UTC(2026, 0, 1);

function record(arn: string, id: number, type: string, atMs: number, details: object = {}): object {
  return {
    id: String(id),
    type,
    details,
    previous_event_id: String(Math.max(0, id === 2 ? 0 : id - 1)),
    event_timestamp: String(atMs),
    execution_arn: arn,
    redrive_count: '0',
  };
}

function logOf(arn: string, startMs = STARTED_MS): object[] {
  return [
    record(arn, 1, 'ExecutionStarted', startMs),
    record(arn, 2, 'PassStateEntered', startMs + 1, { name: 'Only' }),
    record(arn, 3, 'PassStateExited', startMs + 2, { name: 'Only' }),
    record(arn, 4, 'ExecutionSucceeded', startMs + 3),
  ];
}

function ndjson(records: readonly object[]): string {
  return records.map((each) => JSON.stringify(each)).join('\n');
}

function inspect(text: string, nowMs = STARTED_MS + 1_000) {
  return inspectText('given.json', text, nowMs).executions;
}

describe('what it reads', () => {
  test.each([
    ['a GetExecutionHistory answer', JSON.stringify({ events: EVENTS })],
    ['a bare event array', JSON.stringify(EVENTS)],
    [
      'an object with a history',
      JSON.stringify({ history: EVENTS, definition: null, describeExecution: null, logs: null }),
    ],
    ['NDJSON log lines', ndjson(logOf(STANDARD_ARN))],
    ['a single log line', ndjson(logOf(STANDARD_ARN).slice(3))],
    [
      'a FilterLogEvents answer',
      JSON.stringify({ events: logOf(STANDARD_ARN).map((each) => ({ message: JSON.stringify(each) })) }),
    ],
    ['an array of log records', JSON.stringify(logOf(STANDARD_ARN))],
  ])('%s', (_, text) => {
    const executions = inspect(text);
    expect(executions).toHaveLength(1);
    expect(executions[0]?.summary.status).toBe('SUCCEEDED');
  });

  test('takes the history where a file holds both for one execution, and its name from the log', () => {
    const logs = EVENTS.map((event) => record(STANDARD_ARN, event.id, event.type, STARTED_MS));
    const executions = inspect(JSON.stringify({ history: EVENTS, logs }));
    expect(executions.map(({ summary }) => [summary.arn, summary.events])).toEqual([[STANDARD_ARN, 4]]);
  });

  test('tells several executions of one log apart, in any order of lines', () => {
    const lines = [...logOf(STANDARD_ARN), ...logOf(EXPRESS_ARN)].toReversed();
    const executions = inspect(ndjson(lines));
    expect(executions.map(({ summary }) => [summary.type, summary.totals.visits, summary.coverage])).toEqual([
      ['EXPRESS', 1, 'full'],
      ['STANDARD', 1, 'full'],
    ]);
  });

  test('counts lines that are no JSON or not ours', () => {
    const text = `Permissions are set correctly to allow AWS CloudWatch Logs to write into your logs.\n{"level":"info"}\n${ndjson(logOf(EXPRESS_ARN))}\n`;
    expect(inspect(text)[0]?.summary.skippedLines).toBe(2);
  });
});

describe('what it does not know', () => {
  test('calls an Express log without an end RUNNING for 6 minutes, UNKNOWN after', () => {
    const text = ndjson(logOf(EXPRESS_ARN).slice(0, 2));
    expect(inspect(text, STARTED_MS + 359_999)[0]?.summary).toMatchObject({ status: 'RUNNING', coverage: 'full' });
    expect(inspect(text, STARTED_MS + 360_000)[0]?.summary).toMatchObject({ status: 'UNKNOWN', coverage: 'partial' });
  });

  test('does not call a Standard log RUNNING when lines of it are missing', () => {
    const text = ndjson([record(STANDARD_ARN, 5, 'TaskFailed', STARTED_MS, { error: 'No' })]);
    expect(inspect(text)[0]?.summary).toMatchObject({ status: 'UNKNOWN', coverage: 'partial', missingIds: 4 });
  });

  test('says that more pages exist', () => {
    const text = JSON.stringify({ events: EVENTS.slice(0, 2), nextToken: 'next' });
    expect(inspect(text)[0]?.summary).toMatchObject({ status: 'UNKNOWN', coverage: 'partial' });
  });

  test('does not blend two runs that overlap under one ARN', () => {
    const [only] = inspect(ndjson([...logOf(EXPRESS_ARN), ...logOf(EXPRESS_ARN, STARTED_MS + 1)]));
    expect(only?.summary).toMatchObject({ status: 'SUCCEEDED', coverage: 'partial', durationMs: null, visits: [] });
    expect(only?.notes.join(' ')).toContain('overlap');
  });

  test('does not say how overlapping runs stand that ended differently', () => {
    const failed = [
      ...logOf(EXPRESS_ARN, STARTED_MS + 1).slice(0, 3),
      record(EXPRESS_ARN, 4, 'ExecutionFailed', STARTED_MS + 4),
    ];
    const [only] = inspect(ndjson([...logOf(EXPRESS_ARN), ...failed]));
    expect(only?.summary).toMatchObject({ status: 'UNKNOWN', coverage: 'partial', error: null });
  });

  test.each([
    ['FATAL', ['ExecutionFailed']],
    ['ERROR', ['LambdaFunctionFailed', 'ExecutionFailed']],
  ])('tells a log at level %s by what it lacks', (level, types) => {
    const lines = types.map((type, at) => record(STANDARD_ARN, 5 + at, type, STARTED_MS + at, { error: 'No' }));
    const [only] = inspect(ndjson(lines));
    expect(only?.summary).toMatchObject({ status: 'FAILED', coverage: 'partial', durationMs: null });
    expect(only?.notes.join(' ')).toContain(`level ${level}`);
  });

  test('says that a log holds no data, and what of it AWS cut', () => {
    const entered = (details: object) => record(STANDARD_ARN, 2, 'PassStateEntered', STARTED_MS, details);
    const notes = (details: object) => inspect(ndjson([entered({ name: 'Only', ...details })]))[0]?.notes.join(' ');
    expect(notes({})).toContain('no inputs and outputs');
    expect(notes({ input: '{"a', inputDetails: { truncated: true } })).toContain('AWS cut the data of 1 event,');
    expect(notes({ input: '{}', inputDetails: { truncated: false } })).not.toMatch(/no inputs|AWS cut/);
  });

  test('keeps types it does not know visible', () => {
    const text = JSON.stringify([...EVENTS.slice(0, 3), { ...EVENTS[3], type: 'ExecutionPaused' }]);
    expect(inspect(text)[0]?.summary).toMatchObject({ status: 'RUNNING', unknownTypes: ['ExecutionPaused'] });
  });

  test('reads the timeline though the definition is broken', () => {
    const [only] = inspect(JSON.stringify({ history: EVENTS, definition: '{"StartAt":' }));
    expect(only?.summary.totals.visits).toBe(1);
    expect(only?.notes[0]).toContain('definition');
  });
});

describe('what it refuses, in one line', () => {
  test.each([
    ['nothing', '', 'given.json: is empty'],
    ['JSON that is cut', '{"events": [{"id": 1,', 'given.json:1:22: is not valid JSON'],
    ['JSON of something else', '[{"id":"case","type":"STANDARD"}]', 'neither an execution history nor'],
    ['an empty history', '{"events":[]}', 'without events'],
    ['an empty list', '[]', 'empty list'],
    ['an object with neither', '{"history":[],"logs":null}', 'neither history events nor log records'],
    ['text without a record', 'hello\nworld\n', 'none of its 2 lines is one'],
    [
      'an event without a time',
      JSON.stringify([{ ...EVENTS[0], timestamp: 'soon' }]),
      'event 1 of 1 has no timestamp that can be read',
    ],
    ['an event without an id', JSON.stringify([EVENTS[0], { type: 'X', timestamp: 1 }]), 'event 2 of 2 has no id'],
    [
      'a chain that runs backwards',
      JSON.stringify([{ ...EVENTS[0], previousEventId: 9 }]),
      'names event 9 as its predecessor',
    ],
    [
      'two histories in one',
      JSON.stringify([EVENTS[0], { ...EVENTS[0], type: 'ExecutionFailed' }]),
      'two different events with id 1',
    ],
  ])('%s', (_, text, reason) => {
    const failing = () => inspect(text);
    expect(failing).toThrow(InputError);
    expect(failing).toThrow(reason);
    expect(failing).not.toThrow(/\n/);
  });
});
