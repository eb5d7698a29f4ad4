import { expect, test } from 'vitest';
import { checkDefinition } from './check-definition';
import { InvalidDefinition } from './definition-members';

const END = { Type: 'Succeed' };

test.each<readonly [string, object]>([
  ['MISSING_TRANSITION_TARGET: State B is not reachable', { StartAt: 'A', States: { A: END, B: END } }],
  ['/States/A/InputPath is invalid', { StartAt: 'A', States: { A: { ...END, InputPath: 'order' } } }],
  ['TASK_TIMEOUT', { StartAt: 'A', States: { A: task({ TimeoutSeconds: 1, TimeoutSecondsPath: '$.a' }) } }],
  ['/States/A', { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 'soon', End: true } } }],
])('refuses: %s', (reason, definition) => {
  expect(() => checkDefinition(JSON.stringify(definition))).toThrow(InvalidDefinition);
  expect(() => checkDefinition(JSON.stringify(definition))).toThrow(reason);
});

test('takes any JSON for an Output, and a state of that name', () => {
  const Output = { Type: 'Pass', QueryLanguage: 'JSONata', Output: [1, '{% 2 %}'], End: true };
  expect(() => checkDefinition(JSON.stringify({ StartAt: 'Output', States: { Output } }))).not.toThrow();
});

function task(limits: object): object {
  return { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...limits, End: true };
}
