import { describe, expect, it } from 'vitest';
import { HistoryBuilder } from '@/lib/testing/history-builder';
import { startOf, timelineOf } from '@/lib/testing/timeline-input';
import { type LegendSign, signsOf } from './timeline-legend';
import { indexTimeline } from './timeline-rows';
import { buildTimelineTree } from './timeline-tree';

function signs(history: HistoryBuilder): readonly LegendSign[] {
  const timeline = timelineOf(history);
  const root = buildTimelineTree({
    name: 'run',
    status: timeline.status,
    startedAtMs: startOf(timeline),
    endedAtMs: timeline.endedAtMs,
    visits: timeline.visits,
  });
  return [...signsOf(indexTimeline(root).nodes.values())].sort();
}

describe('signsOf', () => {
  it('names only what the rows show', () => {
    const history = new HistoryBuilder();
    history.end(history.chain().state('Pass', 'Prepare').state('Succeed', 'Done'));
    expect(signs(history)).toEqual(['succeeded']);
  });

  it('names a Wait state a pause, not a success', () => {
    const history = new HistoryBuilder();
    history.end(history.chain().state('Wait', 'Cool', 5_000));
    expect(signs(history)).toContain('pause');
  });

  it('names retried attempts and the pause before the retry', () => {
    const history = new HistoryBuilder();
    history.end(history.chain().task('Charge', { attempts: ['Busy', 'ok'] }));
    expect(signs(history)).toEqual(expect.arrayContaining(['pause', 'retried', 'succeeded']));
  });
});
