import 'server-only';
import { isJsonObject, parseJson, textOf } from '@/lib/base/json';
import { formatArn, isExecutionArn, machineOf, parseArn } from '@/lib/domain/arn';
import { readDefinition, type StateDefinition } from '@/lib/domain/definition/definition';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { findTokenPlaces, tokensIn } from '@/lib/domain/task-token';

/** Which states of which machines are given a task token, and where in their parameters it stands. */
export type TokenPlaces = {
  /** Takes in a definition that AWS just told us. What earlier definitions of the machine said is kept beside it. */
  readonly learn: (machineArn: string, definition: string) => void;
  /**
   * The tokens that a `TaskScheduled` event shows. `stateName` is null where the event that entered the state is not at
   * hand: then every state with the same resource is looked at.
   */
  readonly tokensOf: (executionArn: string, event: HistoryEvent, stateName: string | null) => readonly string[];
};

type Machine = { readonly definitions: Set<string>; states: readonly StateDefinition[] };

/** An account may have 100,000 machines; those that pass a token are few. */
const MOST_MACHINES = 20_000;
/** Definitions of one machine that are kept apart: executions that began before an update still show tokens. */
const MOST_DEFINITIONS = 20;

export function createTokenPlaces(): TokenPlaces {
  const machines = new Map<string, Machine>();

  function learn(machineArn: string, definition: string): void {
    const key = machineKey(machineArn);
    const read = readDefinition(definition);
    if (key === null || read.kind === 'unreadable') return;
    const known = machines.get(key) ?? { definitions: new Set(), states: [] };
    const passing = [...read.definition.states.values()].filter((state) => findTokenPlaces(state).length > 0);
    const print = JSON.stringify(passing);
    machines.set(key, known);
    dropOldest(machines, MOST_MACHINES);
    if (known.definitions.has(print) || known.definitions.size >= MOST_DEFINITIONS) return;
    known.definitions.add(print);
    known.states = [...known.states, ...passing];
  }

  function tokensOf(executionArn: string, event: HistoryEvent, stateName: string | null): readonly string[] {
    const machine = machines.get(machineKey(executionArn) ?? '');
    if (machine === undefined) return [...tokensIn(event, undefined), ...guessedTokens(event)];
    const states = machine.states.filter((state) =>
      stateName === null ? isResourceOf(event, state) : state.name === stateName,
    );
    return (states.length === 0 ? [undefined] : states).flatMap((state) => tokensIn(event, state));
  }

  return { learn, tokensOf };
}

/** Removes what was put in first until no more than `most` are left. */
export function dropOldest(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}

/** The machine without label, version and alias: children of a map run have the definition of their parent. */
function machineKey(arn: string): string | null {
  const read = parseArn(arn);
  if (read.kind === 'invalid' || read.arn.kind === 'activity') return null;
  return read.arn.kind === 'machine' || isExecutionArn(read.arn) || read.arn.kind === 'mapRun'
    ? formatArn(machineOf(read.arn))
    : null;
}

/** `arn:aws:states:::sqs:sendMessage.waitForTaskToken` is `sqs` and `sendMessage.waitForTaskToken` in the event. */
function isResourceOf(event: HistoryEvent, state: StateDefinition): boolean {
  const ending = `:${textOf(event.details, 'resourceType') ?? ''}:${textOf(event.details, 'resource') ?? ''}`;
  return textOf(state.fields, 'Resource')?.endsWith(ending) ?? false;
}

/**
 * Where the definition was never seen: whatever stands under a key that speaks of a token. A guess, and one that may
 * hide too much; it is made only for tasks that wait for an answer.
 */
function guessedTokens(event: HistoryEvent): string[] {
  if (!textOf(event.details, 'resource')?.endsWith('.waitForTaskToken')) return [];
  const text = textOf(event.details, 'parameters');
  return text === undefined ? [] : textsUnderToken(parseJson(text), false);
}

function textsUnderToken(value: unknown, isUnderToken: boolean): string[] {
  if (typeof value === 'string') return isUnderToken ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => textsUnderToken(item, isUnderToken));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => textsUnderToken(item, isUnderToken || /token/i.test(key)));
}
