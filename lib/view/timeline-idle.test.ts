import { describe, expect, it } from 'vitest';
import { type Chain, HistoryBuilder } from '@/lib/testing/history-builder';
import { startOf, timelineOf } from '@/lib/testing/timeline-input';
import { foldsOf, type Gap, type IdleTime, idleMsOf, idleTimeOf, isMostlyIdle, shortestFoldMs } from './timeline-idle';
import { indexTimeline } from './timeline-rows';
import { segmentsOf } from './timeline-segments';
import { buildTimelineTree } from './timeline-tree';

const HOUR_MS = 3_600_000;

function treeOf(history: HistoryBuilder) {
  const timeline = timelineOf(history);
  const root = buildTimelineTree({
    name: 'run',
    status: timeline.status,
    startedAtMs: startOf(timeline),
    endedAtMs: timeline.endedAtMs,
    visits: timeline.visits,
  });
  return { timeline, root, nodes: [...indexTimeline(root).nodes.values()] };
}

function idleOf(history: HistoryBuilder): IdleTime {
  const { timeline, root, nodes } = treeOf(history);
  return idleTimeOf(
    nodes,
    root.fromMs,
    root.toMs,
    timeline.redrives.map(({ atMs }) => atMs),
  );
}

function longest(history: HistoryBuilder): number {
  return Math.max(0, ...idleOf(history).gaps.map(({ fromMs, toMs }) => toMs - fromMs));
}

function ended(build: (chain: Chain, history: HistoryBuilder) => void): HistoryBuilder {
  const history = new HistoryBuilder();
  const chain = history.chain();
  build(chain, history);
  return history.end(chain);
}

describe('idleTimeOf', () => {
  it('finds a Wait state', () => {
    expect(longest(ended((chain) => chain.task('Ask').state('Wait', 'Cool', HOUR_MS).task('Go')))).toBe(HOUR_MS + 10);
  });

  it('finds the backoff before a retry', () => {
    const history = ended((chain) => chain.task('Charge', { attempts: ['Busy', 'ok'], backoffMs: HOUR_MS }));
    expect(longest(history)).toBe(HOUR_MS + 10);
  });

  it('finds the pause before a redrive', () => {
    const history = ended((chain) => chain.task('Work', { attempts: ['Busy'] }));
    history.advance(HOUR_MS).redrive();
    history.end(history.chain(history.entryOf('Work')).resumeTask('Work'));
    // From the last failure on, 10 ms before the execution ended.
    expect(longest(history)).toBe(HOUR_MS + 20);
  });

  it('finds the time in which somebody was asked, and the time until a worker took an activity', () => {
    for (const [family, resource] of [
      ['Task', 'publish.waitForTaskToken'],
      ['Activity', 'arn:aws:states:eu-west-1:123456789012:activity:pick'],
    ] as const) {
      const history = new HistoryBuilder();
      history.chain().task('Ask', { attempts: ['scheduled'], family, resource });
      expect(idleOf(history).sinceMs).toBe(20);
    }
  });

  it('does not call work idle, nor a distributed Map, whose items are elsewhere', () => {
    const working = new HistoryBuilder();
    working.chain().task('Work', { attempts: ['open'] });
    expect(idleOf(working).sinceMs).toBeNull();
    const history = new HistoryBuilder();
    const entered = history.add('MapStateEntered', 0, { name: 'Items', input: '{}' });
    const started = history.add('MapStateStarted', entered, { length: 0 });
    history.add('MapRunStarted', started, { mapRunArn: 'arn:aws:states:eu-west-1:123456789012:mapRun:m/x:y' });
    expect(idleOf(history).sinceMs).toBeNull();
  });

  it('looks below a Map and a Parallel', () => {
    const history = ended((chain) => {
      chain.parallel('Both', [
        (branch) => void branch.state('Wait', 'Long', HOUR_MS),
        (branch) => void branch.task('Go'),
      ]);
    });
    expect(longest(history)).toBe(HOUR_MS + 10);
  });

  it('leaves no bar that begins or ends inside of a gap', () => {
    const history = ended((chain) => {
      chain
        .task('Charge', { attempts: ['Busy', 'Busy', 'ok'], backoffMs: 90_000 })
        .state('Wait', 'Cool', HOUR_MS)
        .task('Ask', { resource: 'sendMessage.waitForTaskToken' })
        .map('Items', [(item) => void item.state('Wait', 'Short', 40_000), (item) => void item.task('Pick')]);
    });
    const { root, nodes } = treeOf(history);
    const { gaps } = idleOf(history);
    expect(gaps.length).toBeGreaterThan(3);
    const ends = nodes.flatMap((node) => [node.fromMs, node.toMs, ...barEnds(node.visit)]);
    const isInside = (atMs: number | null): boolean =>
      atMs !== null && gaps.some(({ fromMs, toMs }) => atMs - root.fromMs > fromMs && atMs - root.fromMs < toMs);
    expect(ends.filter(isInside)).toEqual([]);
  });

  it('says since when nothing runs, and nothing of the kind once it is over', () => {
    const waiting = new HistoryBuilder();
    waiting.chain().task('Work').open('Wait', 'Cool');
    expect(idleOf(waiting).sinceMs).toBe(60);
    expect(idleMsOf(idleOf(waiting), 1_060)).toBeGreaterThanOrEqual(1_000);
    const over = new HistoryBuilder();
    over.chain().open('Wait', 'Cool');
    over.advance(HOUR_MS).abort();
    expect(idleOf(over).sinceMs).toBeNull();
    expect(longest(over)).toBe(HOUR_MS + 10);
  });
});

