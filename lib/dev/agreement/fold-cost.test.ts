import { expect, test } from 'vitest';
import { createTimelineFold, foldEvents } from '@/lib/domain/timeline/fold';
import { parseHistory, readAndFold, readEvents } from '../bench/fold-cases';
import { FOLD_SHAPES, historyText } from '../bench/fold-histories';
import { compareCost } from '../bench/measure';

const SMALL = 2_500;
const LARGE = 25_000;
/** The goal is 1.0 (design §7); `npm run bench -- --only fold` tells how near it is. Here a busy machine must not fail. */
const MOST_PER_PARSE = 2;
/** For ten times the events: 11 is the goal, and 100 would be what a search inside a loop costs. */
const MOST_GROWTH = 30;
/** A fold that began again with each of 25 pages would cost 13 times as much as folding once. */
const MOST_PER_WHOLE = 5;
const PAGE = 1_000;

test('folds at the price of parsing the same text, and in proportion to its length', () => {
  const costs = FOLD_SHAPES.map((shape) => {
    const small = compareCost(historyText(shape, SMALL), parseHistory, readAndFold, 12);
    const large = compareCost(historyText(shape, LARGE), parseHistory, readAndFold, 3);
    return { shape, perParse: large.foldPerParse, growth: large.foldCpuMs / small.foldCpuMs };
  });
  const perParse = costs.reduce((sum, cost) => sum + cost.perParse, 0) / costs.length;
  const growth = Math.max(...costs.map((cost) => cost.growth));
  process.stdout.write(
    `fold: ${perParse.toFixed(2)} of the time of JSON.parse over ${costs.length} histories of ${LARGE} events, at most ${growth.toFixed(1)} times that of ${SMALL}\n`,
  );
  expect(perParse).toBeLessThanOrEqual(MOST_PER_PARSE);
  expect(growth).toBeLessThanOrEqual(MOST_GROWTH);
});

test('folds pages as they come, and tells after each how it stands, at the price of what is new', () => {
  const perWhole = FOLD_SHAPES.map((shape) => {
    const events = readEvents(parseHistory(historyText(shape, LARGE)));
    const foldPages = () => {
      const fold = createTimelineFold();
      for (let from = 0; from < events.length; from += PAGE) {
        fold.add(events.slice(from, from + PAGE));
        fold.timeline();
      }
    };
    return compareCost(events, foldEvents, foldPages, 5).foldPerParse;
  });
  process.stdout.write(
    `fold: ${LARGE / PAGE} pages one by one cost at most ${Math.max(...perWhole).toFixed(1)} times what all at once do\n`,
  );
  expect(Math.max(...perWhole)).toBeLessThanOrEqual(MOST_PER_WHOLE);
});
