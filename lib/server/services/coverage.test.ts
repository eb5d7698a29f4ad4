import { expect, test } from 'vitest';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { MachineType } from '@/lib/domain/execution-status';
import type { IndexedMachine } from '@/lib/server/ports/index-store';
import type { ConnectionReport } from '@/lib/server/sync/sync-report';
import { indexedMachine } from '@/lib/testing/index-batches';
import { coverageOfList, coverageOfMachine, coverageOfStopped, withoutUnjudged } from './coverage';

const NOW = Date.UTC(2026, 10, 22, 18);
const DAY = 86_400_000;
const FROM = epochMs(NOW - DAY);
const WINDOW = { fromMs: FROM, toMs: epochMs(NOW) };
const NOTHING = { succeeded: 0, succeededRead: 0 };

function machineOf(type: MachineType): IndexedMachine {
  const logging = { level: 'ALL', includesData: false, logGroupArn: 'arn:aws:logs:eu-west-1:1:log-group:g' } as const;
  return { ...indexedMachine('orders'), connection: 'default', type, logging };
}

function reportOf(
  machineArn: string,
  readFromMs: EpochMs,
  isAtEnd: boolean,
  catchingUpMs: EpochMs | null = null,
): ConnectionReport {
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
    indexLost: null,
    machines: [
      {
        machineArn,
        freshMs: epochMs(NOW),
        catchingUpMs,
        logShare: null,
        resumingFromMs: null,
        floorMs: epochMs(NOW - 90 * DAY),
        keepMs: 400 * DAY,
        serverMs: epochMs(NOW),
        readFromMs,
        isAtEnd,
        describeFailure: null,
        failure: null,
        historyFailure: null,
        isLogMissing: false,
        readsHistoriesFromLog: false,
        logFailure: null,
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
    const asked = [[reportOf(machine.arn, readFromMs, isAtEnd)], [], [machine], WINDOW] as const;
    expect(coverageOfList(...asked).kind).toBe(starts);
    expect(coverageOfStopped(...asked).kind).toBe(stops);
  },
);

test('a window is whole up to where a log has been read that is still being caught up with, and no further', () => {
  const machine = machineOf('EXPRESS');
  const report = reportOf(machine.arn, FROM, true, epochMs(NOW - 60_000));
  const of = (toMs: number) => coverageOfList([report], [], [machine], { fromMs: FROM, toMs: epochMs(toMs) });
  expect(of(NOW - 60_000).kind).toBe('all');
  expect(of(NOW)).toEqual({
    kind: 'partial',
    reasons: [
      {
        code: 'still-reading',
        message: expect.stringMatching(
          /: Its log has been read up to \d{4}-\d\d-\d\d \d\d:\d\d UTC; what was logged since is still being read\.$/,
        ),
      },
    ],
    share: null,
  });
  const told = (logShare: number) => {
    const machines = report.machines.map((each) => ({ ...each, logShare }));
    const window = { fromMs: FROM, toMs: epochMs(NOW) };
    return coverageOfList([{ ...report, machines }], [], [machine], window).reasons[0]?.message;
  };
  expect(told(0.47)).toMatch(/faster than it can be read: 47 % of it is read in the time in which it is written\.$/);
  expect(told(3)).toMatch(/still being read\.$/);
  const ofMachine = (toMs: number) =>
    coverageOfMachine(machine, report.machines[0] ?? null, NOTHING, { fromMs: FROM, toMs: epochMs(toMs) }).kind;
  expect([ofMachine(NOW - 60_000), ofMachine(NOW)]).toEqual(['all', 'partial']);
});

test('a window that reaches further back than AWS or the index keeps anything says so', () => {
  const machine = machineOf('STANDARD');
  const report = reportOf(machine.arn, epochMs(0), true);
  const of = (days: number) =>
    coverageOfMachine(machine, report.machines[0] ?? null, NOTHING, {
      fromMs: epochMs(NOW - days * DAY),
      toMs: epochMs(NOW),
    });
  expect([of(90).kind, of(92).kind, of(500).kind]).toEqual(['all', 'partial', 'partial']);
  expect(of(92).reasons[0]?.message).toMatch(/^What ended before 2026-08-24 .* AWS forgets it after 90 days\.$/);
  expect(of(500).reasons[0]?.message).toBe('What ended before 2025-10-18 is no longer kept (STATELENS_KEEP_DAYS).');
  const window = { fromMs: epochMs(NOW - 92 * DAY), toMs: epochMs(NOW) };
  expect(coverageOfList([report], [], [machine], window).reasons).toHaveLength(1);
  // A machine that is younger has lost nothing.
  const young = { ...machine, createdAtMs: epochMs(NOW - DAY) };
  expect(
    coverageOfList(
      [{ ...report, machines: report.machines.map((each) => ({ ...each, floorMs: young.createdAtMs })) }],
      [],
      [young],
      window,
    ).kind,
  ).toBe('all');
});

const NONE = { retries: 0, errors: 0, visits: 0, stops: 0, starts: 0, revisions: 0, payloads: 0, cutPayloads: 0 };

test('what could not be judged makes an answer partial, each with its reason', () => {
  const whole = coverageOfList([], [], [], WINDOW);
  expect(withoutUnjudged(whole, NONE)).toBe(whole);
  const some = { retries: 1, errors: 6, visits: 7, stops: 2, starts: 3, revisions: 8, payloads: 4, cutPayloads: 5 };
  expect(withoutUnjudged(whole, some)).toMatchObject({
    kind: 'partial',
    reasons: [
      { code: 'histories-unread', message: expect.stringMatching(/^1 execution /) },
      { code: 'histories-unread', message: expect.stringMatching(/^6 executions .* with which error or where\.$/) },
      { code: 'histories-unread', message: expect.stringMatching(/^7 executions .* which states they visited\.$/) },
      { code: 'end-not-logged', message: '2 executions could not be judged: nobody knows when they stopped.' },
      { code: 'start-not-told', message: expect.stringMatching(/^3 executions /) },
      { code: 'revision-not-told', message: expect.stringMatching(/^8 executions .* which revision they ran with/) },
      { code: 'payloads-unread', message: expect.stringMatching(/^4 executions could not be judged/) },
      { code: 'payloads-unread', message: expect.stringMatching(/^Of 5 executions only the first 4,096/) },
    ],
  });
});

test('what was not asked yet since the server started, and what cannot be listed, is missing by name', () => {
  const machine = machineOf('STANDARD');
  const report = reportOf(machine.arn, epochMs(0), true);
  const withMachine = (more: object) => ({
    ...report,
    machines: report.machines.map((each) => ({ ...each, ...more })),
  });
  const reasonsOf = (more: object) => coverageOfList([withMachine(more)], [], [machine], WINDOW).reasons;
  const resumingFromMs = epochMs(WINDOW.toMs - 3_600_000);
  const time = new Date(resumingFromMs).toISOString().slice(0, 16).replace('T', ' ');
  const message = `What started since ${time} UTC, before this server was started, is still being read.`;
  expect(reasonsOf({ resumingFromMs })).toEqual([{ code: 'still-reading', message: `orders: ${message}` }]);
  expect(reasonsOf({ resumingFromMs: WINDOW.toMs })).toEqual([]);
  const [resuming] = withMachine({ resumingFromMs }).machines;
  expect(coverageOfMachine(machine, resuming ?? null, NOTHING, WINDOW).reasons).toEqual([
    { code: 'still-reading', message },
  ]);
  const failure = { code: 'access-denied', message: 'Its role lacks states:ListExecutions.', sinceMs: NOW, count: 2 };
  expect(reasonsOf({ failure })).toEqual([
    { code: 'connection-problem', message: 'orders: Its role lacks states:ListExecutions.' },
  ]);
  expect(reasonsOf({ failure: { ...failure, code: 'throttled' } })).toEqual([]);
});
