import { isDeepStrictEqual } from 'node:util';
import { MAX_EVENTS } from '../engine/history';
import { type JsonValue, numberIn, textIn, tryParseValue } from '../json-value';
import { MAX_PAYLOAD_BYTES } from '../language/states-error';
import { EVENT_FACTS } from './event-table';
import {
  at,
  findBack,
  type HistoryRule,
  isScheduled,
  predecessorOf,
  type RuleEvent,
  type RuleHistory,
  TERMINAL,
} from './rule-history';

const PAYLOADS = ['input', 'output', 'parameters'] as const;

/** Rules about what events carry: their details, payloads and times. */
export const DATA_RULES: readonly HistoryRule[] = [
  {
    name: 'details stand under the one member of their type',
    check: ({ events }) =>
      events.flatMap((event) => {
        const facts = EVENT_FACTS.get(event.type);
        if (facts === undefined) return [];
        const wanted = facts.hasDetails ? [memberOf(event.type)] : [];
        return isDeepStrictEqual(event.detailMembers, wanted)
          ? []
          : [`${at(event)}: ${event.detailMembers.join(', ')}`];
      }),
  },
  {
    name: 'details have the members their type always has',
    check: ({ events }) =>
      events.flatMap((event) => {
        const lacking = (EVENT_FACTS.get(event.type)?.needs ?? []).filter(
          (member) => event.details[member] === undefined,
        );
        return lacking.length === 0 ? [] : [`${at(event)} lacks ${lacking.join(', ')}`];
      }),
  },
  {
    name: 'inputs, outputs and parameters are JSON text',
    check: ({ events, hasRealPayloads }) =>
      events.flatMap((event) =>
        PAYLOADS.flatMap((member) => {
          const value = event.details[member];
          if (value === undefined || !hasRealPayloads) return [];
          return typeof value === 'string' && tryParseValue(value) !== undefined ? [] : [`${at(event)} ${member}`];
        }),
      ),
  },
  {
    name: 'a state is entered with what the one before passed on',
    check: (history) =>
      history.events.flatMap((event) => {
        const before = predecessorOf(history, event);
        if (!event.type.endsWith('StateEntered') || !before?.type.endsWith('StateExited')) return [];
        return isSamePayload(event, 'input', before, 'output') ? [] : [`${at(event)} <- ${at(before)}`];
      }),
  },
  {
    name: 'the first state is entered with the input of the execution',
    check: ({ events }) => {
      const [start] = events;
      const entry = events.find(({ type }) => type.endsWith('StateEntered'));
      if (start === undefined || entry === undefined) return [];
      return isSamePayload(entry, 'input', start, 'input') ? [] : [at(entry)];
    },
  },
  {
    name: 'the output of an execution is that of its last state',
    check: (history) =>
      history.events.flatMap((event) => {
        const before = predecessorOf(history, event);
        if (event.type !== 'ExecutionSucceeded' || before === undefined) return [];
        return isSamePayload(event, 'output', before, 'output') ? [] : [at(event)];
      }),
  },
  {
    name: 'an execution fails with the error of what it points at',
    check: (history) =>
      history.events.flatMap((event) => {
        const before = predecessorOf(history, event);
        if (event.type !== 'ExecutionFailed' || before === undefined) return [];
        // A States.Runtime failure has words of its own, wherever it points.
        if (!/(Failed|TimedOut)$/.test(before.type) || event.details['error'] === 'States.Runtime') return [];
        if (before.details['error'] === undefined) return [];
        return before.details['error'] === event.details['error'] ? [] : [`${at(event)} <- ${at(before)}`];
      }),
  },
  {
    name: 'a time-out is named States.Timeout and has no cause',
    check: ({ events }) =>
      events.flatMap((event) => {
        if (!event.type.endsWith('TimedOut')) return [];
        return event.details['error'] === 'States.Timeout' && event.details['cause'] === undefined ? [] : [at(event)];
      }),
  },
  {
    name: 'an attempt keeps its resource',
    check: (history) =>
      history.events.flatMap((event) => {
        if (!/^Task(Started|Submitted|Succeeded|Failed|TimedOut)$/.test(event.type)) return [];
        const scheduled = findBack(history, event, isScheduled);
        const isSame = ['resourceType', 'resource'].every(
          (member) => scheduled?.details[member] === event.details[member],
        );
        return isSame ? [] : [at(event)];
      }),
  },
  {
    name: 'only requests that are answered later are submitted',
    check: ({ events }) =>
      events.flatMap((event) => {
        if (event.type !== 'TaskSubmitted') return [];
        return /\.(waitForTaskToken|sync(:2)?)$/.test(textIn(event.details, 'resource') ?? '') ? [] : [at(event)];
      }),
  },
  {
    name: 'time never goes back',
    check: ({ events, hasRealTimes }) =>
      events.flatMap((event, index) => {
        const before = events[index - 1];
        return hasRealTimes && before !== undefined && event.timeMs < before.timeMs
          ? [`${at(event)} after ${at(before)}`]
          : [];
      }),
  },
  {
    name: 'no payload is larger than AWS hands on',
    check: ({ events }) =>
      events.flatMap((event) =>
        PAYLOADS.flatMap((member) => {
          const text = textIn(event.details, member) ?? '';
          return Buffer.byteLength(text) <= MAX_PAYLOAD_BYTES ? [] : [`${at(event)} ${member}`];
        }),
      ),
  },
  {
    name: 'a history that is full ends in its last place',
    check: ({ events }) =>
      events.flatMap((event) => (event.id < MAX_EVENTS || TERMINAL.has(event.type) ? [] : [at(event)])),
  },
  {
    name: 'a task times out no earlier than its shorter limit',
    check: (history) => history.events.flatMap((event) => earlyTimeout(history, event)),
  },
];

function earlyTimeout(history: RuleHistory, event: RuleEvent): readonly string[] {
  if (!history.hasRealTimes || !/^(Task|LambdaFunction|Activity)TimedOut$/.test(event.type)) return [];
  const started = findBack(history, event, ({ type }) => type.endsWith('Started'));
  const scheduled = findBack(history, event, isScheduled);
  if (started === undefined || scheduled === undefined) return [];
  const limits = ['timeoutInSeconds', 'heartbeatInSeconds'].map(
    (member) => numberIn(scheduled.details, member) ?? 1 / 0,
  );
  const shortest = Math.min(...limits);
  if (shortest === 1 / 0) return [];
  return event.timeMs - started.timeMs >= shortest * 1000 ? [] : [at(event)];
}

function memberOf(type: string): string {
  const [, state] = /(StateEntered|StateExited)$/.exec(type) ?? [];
  const name = state ?? type;
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}EventDetails`;
}

/** Compared as values: AWS changed the spaces in its JSON text over the years (aws-facts §9.19). */
function isSamePayload(one: RuleEvent, member: string, other: RuleEvent, otherMember: string): boolean {
  return isDeepStrictEqual(payload(one, member), payload(other, otherMember));
}

function payload({ details }: RuleEvent, member: string): JsonValue | undefined {
  return tryParseValue(textIn(details, member) ?? '');
}
