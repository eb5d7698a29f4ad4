import { describe, expect, it, test } from 'vitest';
import type { JsonObject } from '@/lib/base/json';
import { epochMs } from '@/lib/base/units';
import { HISTORY_EVENT_TYPES } from './event-types';
import type { HistoryEvent } from './history-event';
import { hasPayload, holdsData, parentIn, withoutData } from './payload-fields';

const PARENT = 'arn:aws:states:eu-west-1:123456789012:execution:orders:parent';

function event(type: string, details: JsonObject = {}): HistoryEvent {
  return { id: 1, previousEventId: 0, type, atMs: epochMs(0), details };
}

describe('withoutData', () => {
  it('drops what people and services passed around and keeps what tells the course', () => {
    const exited = event('TaskStateExited', {
      name: 'Charge',
      output: '{"card":1}',
      outputDetails: { truncated: false },
      assignedVariables: { x: '1' },
      assignedVariablesDetails: { truncated: false },
    });
    expect(withoutData(exited).details).toEqual({ name: 'Charge' });
    const scheduled = event('TaskScheduled', { resource: 'invoke', parameters: '{}', timeoutInSeconds: 3 });
    expect(withoutData(scheduled).details).toEqual({ resource: 'invoke', timeoutInSeconds: 3 });
    const failed = event('TaskFailed', { error: 'Declined', cause: 'no' });
    expect(withoutData(failed)).toEqual(failed);
  });

  it('keeps what links executions, and nothing beside it', () => {
    const output = JSON.stringify({ ExecutionArn: PARENT, Input: 'secret' });
    const started = event('TaskSubmitted', { resource: 'startExecution.sync:2', output });
    expect(withoutData(started).details['output']).toBe(JSON.stringify({ ExecutionArn: PARENT }));
    expect(withoutData(event('TaskSucceeded', { resource: 'invoke', output })).details).toEqual({ resource: 'invoke' });
    const input = JSON.stringify({ AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: PARENT, card: 1 });
    expect(parentIn(String(withoutData(event('ExecutionStarted', { input })).details['input']))).toBe(PARENT);
    expect(JSON.stringify(withoutData(event('ExecutionStarted', { input })))).not.toContain('card');
  });

  it('changes nothing when it is done twice', () => {
    const output = JSON.stringify({ ExecutionArn: PARENT });
    const once = withoutData(event('TaskSubmitted', { resource: 'startExecution', output }));
    expect(withoutData(once)).toEqual(once);
  });
});

test('takes nothing but the ARN of an execution for a parent', () => {
  const named = (arn: unknown) => parentIn(JSON.stringify({ AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: arn }));
  expect(named(PARENT)).toBe(PARENT);
  for (const wrong of ['javascript:alert(1)', 7, null, PARENT.replace('execution', 'activity')])
    expect(named(wrong)).toBeNull();
  for (const input of [null, '', '[]', '{"a":', 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID'])
    expect(parentIn(input)).toBeNull();
});

test('every event that enters or leaves a state or carries a result has something to open', () => {
  const silent = HISTORY_EVENT_TYPES.filter((type) => !holdsData(type));
  expect(silent.filter((type) => /Entered$|Exited$|Scheduled$|^Execution(Started|Succeeded)/.test(type))).toEqual([]);
  expect(hasPayload(event('MapRunFailed', { error: 'States.ExceedToleratedFailureThreshold' }))).toBe(true);
  expect(hasPayload(event('ParallelStateStarted'))).toBe(false);
  expect(hasPayload(event('SomethingNew', { input: '{}' }))).toBe(false);
});
