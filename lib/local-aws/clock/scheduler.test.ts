import { expect, test } from 'vitest';
import { Random } from '../random';
import { Fiber, sleep } from './routine';
import { Scheduler } from './scheduler';

test('runs what is due in order of time, then in the order it was asked for', () => {
  const scheduler = new Scheduler(1_000);
  const random = new Random('order');
  const asked = Array.from({ length: 500 }, (_, order) => ({ timeMs: 1_000 + random.between(0, 40), order }));
  const ran: { timeMs: number; order: number }[] = [];
  for (const entry of asked) {
    scheduler.at(entry.timeMs, () => {
      expect(scheduler.nowMs).toBe(entry.timeMs);
      ran.push(entry);
    });
  }
  scheduler.runUntil(1_100);
  expect(ran).toEqual(asked.toSorted((one, other) => one.timeMs - other.timeMs || one.order - other.order));
  expect(scheduler.nowMs).toBe(1_100);
});

test('leaves out what was taken back, and runs what is asked for on the way', () => {
  const scheduler = new Scheduler(0);
  const ran: string[] = [];
  scheduler.after(10, () => ran.push('taken back'))();
  scheduler.after(20, () => {
    ran.push('first');
    scheduler.after(5, () => ran.push('second'));
  });
  scheduler.runUntil(24);
  expect(ran).toEqual(['first']);
  scheduler.runUntil(25);
  expect(ran).toEqual(['first', 'second']);
});

test('a killed fiber does not go on, and cleans up', () => {
  const scheduler = new Scheduler(0);
  const seen: string[] = [];
  function* work() {
    try {
      yield* sleep(scheduler, 10);
      seen.push('went on');
    } finally {
      seen.push('cleaned up');
    }
  }
  const fiber = new Fiber(work(), () => seen.push('ended'));
  fiber.kill();
  scheduler.runUntil(100);
  expect(seen).toEqual(['cleaned up']);
});

test('ten thousand pauses that are over at once do not pile up', () => {
  function* work() {
    for (let turn = 0; turn < 10_000; turn += 1) {
      yield (resume: () => void) => {
        resume();
        return () => {};
      };
    }
    return 'done';
  }
  let end = '';
  new Fiber(work(), (result) => {
    end = result;
  });
  expect(end).toBe('done');
});
