import { expect, test } from 'vitest';
import { afterFailure, HEARTBEAT_NAMES, TIMEOUT_NAMES } from './after-failure';
import { readDefinition } from './definition';

const toHandler = { ErrorEquals: ['States.Timeout'], Next: 'Cancel' };

function after(
  approve: object,
  options: { map?: object; names?: readonly string[]; failures?: readonly (string | null)[] } = {},
) {
  const inner = { StartAt: 'Approve', States: { Approve: { Type: 'Task', ...approve } } };
  const read = readDefinition({
    StartAt: 'Each',
    States: { Each: { Type: 'Map', ItemProcessor: inner, ...options.map } },
  });
  if (read.kind !== 'definition') throw new Error(read.reason);
  return afterFailure(read.definition, 'Approve', options.names ?? TIMEOUT_NAMES, (state) =>
    state === 'Approve' ? (options.failures ?? []) : [],
  );
}

test('goes where Catch says, by the names a time-out has', () => {
  expect(after({ Catch: [toHandler] })).toEqual({ kind: 'next', state: 'Approve', next: 'Cancel' });
  expect(after({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Any' }] })).toMatchObject({ next: 'Any' });
  expect(after({ Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Task' }] })).toEqual({ kind: 'fails' });
  const heartbeat = { Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Silent' }] };
  expect(after(heartbeat, { names: HEARTBEAT_NAMES })).toMatchObject({ next: 'Silent' });
  expect(after(heartbeat)).toEqual({ kind: 'fails' });
});

test('is retried as long as the first retrier that names the error has attempts left, and then caught', () => {
  const approve = { Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 2 }], Catch: [toHandler] };
  expect(after(approve)).toEqual({ kind: 'retry', state: 'Approve' });
  expect(after(approve, { failures: ['Other.Error', 'States.Timeout'] })).toEqual({ kind: 'retry', state: 'Approve' });
  expect(after(approve, { failures: ['States.Timeout', 'States.Timeout'] })).toMatchObject({ kind: 'next' });
  expect(after({ Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 0 }] })).toEqual({ kind: 'fails' });
  expect(after({ Retry: [{ ErrorEquals: ['States.ALL'] }] }, { failures: ['A', null, 'B'] })).toEqual({
    kind: 'fails',
  });
});

test('fails the Map around it, which may catch or retry it', () => {
  expect(after({}, { map: { Catch: [toHandler] } })).toEqual({ kind: 'next', state: 'Each', next: 'Cancel' });
  expect(after({}, { map: { Retry: [{ ErrorEquals: ['States.ALL'] }] } })).toEqual({ kind: 'retry', state: 'Each' });
  expect(after({})).toEqual({ kind: 'fails' });
});

test('says that it does not know where the definition has no such state', () => {
  const read = readDefinition({ States: {} });
  expect(read.kind === 'definition' && afterFailure(read.definition, 'Approve', TIMEOUT_NAMES, () => [])).toEqual({
    kind: 'unknown',
  });
});
