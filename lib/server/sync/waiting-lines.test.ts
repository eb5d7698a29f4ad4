import { expect, test } from 'vitest';
import { orderHistory } from '@/lib/testing/fake-aws';
import { joinEvents } from './take-standard-lines';
import { WaitingLines } from './waiting-lines';

const events = orderHistory(1_000, 'ok');

test('gives up what waited longest where there is no room, and holds a line that came twice once and without data', () => {
  const waiting = new WaitingLines(15);
  waiting.add('orders', 'a', events);
  waiting.add('orders', 'a', events.slice(3));
  expect(waiting.of('a')).toHaveLength(10);
  expect(JSON.stringify(waiting.of('a'))).not.toMatch(/88412|paid/);
  waiting.add('refunds', 'b', events.slice(0, 5));
  waiting.trim();
  expect(waiting.executionsOf('orders')).toEqual(['a']);
  waiting.add('orders', 'c', events.slice(0, 1));
  waiting.trim();
  expect([waiting.of('a').length, waiting.of('b').length, waiting.of('c').length]).toEqual([0, 5, 1]);
  waiting.drop('b');
  waiting.add('orders', 'd', events);
  waiting.trim();
  expect(waiting.executionsOf('orders')).toEqual(['c', 'd']);
});

test('lines are a history where no id is missing and none tells of two events', () => {
  const ids = (joined: ReturnType<typeof joinEvents>) => joined?.map(({ id }) => id) ?? null;
  expect(ids(joinEvents(events.slice(0, 2), [...events.slice(1, 4)].toReversed()))).toEqual([1, 2, 3, 4]);
  expect(joinEvents([], events.slice(1))).toBeNull();
  expect(joinEvents(events.slice(0, 2), events.slice(3))).toBeNull();
  expect(joinEvents([], [])).toBeNull();
  const other = events.slice(1, 2).map((event) => ({ ...event, type: 'PassStateEntered' }));
  expect(joinEvents(events.slice(0, 2), other)).toBeNull();
});
