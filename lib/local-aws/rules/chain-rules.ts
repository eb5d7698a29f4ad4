import { EVENT_FACTS } from './event-table';
import {
  at,
  findBack,
  type HistoryRule,
  isAttemptEnd,
  isScheduled,
  predecessorOf,
  type RuleEvent,
  TERMINAL,
} from './rule-history';

/** Types that stand beside the chain: nothing ever points at them (aws-facts §2.3). */
const NEVER_POINTED_AT =
  /^(ParallelStateSucceeded|MapStateSucceeded|TaskStateAborted|WaitStateAborted|MapIterationFailed|MapIterationAborted|MapStateAborted|ParallelStateAborted|ExecutionSucceeded|ExecutionStarted)$/;

/** Rules about ids, types, and what points at what. */
export const CHAIN_RULES: readonly HistoryRule[] = [
  {
    name: 'ids run from 1 without gaps',
    check: ({ events }) =>
      events.flatMap((event, index) => (event.id === index + 1 ? [] : [`${at(event)} at place ${index + 1}`])),
  },
  {
    name: 'a history begins with ExecutionStarted, and only there',
    check: ({ events }) =>
      events.flatMap((event) => ((event.type === 'ExecutionStarted') === (event.id === 1) ? [] : [at(event)])),
  },
  {
    name: 'every type is known',
    check: ({ events }) => events.flatMap((event) => (EVENT_FACTS.has(event.type) ? [] : [at(event)])),
  },
  {
    name: 'an event points at an earlier one',
    check: ({ events }) =>
      events.flatMap((event) => (event.previousEventId >= 0 && event.previousEventId < event.id ? [] : [at(event)])),
  },
  {
    name: 'an event points at a type that can come before it',
    check: (history) =>
      history.events.flatMap((event) => {
        const before = predecessorOf(history, event)?.type ?? '0';
        const isFine = EVENT_FACTS.get(event.type)?.after.has(before) ?? true;
        return isFine ? [] : [`${at(event)} <- ${before}`];
      }),
  },
  {
    name: 'the first state points at nothing, every later one at something',
    check: ({ events }) => {
      const entries = events.filter(({ type }) => type.endsWith('StateEntered'));
      return entries.flatMap((event, index) => ((event.previousEventId === 0) === (index === 0) ? [] : [at(event)]));
    },
  },
  {
    name: 'nothing points at an event that stands beside the chain',
    check: (history) =>
      history.events.flatMap((event) => {
        const before = predecessorOf(history, event);
        return before !== undefined && NEVER_POINTED_AT.test(before.type) ? [`${at(event)} <- ${at(before)}`] : [];
      }),
  },
  {
    name: 'an ended execution goes on only after ExecutionRedriven',
    check: ({ events }) =>
      events.flatMap((event, index) => {
        const next = events[index + 1];
        if (next === undefined) return [];
        return TERMINAL.has(event.type) === (next.type === 'ExecutionRedriven')
          ? []
          : [`${at(event)}, then ${at(next)}`];
      }),
  },
  {
    name: 'an exit leaves the state of that name which the line is in',
    check: (history) =>
      history.events.flatMap((event) => {
        if (!event.type.endsWith('StateExited')) return [];
        const name = event.details['name'];
        const entry = event.type.replace('Exited', 'Entered');
        return findBack(history, event, ({ type, details }) => type === entry && details['name'] === name)
          ? []
          : [at(event)];
      }),
  },
  {
    name: 'a state is left once',
    check: (history) => {
      const left = new Set<number>();
      return history.events.flatMap((event) => {
        const before = predecessorOf(history, event);
        if (!event.type.endsWith('StateExited') || before === undefined) return [];
        if (left.has(before.id)) return [at(event)];
        left.add(before.id);
        return [];
      });
    },
  },
  {
    name: 'an attempt ends once',
    check: (history) =>
      repeated(history.events.filter(isAttemptEnd), (event) => scheduledId(findBack(history, event, isScheduled))),
  },
  {
    name: 'a second attempt follows a failure or a redrive',
    check: ({ events }) => {
      let redrives = 0;
      const first = new Map<number, number>();
      return events.flatMap((event) => {
        if (event.type === 'ExecutionRedriven') redrives += 1;
        if (!isScheduled(event)) return [];
        const isRepeated = first.get(event.previousEventId) === redrives;
        first.set(event.previousEventId, redrives);
        return isRepeated ? [at(event)] : [];
      });
    },
  },
];

function scheduledId(event: RuleEvent | undefined): number {
  return event?.id ?? 0;
}

function repeated(events: readonly RuleEvent[], keyOf: (event: RuleEvent) => number): readonly string[] {
  const seen = new Set<number>();
  return events.flatMap((event) => {
    const key = keyOf(event);
    if (seen.has(key)) return [at(event)];
    seen.add(key);
    return [];
  });
}
