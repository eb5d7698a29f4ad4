import fc from 'fast-check';
import { executionPlan } from '@/lib/testing/history-generator/arbitrary-plan';
import { type GeneratedHistory, generateHistory } from '@/lib/testing/history-generator/generate-history';
import { toPlainEvent } from '@/lib/testing/plain-event';
import { TIMELINE_PROPERTIES, timelineViolations } from '@/lib/testing/timeline-properties';

/** Names the seed of a run that failed, to have the same histories again. */
const SEED_VARIABLE = 'PROPERTY_SEED';

/**
 * Checks every property of timelines on generated histories and answers one line of figures.
 *
 * @throws with the seed, what does not hold, and the shortest history found of which it does not
 */
export function checkTimelineProperties(runs: number): string {
  const seed = Number(process.env[SEED_VARIABLE] ?? Math.floor(Math.random() * 2 ** 31));
  const seen = { events: 0, visits: 0, redrives: 0, failed: 0 };
  const property = fc.property(executionPlan, fc.nat(), (plan, mixing) => {
    const history = generateHistory(plan);
    seen.events += history.events.length;
    seen.visits += history.truth.visits.length;
    seen.redrives += history.truth.redrives;
    if (history.truth.status === 'FAILED') seen.failed += 1;
    const violations = timelineViolations(history, mixing);
    if (violations.length > 0) throw new Error([...violations, ...linesOf(history)].join('\n'));
  });
  const result = fc.check(property, { seed, numRuns: runs });
  if (result.failed) {
    const cause = result.errorInstance instanceof Error ? result.errorInstance.message : '';
    throw new Error(`${SEED_VARIABLE}=${seed} shows it again; the shortest history found:\n${cause}`);
  }
  return (
    `timeline properties: ${runs} runs (seed ${seed}), ${seen.events} events, ${seen.visits} visits, ${seen.redrives} redrives, ` +
    `${seen.failed} failed executions, ${TIMELINE_PROPERTIES.size} properties, 0 violations`
  );
}

/** A history in the notation of aws-facts, which tests take as it is. */
function linesOf({ events }: GeneratedHistory): readonly string[] {
  return events.map(toPlainEvent).map(({ id, type, previousId, details }) => {
    const { input: _input, output: _output, ...telling } = details;
    return `${id} ${type}<-${previousId} ${JSON.stringify(telling)}`;
  });
}
