import { expect, it } from 'vitest';
import { timeLimitOf } from './time-limits';

it.each([
  [{ TimeoutSeconds: 30 }, { kind: 'seconds', seconds: 30 }],
  [{ TimeoutSecondsPath: '$.limit' }, { kind: 'computed', expression: '$.limit' }],
  [{ TimeoutSeconds: '{% $limit %}' }, { kind: 'computed', expression: '{% $limit %}' }],
  [{ TimeoutSeconds: true }, null],
  [{ HeartbeatSeconds: 30 }, null],
])('reads %j', (fields, expected) => {
  expect(timeLimitOf(fields, 'TimeoutSeconds')).toEqual(expected);
});
