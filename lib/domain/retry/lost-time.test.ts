import { expect, it } from 'vitest';
import { HistoryBuilder } from '@/lib/testing/history-builder';
import { timelineOf, visitOf } from '@/lib/testing/timeline-input';
import { lostTimeOf, lostTimeOfVisit } from './lost-time';

/** Built events are 10 ms apart; an attempt is scheduled, started and ended. */
const ATTEMPT_MS = 20;

it('adds up failed attempts and the waits between them', () => {
  const history = new HistoryBuilder();
  history.end(history.chain().task('Charge', { attempts: ['Busy', 'Busy', 'ok'], backoffMs: 1_000 }));
  const visit = visitOf(timelineOf(history), 'Charge');
  // The next event comes 10 ms after the wait.
  expect(lostTimeOfVisit(visit)).toEqual({ attemptsMs: 2 * ATTEMPT_MS, backoffMs: 2 * 1_010 });
});

it('counts the last failure too, and nothing where all went well', () => {
  const history = new HistoryBuilder();
  history.end(
    history
      .chain()
      .task('A')
      .task('B', { attempts: ['Busy'] }),
  );
  expect(lostTimeOf(timelineOf(history).visits)).toEqual({ attemptsMs: ATTEMPT_MS, backoffMs: 0 });
});

it('does not count again what was lost inside a Parallel that failed as a whole', () => {
  const history = new HistoryBuilder();
  const chain = history.chain().parallel('Both', [(branch) => branch.task('A', { attempts: ['Busy', 'Busy'] })]);
  history.end(chain);
  const { visits } = timelineOf(history);
  const both = visits.find(({ state }) => state === 'Both');
  if (both === undefined) throw new Error('no Parallel');
  expect(lostTimeOf(visits)).toEqual(lostTimeOfVisit(both));
  expect(lostTimeOf(visits).attemptsMs).toBeGreaterThan(1_000);
});
