import type { Timeline, Visit } from '@/lib/domain/timeline/timeline';

/** When something began, and when it ended or how far it is known. */
type Span = { readonly name: string; readonly fromMs: number; readonly untilMs: number };

/**
 * Spans of a timeline that end before they begin or reach out of what they are in: a visit out of the execution and out of
 * the attempt of its Map or Parallel, attempts and iterations out of their visit. Holds where the events' times never go back.
 */
export function spanViolations(timeline: Timeline): readonly string[] {
  const knownUntilMs = timeline.lastAtMs ?? 0;
  const span = (name: string, fromMs: number, untilMs: number | null): Span => {
    return { name, fromMs, untilMs: untilMs ?? knownUntilMs };
  };
  const execution = span('the execution', timeline.startedAtMs ?? 0, timeline.endedAtMs);
  const visitById = new Map(timeline.visits.map((visit) => [visit.id, visit]));
  const attemptOf = (visit: Visit, at: number): Span | null => {
    const attempt = visit.attempts[at];
    return attempt === undefined ? null : span(`attempt ${attempt.id}`, attempt.scheduledAtMs, attempt.endedAtMs);
  };
  return timeline.visits.flatMap((visit) => {
    const own = span(`visit ${visit.id}`, visit.enteredAtMs, visit.endedAtMs);
    const parent = visit.parent === null ? undefined : visitById.get(visit.parent);
    const around = parent === undefined ? execution : attemptOf(parent, visit.parentAttempt ?? 0);
    return [
      ...outside(own, around),
      ...visit.attempts.flatMap((_, at) => outside(attemptOf(visit, at), own)),
      ...(visit.map?.iterations ?? []).flatMap((iteration) =>
        outside(
          span(`iteration ${iteration.eventId}`, iteration.startedAtMs, iteration.endedAtMs),
          attemptOf(visit, iteration.attempt),
        ),
      ),
    ];
  });
}

function outside(inner: Span | null, outer: Span | null): readonly string[] {
  if (inner === null || outer === null) return [];
  const isOrdered = inner.fromMs <= inner.untilMs;
  if (isOrdered && inner.fromMs >= outer.fromMs && inner.untilMs <= outer.untilMs) return [];
  return [`${inner.name} ${inner.fromMs}–${inner.untilMs} is not in ${outer.name} ${outer.fromMs}–${outer.untilMs}`];
}
