import { expect, it } from 'vitest';
import { definitionOf } from '@/lib/testing/definition-states';
import { findDefinitionProblems } from './definition-problems';

function problemsOf(states: Record<string, unknown>, startAt: unknown = Object.keys(states)[0]) {
  return findDefinitionProblems(definitionOf({ StartAt: startAt, States: states })).map(
    ({ kind, state, message }) => `${kind} ${state ?? '–'}: ${message}`,
  );
}

const END = { Type: 'Succeed' };

it.each([
  ['a sound one', { A: { Type: 'Task', Resource: 'r', Next: 'B' }, B: END }, []],
  ['no type', { A: { End: true } }, ['unknown-type A: It has no Type.']],
  ['a new type', { A: { Type: 'Loop', End: true } }, ['unknown-type A: Nothing is known of type Loop.']],
  ['no resource', { A: { Type: 'Task', End: true } }, ['no-resource A: It names no Resource.']],
  ['a dead end', { A: { Type: 'Pass' } }, ['no-next A: It has neither Next nor End.']],
  ['an empty Map', { A: { Type: 'Map', End: true } }, ['no-states A: It has no ItemProcessor.']],
  ['a missing target', { A: { Type: 'Pass', Next: 'X' } }, ['unknown-target A: It goes to “X”, which is not there.']],
  [
    'a Catch without errors',
    { A: { Type: 'Task', Resource: 'r', End: true, Catch: [{ Next: 'B' }] }, B: END },
    ['bad-catch A: Entry 1 of Catch names no errors.'],
  ],
  [
    'a Retry with a text for a number',
    { A: { Type: 'Task', Resource: 'r', End: true, Retry: [{ ErrorEquals: ['X'], MaxAttempts: '3' }] } },
    ['bad-retry A: Entry 1 of Retry has a MaxAttempts that is no number from 0 on.'],
  ],
  [
    'a limit of 0',
    { A: { Type: 'Task', Resource: 'r', End: true, TimeoutSeconds: 0 } },
    ['bad-limit A: TimeoutSeconds is neither a number above 0 nor an expression.'],
  ],
])('names what is wrong: %s', (_, states, expected) => {
  expect(problemsOf(states)).toEqual(expected);
});

it('names a start that is missing, unknown or inside another state', () => {
  const branch = { StartAt: 'Y', States: { B: END } };
  expect(problemsOf({ A: { Type: 'Parallel', Branches: [branch], End: true } }, 'B')).toEqual([
    'no-start –: StartAt names “B”, which is not there.',
    'no-start A: StartAt names “Y”, which is not there.',
  ]);
  expect(problemsOf({ A: END }, 7)).toEqual(['no-start –: There is no StartAt.']);
});

it('names a way out that leads into another group', () => {
  const branch = { StartAt: 'B', States: { B: { Type: 'Pass', Next: 'C' } } };
  expect(problemsOf({ A: { Type: 'Parallel', Branches: [branch], Next: 'C' }, C: END })).toEqual([
    'unknown-target B: It goes to “C”, which stands in another group of states.',
  ]);
});
