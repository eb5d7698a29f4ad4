import { expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { newReading } from './plan';
import { reportConnection } from './sync-report';

const NOW = epochMs(Date.UTC(2026, 10, 22, 18));
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const group = 'arn:aws:logs:eu-west-1:123456789012:log-group:checkout';
const machine = {
  connection: 'default',
  arn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:checkout',
  name: 'checkout',
  type: 'EXPRESS',
  status: 'ACTIVE',
  createdAtMs: epochMs(NOW - 30 * DAY),
  logging: { level: 'ALL', includesData: false, logGroupArn: group },
  revisionId: null,
} as const;

test('a log that is caught up with has been read up to a time of its own, whatever our clock says (R7)', () => {
  const readToMs = epochMs(NOW - DAY - HOUR);
  const reading = {
    ...newReading(machine, { fromMs: epochMs(NOW - 3 * DAY), toMs: readToMs }, NOW, Number.POSITIVE_INFINITY),
    // Our clock is a day ahead, and the log has an hour that was not read.
    freshMs: epochMs(NOW - HOUR),
    logLagMs: HOUR,
  };
  const progress = {
    begunMs: NOW,
    firstFromMs: epochMs(NOW - DAY),
    firstDoneMs: NOW,
    isPastDone: false,
    discoveredMs: NOW,
    readings: [reading],
    logOf: () => null,
    pause: null,
    discoveryFailure: null,
    executionsRead: 0,
    historiesRead: 0,
    historiesWanted: 0,
    isStopped: false,
  };
  expect(reportConnection('default', progress, NOW, null).machines).toMatchObject([{ catchingUpMs: readToMs }]);
});
