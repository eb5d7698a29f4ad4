import { beforeEach, expect, test } from 'vitest';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { IdleLanes } from './idle-lanes';

const LANES = 5;

let clock: VirtualClock;
let stopping: AbortController;
/** What there is to do, and for how long each piece takes, ms. */
let work: number[];
let looks: number;
let doneAt: number[];
let lanes: Promise<unknown>;

beforeEach(() => {
  clock = new VirtualClock(0);
  stopping = new AbortController();
  [work, looks, doneAt] = [[], 0, []];
  const idle = new IdleLanes(clock, stopping.signal);
  const lane = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      looks += 1;
      const tookMs = work.shift();
      if (tookMs === undefined) await idle.rest(100);
      else {
        idle.wakeNext();
        await clock.sleep(tookMs, stopping.signal);
        doneAt.push(clock.nowMs());
      }
    }
  };
  lanes = Promise.all(Array.from({ length: LANES }, lane));
});

test('one looks for all while there is nothing to do', async () => {
  await clock.advance(1_000);
  expect(looks).toBe(LANES + 10);
  stopping.abort();
  await lanes;
});

test('what one finds wakes as many as there is work for', async () => {
  await clock.advance(50);
  work = [10, 10, 10];
  await clock.advance(100);
  expect(doneAt).toEqual([110, 110, 110]);
  work = Array.from({ length: 2 * LANES }, () => 10);
  await clock.advance(300);
  expect(doneAt).toHaveLength(3 + 2 * LANES);
  expect(new Set(doneAt.slice(3)).size).toBe(2);
  stopping.abort();
  await lanes;
});

test('all end when they are to, whatever they do', async () => {
  work = [10_000];
  await clock.advance(150);
  stopping.abort();
  await lanes;
  expect(work).toEqual([]);
});
