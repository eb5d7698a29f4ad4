import { numberIn } from '../json-value';
import { at, type HistoryRule } from './rule-history';

const RUNS = new Set(['MapRunStarted', 'MapRunRedriven']);

/** Rules about map runs and redrives (aws-facts §2.5, §2.6). */
export const MAP_RUN_RULES: readonly HistoryRule[] = [
  {
    name: 'a Map has iterations or a map run, never both',
    check: ({ events }) => {
      const distributed = new Set(
        events.filter(({ type }) => RUNS.has(type)).map(({ previousEventId }) => previousEventId),
      );
      return events.flatMap((event) =>
        event.type === 'MapIterationStarted' && distributed.has(event.previousEventId) ? [at(event)] : [],
      );
    },
  },
  {
    name: 'a map run ends once each time it runs',
    check: ({ events }) => {
      const ended = new Set<number>();
      return events.flatMap((event) => {
        if (event.type !== 'MapRunSucceeded' && event.type !== 'MapRunFailed') return [];
        if (ended.has(event.previousEventId)) return [at(event)];
        ended.add(event.previousEventId);
        return [];
      });
    },
  },
  {
    name: 'a redriven map run is the one its Map started',
    check: ({ events }) =>
      events.flatMap((event) => {
        if (event.type !== 'MapRunRedriven') return [];
        const isKnown = events.some(
          ({ type, previousEventId, details }) =>
            type === 'MapRunStarted' &&
            previousEventId === event.previousEventId &&
            details['mapRunArn'] === event.details['mapRunArn'],
        );
        return isKnown ? [] : [at(event)];
      }),
  },
  {
    name: 'redrives are counted from one',
    check: ({ events }) =>
      events
        .filter(({ type }) => type === 'ExecutionRedriven')
        .flatMap((event, index) => (numberIn(event.details, 'redriveCount') === index + 1 ? [] : [at(event)])),
  },
];
