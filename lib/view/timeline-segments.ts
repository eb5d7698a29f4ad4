import { formatDuration } from '@/lib/base/format';
import { type EpochMs, elapsedMs } from '@/lib/base/units';
import type { Attempt, Visit } from '@/lib/domain/timeline/timeline';
import { wasAsked } from './timeline-legend';
import { OUTCOME_LOOKS, type StatusTone } from './visit-outcome';

/**
 * One bar. `solid`: work, in the colour of how it ended. `hatched`: an attempt that Retry made good for. `dashed`: nothing
 * ran (backoff, a Wait state). `hollow`: scheduled, not yet begun.
 */
export type Segment = {
  readonly look: 'solid' | 'hatched' | 'dashed' | 'hollow';
  readonly tone: StatusTone;
  readonly fromMs: EpochMs;
  /** Null while it grows. */
  readonly toMs: EpochMs | null;
  /** What it is, for tooltips: `Attempt 2 failed: Payment.Declined, 1.2 s`. */
  readonly words: string;
};

/** Above this many bars in one row they are thinned out: neighbours would lie on the same pixels. */
const MAX_SEGMENTS = 120;

/** The bars of one visit, oldest first. Total: every shape of visit gives finite, ordered ends. */
export function segmentsOf(visit: Visit): readonly Segment[] {
  if (visit.attempts.length === 0) return [bareSegment(visit)];
  const segments = visit.attempts.flatMap((attempt, at) => [
    ...pauseBefore(visit, attempt, visit.attempts[at - 1]),
    ...attemptSegments(visit, attempt, at),
  ]);
  return thin([...segments, ...pauseAfter(visit)]);
}

/** A visit without attempts: a Wait, a state that only computes, or work that failed before it began. */
function bareSegment(visit: Visit): Segment {
  const span = { fromMs: visit.enteredAtMs, toMs: end(visit.enteredAtMs, visit.endedAtMs) };
  const { tone, word } = OUTCOME_LOOKS[visit.outcome];
  if (visit.stateType !== 'Wait') return { look: 'solid', tone, ...span, words: named(word, span) };
  return { look: 'dashed', tone: visit.outcome === 'running' ? 'running' : tone, ...span, words: named('Wait', span) };
}

/** The time between a failure and the retry that followed it; a redrive's pause is no backoff and stays empty. */
function pauseBefore(visit: Visit, attempt: Attempt, before: Attempt | undefined): readonly Segment[] {
  if (before?.endedAtMs == null || attempt.kind !== 'retry') return [];
  const span = { fromMs: before.endedAtMs, toMs: end(before.endedAtMs, attempt.scheduledAtMs) };
  return [{ look: 'dashed', tone: OUTCOME_LOOKS[visit.outcome].tone, ...span, words: named('Backoff', span) }];
}

/**
 * A backoff that still runs. Of one that something cut short nothing is drawn: from the visit alone it cannot be told from
 * the moments between a last failure and the end of the execution.
 */
function pauseAfter(visit: Visit): readonly Segment[] {
  const last = visit.attempts.at(-1);
  if (visit.outcome !== 'running' || last?.outcome !== 'failed' || last.endedAtMs === null) return [];
  return [{ look: 'dashed', tone: 'running', fromMs: last.endedAtMs, toMs: null, words: 'Backoff' }];
}

function attemptSegments(visit: Visit, attempt: Attempt, at: number): readonly Segment[] {
  const startMs = attempt.startedAtMs ?? attempt.scheduledAtMs;
  const name = visit.attempts.length > 1 ? `Attempt ${at + 1}` : 'Work';
  const queued = { fromMs: attempt.scheduledAtMs, toMs: end(attempt.scheduledAtMs, startMs) };
  const span = { fromMs: startMs, toMs: end(startMs, attempt.endedAtMs) };
  const { look, tone, word } = attemptLook(visit, attempt, visit.attempts[at + 1]);
  return [
    ...(queued.toMs === queued.fromMs
      ? []
      : [{ look: 'hollow', tone, ...queued, words: named(`${name} scheduled`, queued) } as const]),
    { look, tone, ...span, words: named(`${name} ${word}${errorOf(attempt)}`, span) },
  ];
}

function errorOf({ failure }: Attempt): string {
  return failure?.error == null ? '' : ` (${failure.error})`;
}

/** How the bar of an attempt looks; `next` is the one after it. */
export function attemptLook(
  visit: Visit,
  attempt: Attempt,
  next: Attempt | undefined,
): Pick<Segment, 'look' | 'tone'> & { readonly word: string } {
  switch (attempt.outcome) {
    case 'succeeded':
      // The time in which a person or another system was asked keeps the colour of waiting.
      return { look: 'solid', tone: wasAsked(attempt) ? 'waiting' : 'succeeded', word: 'succeeded' };
    case 'aborted':
      return { look: 'solid', tone: 'aborted', word: 'aborted' };
    case 'running':
      return visit.outcome === 'waiting'
        ? { look: 'solid', tone: 'waiting', word: 'waits for an answer' }
        : { look: 'solid', tone: 'running', word: 'runs' };
    case 'failed':
      if (next?.kind === 'retry') return { look: 'hatched', tone: 'caught', word: 'failed, retried' };
      if (next === undefined && visit.outcome === 'caught')
        return { look: 'solid', tone: 'caught', word: 'failed, caught' };
      // While the visit is open, Retry has the failure in hand: the next attempt is due.
      if (next === undefined && visit.outcome === 'running')
        return { look: 'hatched', tone: 'caught', word: 'failed, to be retried' };
      return { look: 'solid', tone: 'failed', word: 'failed' };
  }
}

function end(fromMs: EpochMs, toMs: EpochMs): EpochMs;
function end(fromMs: EpochMs, toMs: EpochMs | null): EpochMs | null;
/** Times of one history may disagree by milliseconds (aws-facts §9.5): a bar never ends before it begins. */
function end(fromMs: EpochMs, toMs: EpochMs | null): EpochMs | null {
  return toMs !== null && toMs < fromMs ? fromMs : toMs;
}

function named(words: string, span: { readonly fromMs: EpochMs; readonly toMs: EpochMs | null }): string {
  return span.toMs === null ? words : `${words}, ${formatDuration(elapsedMs(span.fromMs, span.toMs))}`;
}

const LOUDNESS: Readonly<Record<Segment['look'], number>> = { hollow: 0, dashed: 1, solid: 2, hatched: 3 };

/** Joins neighbours until few are left; the loudest look of each run stays, and the words say how many it stands for. */
function thin(segments: readonly Segment[]): readonly Segment[] {
  if (segments.length <= MAX_SEGMENTS) return segments;
  const size = Math.ceil(segments.length / MAX_SEGMENTS);
  const joined: Segment[] = [];
  for (let at = 0; at < segments.length; at += size) {
    const run = segments.slice(at, at + size);
    const [first] = run;
    const last = run.at(-1);
    if (first === undefined || last === undefined) continue;
    const loudest = run.reduce((a, b) => (LOUDNESS[b.look] > LOUDNESS[a.look] ? b : a));
    joined.push({
      ...loudest,
      fromMs: first.fromMs,
      toMs: last.toMs,
      words: `${run.length} parts, ${loudest.words} among them`,
    });
  }
  return joined;
}
