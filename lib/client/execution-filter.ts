import {
  createLoader,
  type inferParserType,
  parseAsInteger,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import type { QueryValues } from '@/lib/client/paths';
import { EXECUTION_STATUSES } from '@/lib/domain/execution-status';
import { EXECUTION_TIMES, type ExecutionTime } from '@/lib/domain/execution-time';
import { VISIT_KINDS } from '@/lib/domain/visit-kind';

/** The filters of the executions page as its address carries them; the names are those of the API. */
export const EXECUTION_FILTER = {
  time: parseAsStringLiteral(EXECUTION_TIMES).withDefault('started'),
  status: parseAsNativeArrayOf(parseAsStringLiteral(EXECUTION_STATUSES)),
  machine: parseAsNativeArrayOf(parseAsString),
  error: parseAsString,
  state: parseAsString,
  seen: parseAsStringLiteral(VISIT_KINDS),
  minDurationMs: parseAsInteger,
  maxDurationMs: parseAsInteger,
  minRetries: parseAsInteger,
  redriven: parseAsStringLiteral(['true', 'false'] as const),
  version: parseAsInteger,
  alias: parseAsString,
  revision: parseAsString,
  payload: parseAsString,
  q: parseAsString,
  /** Without it the newest are first, by the time that the range is of. */
  sort: parseAsStringLiteral(['duration'] as const),
  cursor: parseAsString,
};

export type ExecutionFilter = Readonly<inferParserType<typeof EXECUTION_FILTER>>;

/** Reads the filters of an address on the server, as the hook of the page does in the browser. */
export const readExecutionFilter = createLoader(EXECUTION_FILTER);

/** The filters as members of a request; an empty text or list is no filter. */
export function toFilterQuery(filter: ExecutionFilter): QueryValues {
  const { status, machine, error, state, seen, q, sort, cursor, redriven } = filter;
  return {
    status: status.length === 0 ? null : status,
    machine: machine.length === 0 ? null : machine,
    error: error || null,
    state: state || null,
    // Without a state it says nothing, and the API refuses it.
    seen: state ? seen : null,
    time: rangeTimeOf(filter) === 'stopped' ? 'stopped' : null,
    minDurationMs: toText(filter.minDurationMs),
    maxDurationMs: toText(filter.maxDurationMs),
    minRetries: toText(filter.minRetries),
    redriven,
    version: toText(filter.version),
    alias: filter.alias || null,
    revision: filter.revision?.trim() || null,
    payload: filter.payload?.trim() || null,
    q: q?.trim() || null,
    sort,
    cursor,
  };
}

/** What the time range is of: when executions started or stopped, or when the visits ended that a number counted. */
export function rangeTimeOf({ time, state, seen }: ExecutionFilter): ExecutionTime | 'visits' {
  return state && seen ? 'visits' : time;
}

/** Whether anything but the time range narrows the list. */
export function isFiltered(filter: ExecutionFilter): boolean {
  const { status, machine, error, state, q, minDurationMs, maxDurationMs, minRetries, redriven, version, alias } =
    filter;
  const texts = [error, state, q, alias, filter.revision, filter.payload].some((text) => text !== null && text !== '');
  const others = [minDurationMs, maxDurationMs, minRetries, redriven, version].some((value) => value !== null);
  return status.length > 0 || machine.length > 0 || texts || others;
}

function toText(value: number | null): string | null {
  return value === null ? null : String(value);
}
