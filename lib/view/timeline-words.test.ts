import { expect, it } from 'vitest';
import { HistoryBuilder } from '@/lib/testing/history-builder';
import { startOf, timelineOf } from '@/lib/testing/timeline-input';
import { buildTimelineTree } from './timeline-tree';
import { redriveLabel, rowSentence, spellDuration } from './timeline-words';

it.each([
  [1, '1 millisecond'],
  [340, '340 milliseconds'],
  [1_200, '1.2 seconds'],
  [34_000, '34 seconds'],
  [60_000, '1 minute'],
  [206_000, '3 minutes 26 seconds'],
  [10_920_000, '3 hours 2 minutes'],
  [187_200_000, '2 days 4 hours'],
])('%d ms is said as %s', (durationMs, words) => {
  expect(spellDuration(durationMs)).toBe(words);
});

it('says a row as a sentence', () => {
  const history = new HistoryBuilder();
  history.end(history.chain().task('ChargeCard', { attempts: ['Payment.Declined', 'Payment.Declined'] }));
  const timeline = timelineOf(history);
  const root = buildTimelineTree({
    name: 'run',
    status: timeline.status,
    startedAtMs: startOf(timeline),
    endedAtMs: timeline.endedAtMs,
    visits: timeline.visits,
  });
  const [node] = root.children;
  expect(node && rowSentence(node, 206_000)).toBe(
    'ChargeCard, failed, 2 attempts, Payment.Declined, 3 minutes 26 seconds',
  );
  expect(node && rowSentence({ ...node, toMs: null }, 1_000)).toContain('1.0 seconds so far');
});

it.each([
  [Date.UTC(2026, 10, 22, 19, 4, 11), 'Redriven at 19:04:11 UTC'],
  [Date.UTC(2026, 10, 23, 19, 4, 11), 'Redriven at 2026-11-23 19:04:11 UTC'],
])('says when a run was redriven, with the day where it is another', (atMs, words) => {
  expect(redriveLabel(Date.UTC(2026, 10, 22, 18, 0, 0), atMs)).toBe(words);
});
