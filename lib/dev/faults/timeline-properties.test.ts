import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KNOWN_EVENT_TYPES } from '@/lib/testing/event-types';
import { executionPlan } from '@/lib/testing/history-generator/arbitrary-plan';
import { generateHistory } from '@/lib/testing/history-generator/generate-history';
import type { TrueVisit } from '@/lib/testing/history-generator/truth';
import { checkTimelineProperties } from '@/lib/testing/timeline-property-run';
import { scaled } from './scaled';

const RUNS = scaled(10_000, { least: 500 });

/** How many Maps and Parallels are around a visit. */
function depthOf({ place }: TrueVisit): number {
  return place.container === null ? 0 : 1 + depthOf(place.container);
}

it('is given every event type, every way to end, redrives, loops and four levels of nesting', () => {
  const histories = fc.sample(executionPlan, { numRuns: 1_000, seed: 5 }).map(generateHistory);
  const types = new Set(histories.flatMap(({ events }) => events.map(({ type }) => type)));
  expect([...KNOWN_EVENT_TYPES].filter((type) => !types.has(type))).toEqual([]);
  const truths = histories.map(({ truth }) => truth);
  expect(new Set(truths.map(({ status }) => status)).size).toBe(5);
  expect(Math.max(...truths.map(({ redrives }) => redrives))).toBe(2);
  expect(Math.max(...truths.flatMap(({ visits }) => visits.map(depthOf)))).toBe(4);
  const hasLoop = truths.some(({ visits }) => {
    const top = visits.filter(({ place }) => place.container === null);
    return new Set(top.map(({ state }) => state)).size < top.length;
  });
  expect(hasLoop).toBe(true);
});

it('reads every generated history as it was meant, in whatever form and order its events come', () => {
  const line = checkTimelineProperties(RUNS);
  process.stdout.write(`${line}\n`);
  expect(line).toContain('0 violations');
});
