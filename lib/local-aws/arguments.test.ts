import { expect, test } from 'vitest';
import { readArguments } from './arguments';

test('reads what was asked for, and has answers for the rest', () => {
  expect(readArguments([])).toEqual({ port: 0, settings: { kind: 'demo', seed: '1', days: 3 } });
  expect(readArguments(['--port', '4566', '--workload', 'small', '--seed', 'x', '--days', '0.5'])).toEqual({
    port: 4566,
    settings: { kind: 'small', seed: 'x', days: 0.5 },
  });
});

test.each([
  [['--port', 'http'], '--port'],
  [['--workload', 'huge'], '--workload must be one of demo, small, empty'],
  [['--days', '400'], '--days'],
  [['--days', 'x'], '--days'],
])('refuses %j', (args, reason) => {
  expect(() => readArguments(args)).toThrow(reason);
});
