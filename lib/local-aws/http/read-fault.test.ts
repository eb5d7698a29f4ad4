import { expect, test } from 'vitest';
import type { JsonMap } from '../json-value';
import { readFault, readFaultOption } from './read-fault';

test('hits every call of everybody for ever, unless it says otherwise', () => {
  expect(readFault({ action: 'states:ListExecutions', fault: 'throttled' })).toEqual({
    action: 'states:ListExecutions',
    kind: 'throttled',
    account: null,
    region: null,
    latencyMs: 0,
    share: 1,
    times: null,
    durationMs: null,
    skewMs: 0,
  });
});

test('without a fault it is slow', () => {
  expect(readFault({ action: '*', latencyMs: 800 })).toMatchObject({ kind: 'slow', latencyMs: 800 });
});

test('a start option says the same as a call of the control endpoint', () => {
  const members = {
    account: '210987654321',
    region: 'us-east-1',
    latencyMs: 20,
    share: 0.5,
    times: 3,
    durationMs: 60_000,
    skewMs: -600_000,
  };
  const option = Object.entries(members).map(([name, value]) => `,${name}=${value}`);
  expect(readFaultOption(`states:SendTask*=clock-skew${option.join('')}`)).toEqual(
    readFault({ action: 'states:SendTask*', fault: 'clock-skew', ...members }),
  );
});

test.each<[JsonMap, string]>([
  [{ fault: 'throttled' }, 'action must be'],
  [{ action: 'states:*Execution', fault: 'throttled' }, 'action must be'],
  [{ action: '*', fault: 'slowly' }, 'fault must be one of slow, expired'],
  [{ action: '*' }, 'latencyMs'],
  [{ action: '*', fault: 'denied', delay: 1 }, 'a fault has no delay'],
  [{ action: '*', fault: 'denied', share: '0.5' }, 'share must be a number'],
  [{ action: '*', fault: 'denied', account: 123_456_789_012 }, 'account must be a string'],
  [{ action: '*', fault: 'denied', account: '12345' }, 'twelve digits'],
  [{ action: '*', fault: 'denied', share: 0 }, 'share'],
  [{ action: '*', fault: 'denied', share: 1.1 }, 'share'],
  [{ action: '*', fault: 'denied', times: 0 }, 'times'],
  [{ action: '*', fault: 'denied', times: 1.5 }, 'times'],
  [{ action: '*', fault: 'denied', durationMs: 0 }, 'durationMs'],
  [{ action: '*', fault: 'denied', latencyMs: -1 }, 'latencyMs'],
  [{ action: '*', fault: 'denied', skewMs: 1 }, 'skewMs'],
  [{ action: '*', fault: 'clock-skew' }, 'skewMs'],
])('refuses %j', (members, reason) => {
  expect(() => readFault(members)).toThrow(reason);
});

test.each([
  ['states:ListExecutions', 'ACTION=FAULT'],
  ['*=throttled,share', 'share must be NAME=VALUE'],
  ['*=throttled,share=much', 'share must be'],
])('refuses the start option %s', (option, reason) => {
  expect(() => readFaultOption(option)).toThrow(reason);
});
