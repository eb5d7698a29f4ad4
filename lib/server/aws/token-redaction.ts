import 'server-only';
import { isJsonObject, type JsonObject, textOf } from '@/lib/base/json';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { createTokenRedactor, mayShowToken } from '@/lib/domain/task-token';
import { fingerprintOf } from './fingerprint';
import { createTokenPlaces, dropOldest } from './token-places';

/** An event and the execution it belongs to. */
export type EventOf = { readonly executionArn: string; readonly event: HistoryEvent };

/**
 * Takes task tokens out of what AWS answered (T2). Nothing leaves `lib/server/aws` that has not passed here.
 * A decision that needs a token reads it anew and takes it before this point; what is remembered here serves
 * comparison only (T3).
 */
export type TokenRedaction = {
  /** Takes in a definition, so that tokens are known by their place and not by their look. */
  readonly learn: (machineArn: string, definition: string) => void;
  /** The same items in the same order. Tokens that one of them shows are taken out of all, and of later pages. */
  readonly redactEvents: <Item extends EventOf>(items: readonly Item[]) => readonly Item[];
  /** Text that belongs to an execution: its input, output, error or cause. */
  readonly redactText: (executionArn: string, text: string) => string;
};

type Remembered = { readonly tokens: Set<string>; redact: (text: string) => string; at: number };

// A token that a worker echoes may stand on a later page than the event that shows whose it is. So the values stay in
// memory for as long as one walk over a history takes, and no longer.
const REMEMBERED_MS = 10 * 60_000;
const MOST_EXECUTIONS = 5_000;

export function createTokenRedaction(): TokenRedaction {
  const places = createTokenPlaces();
  const executions = new Map<string, Remembered>();
  const redactShapes = createTokenRedactor([], fingerprintOf);

  function forgetOld(): void {
    dropOldest(executions, MOST_EXECUTIONS);
    for (const [arn, { at }] of executions) {
      if (performance.now() - at < REMEMBERED_MS) return;
      executions.delete(arn);
    }
  }

  function remember(executionArn: string, found: readonly string[]): void {
    if (found.length === 0) return;
    const known = executions.get(executionArn);
    const tokens = new Set([...(known?.tokens ?? []), ...found]);
    const isNew = tokens.size > (known?.tokens.size ?? 0);
    const redact = known !== undefined && !isNew ? known.redact : createTokenRedactor(tokens, fingerprintOf);
    // Deleted first, so that the order of the map is that of last use.
    executions.delete(executionArn);
    executions.set(executionArn, { tokens, redact, at: performance.now() });
  }

  function redactText(executionArn: string, text: string): string {
    const known = executions.get(executionArn);
    if (known !== undefined) return known.redact(text);
    return mayShowToken(text) ? redactShapes(text) : text;
  }

  function redactEvents<Item extends EventOf>(items: readonly Item[]): readonly Item[] {
    forgetOld();
    const stateOf = createStateLookup(items);
    for (const { executionArn, event } of items) {
      if (event.type !== 'TaskScheduled') continue;
      remember(executionArn, places.tokensOf(executionArn, event, stateOf(executionArn, event)));
    }
    return items.map((item) => {
      const details = redactDetails(item.event.details, (text) => redactText(item.executionArn, text));
      return details === item.event.details ? item : { ...item, event: { ...item.event, details } };
    });
  }

  return { learn: places.learn, redactEvents, redactText };
}

/** A copy with every text redacted, at any depth; the same object when nothing was. */
function redactDetails(details: JsonObject, redact: (text: string) => string): JsonObject {
  let copy: { [member: string]: unknown } | null = null;
  for (const member in details) {
    const before = details[member];
    const after = redactValue(before, redact);
    if (after === before) continue;
    copy ??= { ...details };
    copy[member] = after;
  }
  return copy ?? details;
}

function redactValue(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redact));
  return isJsonObject(value) ? redactDetails(value, redact) : value;
}

/**
 * Finds the name of the state that an event belongs to by walking to its entry, as far as the items reach; null where
 * they do not.
 */
function createStateLookup(items: readonly EventOf[]): (executionArn: string, event: HistoryEvent) => string | null {
  let byId: Map<string, HistoryEvent> | null = null;
  return (executionArn, event) => {
    byId ??= new Map(items.map((item) => [`${item.executionArn} ${item.event.id}`, item.event]));
    let at: HistoryEvent | undefined = event;
    // Ids fall with every step, so this ends.
    while (at !== undefined && !at.type.endsWith('StateEntered'))
      at = byId.get(`${executionArn} ${at.previousEventId}`);
    return at === undefined ? null : (textOf(at.details, 'name') ?? null);
  };
}
