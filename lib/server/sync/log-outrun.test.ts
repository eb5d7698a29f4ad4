import { expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { AppError } from '@/lib/server/errors';
import { createLogger } from '@/lib/server/logger';
import type { Connection } from '@/lib/server/ports/aws';
import { FakeAws, orderHistory } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { createReading } from './reading';
import { spanWatermark } from './span';

const NOW = Date.UTC(2026, 10, 22, 18);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** AWS whose logs take a while for each page. */
class SlowLogs extends FakeAws {
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    super();
    this.#clock = clock;
  }

  override list(): readonly Connection[] {
    return super.list().map(({ logs, ...connection }) => ({
      ...connection,
      logs: {
        filterEvents: async (query, options) => {
          await this.#clock.sleep(MINUTE, options.signal);
          return logs.filterEvents(query, options);
        },
      },
    }));
  }
}

test('tells what share of a log is read that is written faster than that, and nothing of a time in which none was', async () => {
  const clock = new VirtualClock(NOW + HOUR);
  const aws = new SlowLogs(clock);
  const { arn } = aws.addExpressMachine('checkout');
  // Two pages are written in a minute, and read in two.
  aws.pageSize = 10;
  for (let at = 0; at < 12 * 60; at += 1) {
    aws.addLines('checkout', `run-${at}`, orderHistory(NOW + at * (MINUTE / 2), 'ok'));
  }
  const index = new MemoryIndex();
  // The server was down for an hour, and nothing older is left to read.
  const watermarks = [spanWatermark(arn, { fromMs: epochMs(0), toMs: epochMs(NOW) })];
  await index.apply({ connection: 'default', machines: [], executions: [], histories: [], watermarks });
  const { sync } = createReading({ index, connections: aws, clock, log: createLogger('silent') });
  const share = () => sync.report()[0]?.machines[0]?.logShare ?? null;
  sync.start();
  await clock.advance(2 * HOUR);
  expect(share()).toBeCloseTo(0.5, 1);

  for (const operation of ['listMachines', 'filterEvents', 'describeMachine'])
    aws.failures.set(operation, new AppError('expired-credentials', 'Run aws sso login.'));
  await clock.advance(HOUR);
  expect(share()).toBeNull();
  aws.failures.clear();
  const shares = new Set<number>();
  for (let passed = 0; passed < HOUR; passed += MINUTE) {
    await clock.advance(MINUTE);
    const now = share();
    if (now !== null) shares.add(Math.round(now * 10) / 10);
  }
  expect([...shares]).toEqual([0.5]);
  const stopped = sync.stop();
  await clock.advance(MINUTE);
  await stopped;
});
