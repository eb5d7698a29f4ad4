import { expect, test } from 'vitest';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { MachineType } from '@/lib/domain/execution-status';
import type { IndexedMachine } from '@/lib/server/ports/index-store';
import type { ConnectionReport } from '@/lib/server/sync/sync-report';
import { indexedMachine } from '@/lib/testing/index-batches';
import { coverageOfList, coverageOfStopped, withoutUnjudged } from './coverage';

const NOW = Date.UTC(2026, 10, 22, 18);
const DAY = 86_400_000;
const FROM = epochMs(NOW - DAY);

function machineOf(type: MachineType): IndexedMachine {
  const logging = { level: 'ALL', includesData: false, logGroupArn: 'arn:aws:logs:eu-west-1:1:log-group:g' } as const;
  return { ...indexedMachine('orders'), connection: 'default', type, logging };
}

function reportOf(machineArn: string, readFromMs: EpochMs, isAtEnd: boolean): ConnectionReport {
  return {
    connection: 'default',
    phase: 'back-fill',
    message: 'back-filling',
    progress: null,
    freshMs: epochMs(NOW),
    intervalMs: 5_000,
    isStale: false,
    unreadHistories: 0,
    executionsRead: 1,
    historiesRead: 1,
    pause: null,
    discoveryFailure: null,
    isDiscovered: true,
    machines: [
      {
        machineArn,
        freshMs: epochMs(NOW),
        readFromMs,
        isAtEnd,
        describeFailure: null,
        failure: null,
        historyFailure: null,
        isLogMissing: false,
      },
    ],
  };
}

test.each([
  ['STANDARD', FROM, false, 'all', 'partial'],
  ['STANDARD', FROM, true, 'all', 'all'],
  ['STANDARD', epochMs(FROM - 366 * DAY), false, 'all', 'all'],
  ['EXPRESS', FROM, false, 'all', 'partial'],
  ['EXPRESS', epochMs(FROM - 300_000), false, 'all', 'all'],
  ['EXPRESS', epochMs(NOW), false, 'partial', 'partial'],
] as const)(
  'a %s machine read back to %d (end: %s): starts %s, stops %s',
  (type, readFromMs, isAtEnd, starts, stops) => {
    const machine = machineOf(type);
    const asked = [[reportOf(machine.arn, readFromMs, isAtEnd)], [], [machine], FROM] as const;
    expect(coverageOfList(...asked).kind).toBe(starts);
    expect(coverageOfStopped(...asked).kind).toBe(stops);
  },
);

test('what could not be judged makes an answer partial, each with its reason', () => {
  const whole = coverageOfList([], [], [], FROM);
  expect(withoutUnjudged(whole, { retries: 0, stops: 0 })).toBe(whole);
  expect(withoutUnjudged(whole, { retries: 1, stops: 2 })).toMatchObject({
    kind: 'partial',
    reasons: [
      { code: 'histories-unread', message: expect.stringMatching(/^1 execution /) },
      { code: 'end-not-logged', message: '2 executions could not be judged: nobody knows when they stopped.' },
    ],
  });
});
