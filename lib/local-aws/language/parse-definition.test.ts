import { expect, test } from 'vitest';
import { InvalidDefinition } from './definition-members';
import { parseDefinition } from './parse-definition';

const PASS = { Type: 'Pass', End: true };
const TASK = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' };

test.each<readonly [string, object]>([
  ['MISSING_TRANSITION_TARGET: Gone', { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Gone' } } }],
  ['MISSING_TRANSITION_TARGET: B', { StartAt: 'B', States: { A: PASS } }],
  ['neither Next nor End', { StartAt: 'A', States: { A: { Type: 'Pass' } } }],
  [
    'INVALID_JSONATA_EXPRESSION: $sum(',
    { StartAt: 'A', QueryLanguage: 'JSONata', States: { A: { ...PASS, Output: '{% $sum( %}' } } },
  ],
  ['unknown state type', { StartAt: 'A', States: { A: { Type: 'Loop', End: true } } }],
  ['States.Mash', { StartAt: 'A', States: { A: { ...PASS, Parameters: { 'h.$': "States.Mash($.a, 'MD5')" } } } }],
  ['cannot be read', { StartAt: 'A', States: { A: { ...PASS, Parameters: { 'h.$': 'States.UUID(' } } } }],
  [
    'MISSING_TRANSITION_TARGET: Gone',
    { StartAt: 'A', States: { A: { ...TASK, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Gone' }], End: true } } },
  ],
  [
    'DUPLICATE_STATE_NAME: A',
    { StartAt: 'A', States: { A: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: PASS } }], End: true } } },
  ],
])('refuses: %s', (reason, definition) => {
  expect(() => parseDefinition(JSON.stringify(definition))).toThrow(InvalidDefinition);
  expect(() => parseDefinition(JSON.stringify(definition))).toThrow(reason);
});
