import { isJsonObject, type JsonObject, textOf } from '@/lib/base/json';
import type { StateDefinition } from './definition';

/** One entry of a state's `Retry`, with what the language takes where the definition says nothing. */
export type RetryEntry = {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  /** Retries, so one less than the attempts it allows; 0 = never. */
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | null;
  /** `FULL`: each wait is drawn between 0 and what is planned. */
  readonly jitter: 'FULL' | 'NONE';
};

/** One entry of a state's `Catch`; `next` is null where the definition forgets to name a state. */
export type CatchEntry = { readonly errorEquals: readonly string[]; readonly next: string | null };

const DEFAULT_INTERVAL_SECONDS = 1;
const DEFAULT_MAX_ATTEMPTS = 3;
const DEFAULT_BACKOFF_RATE = 2;

/** The entries in their order, which decides. A malformed one keeps its place and takes no error. */
export function retryEntriesOf(state: StateDefinition): readonly RetryEntry[] {
  return entriesOf(state, 'Retry').map((entry) => ({
    errorEquals: errorNames(entry),
    intervalSeconds: limit(entry, 'IntervalSeconds') ?? DEFAULT_INTERVAL_SECONDS,
    maxAttempts: limit(entry, 'MaxAttempts') ?? DEFAULT_MAX_ATTEMPTS,
    backoffRate: limit(entry, 'BackoffRate') ?? DEFAULT_BACKOFF_RATE,
    maxDelaySeconds: limit(entry, 'MaxDelaySeconds'),
    jitter: entry['JitterStrategy'] === 'FULL' ? 'FULL' : 'NONE',
  }));
}

/** The entries in their order, which decides. A malformed one keeps its place and takes no error. */
export function catchEntriesOf(state: StateDefinition): readonly CatchEntry[] {
  return entriesOf(state, 'Catch').map((entry) => ({
    errorEquals: errorNames(entry),
    next: textOf(entry, 'Next') ?? null,
  }));
}

function entriesOf(state: StateDefinition, member: 'Retry' | 'Catch'): JsonObject[] {
  const list = state.fields[member];
  return Array.isArray(list) ? list.map((entry) => (isJsonObject(entry) ? entry : {})) : [];
}

function errorNames(entry: JsonObject): readonly string[] {
  const names = entry['ErrorEquals'];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

function limit(entry: JsonObject, member: string): number | null {
  const value = entry[member];
  return typeof value === 'number' && value >= 0 ? value : null;
}
