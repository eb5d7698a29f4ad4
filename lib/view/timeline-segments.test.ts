import { describe, expect, it } from 'vitest';
import { HistoryBuilder, type TaskOptions } from '@/lib/testing/history-builder';
import { timelineOf, visitOf } from '@/lib/testing/timeline-input';
import { type Segment, segmentsOf } from './timeline-segments';

function taskSegments(options: TaskOptions, isEnded = true): readonly Segment[] {
  const history = new HistoryBuilder();
  const chain = history.chain().task('Work', options);
  if (isEnded) history.end(chain);
  return segmentsOf(visitOf(timelineOf(history), 'Work'));
}

function looks(segments: readonly Segment[]): readonly string[] {
  return segments.map(({ look, tone }) => `${look} ${tone}`);
}

describe('segmentsOf', () => {
  it.each<[string, TaskOptions, readonly string[]]>([
    ['one attempt', {}, ['hollow succeeded', 'solid succeeded']],
    [
      'a retry that helped: hatched, backoff, solid',
      { attempts: ['Busy', 'ok'] },
      ['hollow caught', 'hatched caught', 'dashed succeeded', 'hollow succeeded', 'solid succeeded'],
    ],
    [
      'retries that did not help: the last attempt alone is red',
      { attempts: ['Busy', 'Busy'] },
      ['hollow caught', 'hatched caught', 'dashed failed', 'hollow failed', 'solid failed'],
    ],
    ['a failure that Catch took', { attempts: ['Busy'], caught: true }, ['hollow caught', 'solid caught']],
    [
      'time in which somebody was asked, in the colour of waiting',
      { resource: 'sendMessage.waitForTaskToken' },
      ['hollow waiting', 'solid waiting'],
    ],
  ])('draws %s', (_, options, expected) => {
    expect(looks(taskSegments(options))).toEqual(expected);
  });

  it.each<[string, TaskOptions, string]>([
    ['work that runs', { attempts: ['open'] }, 'solid running'],
    ['a wait for an answer', { attempts: ['open'], resource: 'publish.waitForTaskToken' }, 'solid waiting'],
  ])('leaves %s open', (_, options, look) => {
    const last = taskSegments(options, false).at(-1);
    expect(last?.toMs).toBeNull();
    expect(`${last?.look} ${last?.tone}`).toBe(look);
  });

  it('draws a failed attempt whose retry is due as retried, and its backoff as open', () => {
    const segments = taskSegments({ attempts: ['Busy'] }, false);
    expect(looks(segments)).toEqual(['hollow caught', 'hatched caught', 'dashed running']);
    expect(segments.at(-1)?.toMs).toBeNull();
  });

  it('leaves the pause before a redrive empty', () => {
    const history = new HistoryBuilder();
    history.end(history.chain().task('Work', { attempts: ['Busy'] }));
    history.advance(60_000).redrive();
    history.end(history.chain(history.entryOf('Work')).resumeTask('Work'));
    const segments = segmentsOf(visitOf(timelineOf(history), 'Work'));
    expect(looks(segments)).toEqual(['hollow failed', 'solid failed', 'hollow succeeded', 'solid succeeded']);
  });

  it('draws a Wait dashed', () => {
    const history = new HistoryBuilder();
    history.end(history.chain().state('Wait', 'Pause', 500));
    expect(looks(segmentsOf(visitOf(timelineOf(history), 'Pause')))).toEqual(['dashed succeeded']);
  });

  it('thins out what would lie on the same pixels, and keeps the whole length', () => {
    const all = taskSegments({ attempts: [...Array.from({ length: 500 }, () => 'Busy'), 'ok'], backoffMs: 5 });
    expect(all.length).toBeLessThanOrEqual(120);
    expect(all.some(({ look }) => look === 'hatched')).toBe(true);
    const [first] = all;
    const last = all.at(-1);
    expect((last?.toMs ?? 0) - (first?.fromMs ?? 0)).toBeGreaterThan(500 * 5);
  });

  it('never ends a bar before it begins', () => {
    for (const { fromMs, toMs } of taskSegments({ attempts: ['Busy', 'timeout', 'ok'] })) {
      expect(toMs ?? fromMs).toBeGreaterThanOrEqual(fromMs);
    }
  });
});
