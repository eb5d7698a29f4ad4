import { expect, test } from 'vitest';
import { readArguments } from './arguments';

test('reads what was asked for, and has answers for the rest', () => {
  expect(readArguments([])).toEqual({
    port: 0,
    settings: { kind: 'demo', seed: '1', days: 30 },
    limits: 'off',
    lagMs: 0,
    faults: [],
  });
  const asked = [
    '--port',
    '4566',
    '--workload',
    'small',
    '--seed',
    'x',
    '--days',
    '0.5',
    '--past',
    'p.json',
    '--lag-ms',
    '800',
  ];
  expect(readArguments(asked)).toMatchObject({
    port: 4566,
    lagMs: 800,
    settings: { kind: 'small', seed: 'x', days: 0.5, pastFile: 'p.json' },
  });
});

test('reads limits and any number of faults', () => {
  const { limits, faults } = readArguments([
    ...['--limits', 'aws', '--fault', 'states:ListExecutions=throttled,share=0.5'],
    ...['--fault', 'logs:*=denied,account=210987654321'],
  ]);
  expect(limits).toBe('aws');
  expect(faults).toMatchObject([
    { action: 'states:ListExecutions', kind: 'throttled', share: 0.5 },
    { action: 'logs:*', kind: 'denied', account: '210987654321' },
  ]);
});

test('reads how much the load is, and takes what is usual for the rest', () => {
  const { settings } = readArguments(['--workload', 'load', '--load', 'executions=1000000,type=EXPRESS']);
  expect(settings.loads).toEqual([
    { accounts: 1, machines: 2, isLogged: false, executions: 1_000_000, events: 20, type: 'EXPRESS' },
  ]);
  expect(readArguments([]).settings.loads).toBeUndefined();
});

test('reads several loads, one beside the other', () => {
  const asked = ['--load', 'type=EXPRESS', '--load', 'type=STANDARD,machines=1'];
  const { settings } = readArguments(['--workload', 'load', ...asked]);
  expect(settings.loads).toMatchObject([
    { type: 'EXPRESS', machines: 2 },
    { type: 'STANDARD', machines: 1 },
  ]);
});

test.each([
  [['--port', 'http'], '--port'],
  [['--workload', 'huge'], '--workload must be one of demo, small, empty, load'],
  [['--days', '400'], '--days'],
  [['--workload', 'load', '--load', 'machine=3'], '--load knows accounts, machines, executions, events, type'],
  [['--workload', 'load', '--load', 'events=0'], '--load events must be a whole number'],
  [['--workload', 'load', '--load', 'type=FAST'], '--load type'],
  [['--days', 'x'], '--days'],
  [['--lag-ms', '-1'], '--lag-ms'],
  [['--limits', 'some'], '--limits must be one of off, aws'],
  [['--fault', 'states:*'], '--fault states:*: it must begin with ACTION=FAULT'],
  [['--fault', '*=throttled,share=2'], '--fault *=throttled,share=2: share must be'],
])('refuses %j', (args, reason) => {
  expect(() => readArguments(args)).toThrow(reason);
});
