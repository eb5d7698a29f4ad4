import { afterEach, beforeEach, expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { AppError } from '@/lib/server/errors';
import { createLogger } from '@/lib/server/logger';
import { FakeAws, orderHistory } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { createReading, type Reading } from './reading';
import { readSpan, spanKey } from './span';

const NOW = Date.UTC(2026, 10, 22, 18);
const HOUR = 3_600_000;
const SECOND = 1_000;

let aws: FakeAws;
let index: MemoryIndex;
let clock: VirtualClock;
let reading: Reading;

beforeEach(() => {
  aws = new FakeAws();
  index = new MemoryIndex();
  clock = new VirtualClock(NOW);
  reading = createReading({ index, connections: aws, clock, log: createLogger('silent') });
});

afterEach(() => reading.sync.stop());

test('an index that is lost while it is in use is read from AWS again, from the newest on (D6)', async () => {
  const machine = aws.addMachine('orders');
  const old = aws.addExecution('orders', 'old', 'SUCCEEDED', orderHistory(NOW - 60 * HOUR, 'ok'));
  aws.addExecution('orders', 'new', 'FAILED', orderHistory(NOW - HOUR, 'failed'));
  reading.sync.start();
  await clock.advance(60 * SECOND);
  expect([...index.histories.keys()]).toHaveLength(2);

  // One of old has been forgotten since.
  aws.executions.splice(aws.executions.indexOf(old), 1);
  index.lose({ atMs: epochMs(clock.nowMs()), movedTo: '/data/index/damaged-1' });
  await clock.advance(100);
  expect(index.watermarks.size).toBe(0);
  expect(reading.sync.report()[0]).toMatchObject({ indexLost: { movedTo: '/data/index/damaged-1' } });

  await clock.advance(60 * SECOND);
  expect([...index.executions.values()].map(({ name }) => name)).toEqual(['new']);
  expect(index.histories.size).toBe(1);
  expect(readSpan(index.watermarks.get(spanKey(machine.arn)))).toMatchObject({ fromMs: 0 });
  expect(reading.sync.report()[0]).toMatchObject({ phase: 'following', indexLost: null });

  // Neither trouble with AWS nor a clock that is set back brings it up again.
  aws.failures.set('listExecutions', new AppError('expired-credentials', 'The credentials have expired.'));
  await clock.advance(30 * SECOND);
  expect(reading.sync.report()[0]).toMatchObject({ phase: 'waiting', indexLost: null });
  clock.setBack(HOUR);
  await clock.advance(2 * SECOND);
  expect(reading.sync.report()[0]).toMatchObject({ phase: expect.not.stringMatching('following'), indexLost: null });
});