function barEnds(visit: ReturnType<typeof treeOf>['nodes'][number]['visit']): readonly (number | null)[] {
  return visit === null ? [] : segmentsOf(visit).flatMap(({ fromMs, toMs }) => [fromMs, toMs]);
}

function gapsOf(...lengths: readonly number[]): IdleTime {
  let at = 0;
  const gaps = lengths.map((length) => {
    const gap = { fromMs: at, toMs: at + length };
    // A second of work follows each.
    at = gap.toMs + 1_000;
    return gap;
  });
  return { gaps, overMs: lengths.reduce((sum, length) => sum + length, 0), sinceMs: null };
}

function folded(idle: IdleTime, nowMs: number): readonly Gap[] {
  const shortest = shortestFoldMs(idle, nowMs);
  return foldsOf(idle, shortest, idle.sinceMs !== null && nowMs - idle.sinceMs >= shortest);
}

describe('folds', () => {
  it('folds from a twentieth of what is drawn on, and nothing under a second', () => {
    expect(folded(gapsOf(3_000), 61_000)).toEqual([]);
    expect(folded(gapsOf(3_000), 60_000)).toHaveLength(1);
    expect(folded(gapsOf(900), 1_000)).toEqual([]);
  });

  it('folds a short gap beside a long one, which leaves little to draw', () => {
    expect(folded(gapsOf(600_000, HOUR_MS * 72), HOUR_MS * 72 + 602_000)).toHaveLength(2);
  });

  it('folds no more gaps than have room', () => {
    const idle = gapsOf(...Array.from({ length: 20 }, () => HOUR_MS));
    expect(folded({ ...idle, sinceMs: 21 * HOUR_MS }, 40 * HOUR_MS).length).toBeLessThanOrEqual(20);
  });

  it('folds the gap that lasts once it is long enough', () => {
    const idle = { gaps: [], overMs: 0, sinceMs: 1_000 };
    expect(folded(idle, 1_500)).toEqual([]);
    expect(folded(idle, 9_000)).toEqual([{ fromMs: 1_000, toMs: null }]);
  });

  it.each([
    [61, true],
    [60, false],
  ])('hides %d % of idle time by itself: %s', (share, isHidden) => {
    expect(isMostlyIdle({ gaps: [], overMs: share * 1_000, sinceMs: null }, 100_000)).toBe(isHidden);
  });
});
