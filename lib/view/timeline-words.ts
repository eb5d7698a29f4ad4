import { formatCount, formatCounted, formatUtc } from '@/lib/base/format';
import type { Visit } from '@/lib/domain/timeline/timeline';
import type { TimelineNode } from './timeline-node';
import type { Activity } from './timeline-work';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in ms as a screen reader should say it: `3 minutes 26 seconds`. Two units at most. */
export function spellDuration(durationMs: number): string {
  if (durationMs < SECOND) return formatCounted(Math.round(durationMs), 'millisecond');
  // Tenths of a second matter below ten seconds only.
  if (durationMs < 10 * SECOND) return `${(durationMs / SECOND).toFixed(1)} seconds`;
  if (durationMs < HOUR) return spell(Math.round(durationMs / SECOND), 60, 'minute', 'second');
  if (durationMs < DAY) return spell(Math.round(durationMs / MINUTE), 60, 'hour', 'minute');
  return spell(Math.round(durationMs / HOUR), 24, 'day', 'hour');
}

function spell(total: number, size: number, large: string, small: string): string {
  const [whole, rest] = [Math.floor(total / size), total % size];
  const parts = [
    ...(whole === 0 ? [] : [formatCounted(whole, large)]),
    ...(rest === 0 && whole > 0 ? [] : [formatCounted(rest, small)]),
  ];
  return parts.join(' ');
}

/** What stands beside a state's name: how often it was tried, what went wrong, how many run in it. */
export function visitNote(visit: Visit, retriedItems: number, branches: number): string {
  return [...kindParts(visit, branches), ...countParts(visit, retriedItems), ...errorParts(visit)].join(' · ');
}

function kindParts(visit: Visit, branches: number): readonly string[] {
  switch (visit.stateType) {
    case 'Task':
      return visit.outcome === 'waiting' ? ['waits for an answer'] : [];
    case 'Parallel':
      return ['Parallel', ...(branches === 0 ? [] : [formatCounted(branches, 'branch', 'branches')])];
    case 'Map':
      return visit.map !== null && visit.map.mapRunArns.length > 0 ? ['distributed Map'] : ['Map'];
    default:
      return [visit.stateType];
  }
}

function countParts(visit: Visit, retriedItems: number): readonly string[] {
  const attempts = visit.attempts.length > 1 ? [formatCounted(visit.attempts.length, 'attempt')] : [];
  if (visit.map === null) return attempts;
  const { failed, aborted } = visit.map.counts;
  // A distributed Map that reads its items itself tells 0 (aws-facts §2.5), which would be a wrong fact here.
  const items = Math.max(0, ...visit.map.lengths);
  return [
    ...(items > 0 ? [formatCounted(items, 'item')] : []),
    ...(retriedItems > 0 ? [`${formatCount(retriedItems)} retried`] : []),
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(aborted > 0 ? [`${formatCount(aborted)} aborted`] : []),
    ...attempts,
  ];
}

function errorParts(visit: Visit): readonly string[] {
  return visit.failure?.error === undefined || visit.failure.error === null ? [] : [visit.failure.error];
}

/** A row as one sentence for screen readers: `ChargeCard, failed, 3 attempts, Payment.Declined, 3 minutes 26 seconds`. */
export function rowSentence({ prefix, label, note, statusWord, toMs }: TimelineNode, lengthMs: number): string {
  const name = prefix === null ? label : `${prefix}, ${label}`;
  const length = toMs === null ? `${spellDuration(lengthMs)} so far` : spellDuration(lengthMs);
  return [name, statusWord.toLowerCase(), ...note.split(' · ').filter((part) => part !== ''), length].join(', ');
}

/**
 * What a picture of the activity shows, as a sentence: `Activity over 12 minutes 8 seconds: 8,204 pieces of work, at most
 * 41 at once, after 5 minutes; 3 failed, 41 retried or caught; nothing ran for 4 minutes.` Times are in ms.
 */
export function activitySentence(
  { items, failed, mended, most, mostAtMs }: Activity,
  {
    startedAtMs,
    lengthMs,
    idleMs,
  }: { readonly startedAtMs: number; readonly lengthMs: number; readonly idleMs: number },
): string {
  const peak =
    most > 1 && mostAtMs !== null
      ? `, at most ${formatCount(most)} at once, ${afterStart(mostAtMs - startedAtMs)}`
      : '';
  const problems = [
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(mended > 0 ? [`${formatCount(mended)} retried or caught`] : []),
  ];
  const parts = [
    `${formatCounted(items.length, 'piece')} of work${peak}`,
    ...(problems.length > 0 ? [problems.join(', ')] : []),
    ...(idleMs >= SECOND ? [`nothing ran for ${spellDuration(idleMs)}`] : []),
  ];
  return `Activity over ${spellDuration(lengthMs)}: ${parts.join('; ')}.`;
}

function afterStart(offsetMs: number): string {
  return offsetMs < SECOND ? 'at the start' : `after ${spellDuration(offsetMs)}`;
}

/** What stands at the line where a redrive split the run; the day only where it is another one than that of the start. */
export function redriveLabel(startedAtMs: number, atMs: number): string {
  const [start, at] = [formatUtc(startedAtMs), formatUtc(atMs)];
  return `Redriven at ${start.slice(0, 10) === at.slice(0, 10) ? at.slice(11) : at}`;
}
