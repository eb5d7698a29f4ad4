import { describe, expect, it } from 'vitest';
import { HistoryBuilder } from '@/lib/testing/history-builder';
import { startOf, timelineOf } from '@/lib/testing/timeline-input';
import { indexTimeline } from './timeline-rows';
import { buildTimelineTree } from './timeline-tree';
import { activitySentence } from './timeline-words';
import { type Activity, activityOf } from './timeline-work';

function activity(history: HistoryBuilder): Activity {
  const timeline = timelineOf(history);
  const root = buildTimelineTree({
    name: 'run',
    status: timeline.status,
    startedAtMs: startOf(timeline),
    endedAtMs: timeline.endedAtMs,
    visits: timeline.visits,
  });
  return activityOf(indexTimeline(root).nodes.values());
}

describe('activityOf', () => {
  it('counts each attempt by what became of it, and no wait', () => {
    const history = new HistoryBuilder();
    const chain = history.chain();
    chain.task('Charge', { attempts: ['Busy', 'ok'] }).state('Wait', 'Cool', 5_000);
    history.end(chain.task('Ask', { resource: 'publish.waitForTaskToken' }).task('Ship', { attempts: ['Lost'] }));
    const { items, failed, mended } = activity(history);
    expect(items.map(({ tone }) => tone)).toEqual(['caught', 'succeeded', 'failed']);
    expect([failed, mended]).toEqual([1, 1]);
  });

  it('finds how many ran at once, and when', () => {
    const history = new HistoryBuilder();
    const { at } = history.chain().open('Parallel', 'Both');
    const started = history.add('ParallelStateStarted', at);
    for (const name of ['A', 'B', 'C']) history.chain(started).task(name, { attempts: ['open'] });
    const { most, mostAtMs } = activity(history);
    expect(most).toBe(3);
    // Start, entry, marker and two branches of three events each come before.
    expect((mostAtMs ?? 0) - Date.UTC(2026, 0, 1)).toBe(100);
  });

  it('does not count what follows at once as running beside what was before', () => {
    const history = new HistoryBuilder();
    history.end(history.chain().task('A').task('B').task('C'));
    expect(activity(history).most).toBe(1);
  });

  it('is empty where nothing ran', () => {
    expect(activity(new HistoryBuilder())).toEqual({ items: [], failed: 0, mended: 0, most: 0, mostAtMs: null });
  });
});

describe('activitySentence', () => {
  const some = { items: [], failed: 3, mended: 41, most: 7, mostAtMs: null };
  const times = { startedAtMs: 0, lengthMs: 728_000, idleMs: 240_000 };

  it('tells what there is', () => {
    const history = new HistoryBuilder();
    history.end(history.chain().task('A'));
    const { items } = activity(history);
    expect(
      activitySentence(
        { ...some, items, mostAtMs: items[0]?.fromMs ?? null },
        { ...times, startedAtMs: Date.UTC(2026, 0, 1) },
      ),
    ).toBe(
      'Activity over 12 minutes 8 seconds: 1 piece of work, at most 7 at once, at the start; 3 failed, 41 retried or caught; nothing ran for 4 minutes.',
    );
  });

  it('leaves out what there is not', () => {
    const none = { items: [], failed: 0, mended: 0, most: 0, mostAtMs: null };
    expect(activitySentence(none, { ...times, idleMs: 0 })).toBe(
      'Activity over 12 minutes 8 seconds: 0 pieces of work.',
    );
  });
});
