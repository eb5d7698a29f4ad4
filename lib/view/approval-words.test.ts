import { describe, expect, it, test } from 'vitest';
import { checkOutput, formatLeft, leftWords, reviewedPart, shareLeft, unansweredWords } from './approval-words';

const none = { remainingMs: null, timeoutSeconds: null, heartbeatSeconds: null };

test.each([
  [-5, '0 s'],
  [1, '1 s'],
  [9_001, '10 s'],
  [59_500, '1m'],
  [348_000, '5m 48s'],
  [10_920_000, '3h 2m'],
])('%i ms left read %s', (ms, text) => {
  expect(formatLeft(ms)).toBe(text);
});

describe('where the time left stands', () => {
  it('says what is known of it, and nothing more', () => {
    expect(leftWords({ ...none, remainingMs: 48_000, timeoutSeconds: 600 })).toBe('48 s');
    expect(leftWords({ ...none, timeoutSeconds: 600 })).toBe('not started yet');
    expect(leftWords({ ...none, heartbeatSeconds: 14_400 })).toBe('heartbeat every 4h');
    expect(leftWords(none)).toBe('no timeout');
  });

  it('draws a bar only where a time-out runs', () => {
    expect(shareLeft({ ...none, remainingMs: 150_000, timeoutSeconds: 600 })).toBe(0.25);
    expect(shareLeft({ ...none, remainingMs: 0, timeoutSeconds: 600 })).toBe(0);
    expect(shareLeft({ ...none, timeoutSeconds: 600 })).toBeNull();
    expect(shareLeft(none)).toBeNull();
  });
});

describe('if nobody answers', () => {
  const approval = { ...none, state: 'Approve', deadlineDate: null };
  const nothing = { timeout: null, heartbeat: null, executionDeadlineDate: null };

  it('names the time, the error and where the machine goes', () => {
    const timed = { ...approval, timeoutSeconds: 600, deadlineDate: '2026-11-22T19:09:02.000Z' };
    expect(unansweredWords(timed, { ...nothing, timeout: { kind: 'next', state: 'Approve', next: 'Cancel' } })).toEqual(
      ['At 2026-11-22 19:09:02 UTC it fails with States.Timeout and goes to Cancel.'],
    );
    expect(unansweredWords(timed, { ...nothing, timeout: { kind: 'next', state: 'Each', next: 'Cancel' } })).toEqual([
      'At 2026-11-22 19:09:02 UTC it fails with States.Timeout and Each around it goes to Cancel.',
    ]);
    expect(unansweredWords(timed, { ...nothing, timeout: { kind: 'unknown' } })).toEqual([
      'At 2026-11-22 19:09:02 UTC it fails with States.Timeout; what follows is not known, because the definition could not be read.',
    ]);
  });

  it('has no time for a heartbeat, and for a task that nobody has taken', () => {
    const heartbeat = { ...approval, heartbeatSeconds: 60 };
    expect(unansweredWords(heartbeat, { ...nothing, heartbeat: { kind: 'retry', state: 'Approve' } })).toEqual([
      'It fails after 1m without a heartbeat and is tried again, with a new token.',
    ]);
    expect(unansweredWords({ ...approval, timeoutSeconds: 60 }, { ...nothing, timeout: { kind: 'fails' } })).toEqual([
      '1m after somebody takes it, it fails with States.Timeout and the execution fails, because nothing catches it.',
    ]);
  });

  it('tells of the end of the execution where that comes first', () => {
    const executionDeadlineDate = '2026-11-22T20:00:00.000Z';
    expect(unansweredWords(approval, { ...nothing, executionDeadlineDate })).toEqual([
      'At 2026-11-22 20:00:00 UTC the whole execution times out, and with it this task.',
    ]);
    expect(unansweredWords(approval, nothing)).toEqual([
      'It waits on: neither the task nor the execution has a time-out.',
    ]);
  });
});

test('the reviewer’s part is the message without its envelope', () => {
  expect(reviewedPart('{"QueueUrl":"q","MessageBody":{"a":1}}')).toEqual({ label: 'message body', text: '{"a":1}' });
  expect(reviewedPart('{"TopicArn":"t","Message":"go"}')).toEqual({ label: 'message', text: 'go' });
  expect(reviewedPart('{"Bucket":"b"}')).toEqual({ label: 'parameters', text: '{"Bucket":"b"}' });
  expect(reviewedPart('cut {')).toEqual({ label: 'parameters', text: 'cut {' });
});

test('an output is JSON and counted in bytes', () => {
  expect(checkOutput('{"name":"Zoë"}', 100)).toEqual({ bytes: 15, problem: null });
  expect(checkOutput('{', 100).problem).toBe('Not valid JSON');
  expect(checkOutput(`"${'é'.repeat(50)}"`, 100)).toEqual({ bytes: 102, problem: 'Too large: AWS takes no more' });
});
