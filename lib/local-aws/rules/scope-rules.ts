import { numberIn } from '../json-value';
import { at, findBack, type HistoryRule, predecessorOf, type RuleEvent, type RuleHistory } from './rule-history';

/** Rules about Map and Parallel, and what is written when they fail. */
export const SCOPE_RULES: readonly HistoryRule[] = [
  {
    name: 'an iteration belongs to the length its Map started with',
    check: (history) =>
      history.events.flatMap((event) => {
        if (event.type !== 'MapIterationStarted') return [];
        const start = mapStartOf(history, event);
        const length = start === undefined ? 0 : (numberIn(start.details, 'length') ?? 0);
        return indexOf(event) < length ? [] : [`${at(event)} of ${length}`];
      }),
  },
  {
    name: 'an iteration starts once per attempt of its Map',
    check: (history) => {
      const started = new Set<string>();
      return history.events.flatMap((event) => {
        if (event.type !== 'MapIterationStarted') return [];
        const key = `${mapStartOf(history, event)?.id}/${indexOf(event)}`;
        if (started.has(key)) return [at(event)];
        started.add(key);
        return [];
      });
    },
  },
  {
    name: 'an iteration that succeeds is the one the line is in',
    check: (history) =>
      history.events.flatMap((event) => {
        if (event.type !== 'MapIterationSucceeded') return [];
        const start = iterationStartOf(history, event);
        return start !== undefined && indexOf(start) === indexOf(event) ? [] : [at(event)];
      }),
  },
  {
    name: 'a Map succeeds when each of its iterations did',
    check: (history) =>
      history.events.flatMap((event) => {
        if (event.type !== 'MapStateSucceeded') return [];
        const last = predecessorOf(history, event);
        if (last?.type !== 'MapIterationSucceeded') return [];
        const start = mapStartOf(history, last);
        const succeeded = history.events.filter(
          (other) =>
            other.type === 'MapIterationSucceeded' &&
            other.id < event.id &&
            mapStartOf(history, other)?.id === start?.id,
        );
        const length = numberIn(start?.details ?? {}, 'length');
        return succeeded.length === length ? [] : [`${at(event)}: ${succeeded.length} of ${length}`];
      }),
  },
  {
    name: 'a Map or Parallel that succeeded is left from where it succeeded',
    check: (history) =>
      history.events.flatMap((event) => {
        // A Distributed Map's exit may point at MapRunStarted (aws-facts §2.5).
        const isInline =
          event.type === 'ParallelStateSucceeded' || predecessorOf(history, event)?.type === 'MapIterationSucceeded';
        if (!/^(Map|Parallel)StateSucceeded$/.test(event.type) || !isInline) return [];
        const exit = event.type.replace('Succeeded', 'Exited');
        const isLeft = history.events.some(
          (other) => other.type === exit && other.previousEventId === event.previousEventId,
        );
        const isLast = event.id === history.events.length;
        return isLeft || isLast || endsBeforeExit(history, event) ? [] : [at(event)];
      }),
  },
  {
    name: 'one iteration fails per failure',
    check: ({ events }) => {
      const failed = new Set<string>();
      return events.flatMap((event) => {
        // A redriven Fail state fails again at its old entry (aws-facts §2.6).
        if (event.type === 'ExecutionRedriven') failed.clear();
        if (event.type !== 'MapIterationFailed') return [];
        const key = `${event.previousEventId}/${event.details['name']}`;
        if (failed.has(key)) return [at(event)];
        failed.add(key);
        return [];
      });
    },
  },
  {
    name: 'an iteration that ends was started and had not ended',
    check: ({ events }) => {
      const open = new Map<string, number>();
      return events.flatMap((event) => {
        if (!event.type.startsWith('MapIteration')) return [];
        const key = `${event.details['name']}/${indexOf(event)}`;
        const count = open.get(key) ?? 0;
        open.set(key, event.type === 'MapIterationStarted' ? count + 1 : Math.max(0, count - 1));
        // A redriven iteration ends twice: once as failed or aborted, once for good (aws-facts §2.6).
        const isRedriven = events.some(({ id, type }) => type === 'ExecutionRedriven' && id < event.id);
        return event.type === 'MapIterationStarted' || count > 0 || isRedriven ? [] : [at(event)];
      });
    },
  },
  {
    name: 'no more tasks are aborted than are open',
    check: ({ events }) => {
      let open = 0;
      let aborted = 0;
      return events.flatMap((event) => {
        if (event.type === 'TaskStateEntered') open += 1;
        if (event.type === 'TaskStateExited') open -= 1;
        if (event.type === 'ExecutionRedriven') {
          // They are taken up again without another entry (aws-facts §2.6).
          open += aborted;
          aborted = 0;
        }
        if (event.type !== 'TaskStateAborted') return [];
        open -= 1;
        aborted += 1;
        return open < 0 ? [at(event)] : [];
      });
    },
  },
  {
    name: 'a scope that failed starts again, is left, or ends what is around it',
    check: (history) =>
      history.events.flatMap((event) => {
        if (!/^(Map|Parallel)StateFailed$/.test(event.type) || event.id === history.events.length) return [];
        const goesOn = history.events.some(({ previousEventId }) => previousEventId === event.id);
        return goesOn || endsBeforeExit(history, event) ? [] : [at(event)];
      }),
  },
];

/** True where the execution was ended before the next step could be written. */
function endsBeforeExit({ events }: RuleHistory, event: RuleEvent): boolean {
  return events
    .slice(event.id)
    .some(({ type }) => /Aborted$|^ExecutionTimedOut$|^ExecutionFailed$|IterationFailed$/.test(type));
}

function indexOf(event: RuleEvent): number {
  return numberIn(event.details, 'index') ?? -1;
}

function iterationStartOf(history: RuleHistory, event: RuleEvent): RuleEvent | undefined {
  const name = event.details['name'];
  return findBack(history, event, ({ type, details }) => type === 'MapIterationStarted' && details['name'] === name);
}

/**
 * The MapStateStarted that an iteration's event belongs to. Later iterations chain through the ones before, the first
 * of each slot points at it.
 */
function mapStartOf(history: RuleHistory, event: RuleEvent): RuleEvent | undefined {
  let iteration = event.type === 'MapIterationStarted' ? event : iterationStartOf(history, event);
  while (iteration !== undefined) {
    const before = predecessorOf(history, iteration);
    if (before?.type === 'MapStateStarted') return before;
    iteration = iterationStartOf(history, iteration);
  }
  return undefined;
}
