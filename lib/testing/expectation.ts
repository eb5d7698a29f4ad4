import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '@/lib/testing/plain-event';

/**
 * What was worked out by hand for one recorded case, by reading its events. The files leave out what is zero, empty,
 * null or "full": a member that is not written is expected to be just that, so nothing goes unchecked by omission.
 * Only members named in `open`, `errors: "open"`, and times of cases without real times are not compared.
 */
export type WrittenExpectation = {
  /** The corpus case. */
  readonly id: string;
  /** `logs`: only the log of the case is given to the reader, line by line. */
  readonly read?: 'logs';
  /** What is subtle in this case. */
  readonly why: string;
  readonly open?: readonly string[];
  readonly expected: Readonly<Record<string, unknown>>;
};

/** One compared value: where it stands in the summary, what was expected there and what was found. */
export type Comparison = { readonly path: string; readonly expected: unknown; readonly actual: unknown };

const EMPTY_SUMMARY: Readonly<Record<string, unknown>> = {
  error: null,
  coverage: 'full',
  missingIds: 0,
  unknownTypes: [],
  skippedLines: 0,
  rootCause: null,
  fatalVisits: [],
  waiting: [],
  inFlight: [],
  children: [],
  mapRuns: [],
  redrives: 0,
  maps: [],
};
const COUNTERS = ['visits', 'attempts', 'retries', 'redrivenAttempts', 'failedAttempts'];
const TIMES = ['visitMs', 'backoffMs'];
const OUTCOMES = { succeeded: 0, caught: 0, failed: 0, aborted: 0, running: 0, waiting: 0 };
const ITERATIONS = { started: 0, succeeded: 0, failed: 0, aborted: 0 };
const VISIT = { parent: null, iteration: null, exit: null, attempts: [] };

/** All expectations, in the order of the files' names. */
export function readExpectations(): readonly WrittenExpectation[] {
  const directory = fileURLToPath(new URL('expected', import.meta.url));
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => {
      const file: { cases: WrittenExpectation[] } = JSON.parse(readFileSync(`${directory}/${name}`, 'utf8'));
      return file.cases;
    });
}

/** The expectation with everything filled in that its file leaves out. Times only where the case has real ones. */
export function completeExpectation(written: WrittenExpectation, hasRealTimes: boolean): Record<string, unknown> {
  const states = Object.fromEntries(
    recordEntries(written.expected['states']).map(([name, state]) => [name, completeState(state, hasRealTimes)]),
  );
  const complete: Record<string, unknown> = {
    ...EMPTY_SUMMARY,
    ...written.expected,
    states,
    totals: sumStates(Object.values(states), hasRealTimes),
    visits: records(written.expected['visits']).map((visit) => ({ ...VISIT, ...visit })),
    maps: records(written.expected['maps']).map((map) => ({
      ...map,
      iterations: { ...ITERATIONS, ...(isRecord(map['iterations']) ? map['iterations'] : {}) },
    })),
  };
  for (const member of written.open ?? []) delete complete[member];
  return complete;
}

/**
 * Compares only what is expected, member by member. Objects are entered and lists of objects must have the same length;
 * the names of the states must be exactly the expected ones.
 */
export function compareMembers(expected: unknown, actual: unknown, path = ''): readonly Comparison[] {
  if (Array.isArray(expected) && expected.some(isRecord) && Array.isArray(actual)) {
    const length = { path: `${path}.length`, expected: expected.length, actual: actual.length };
    return [length, ...expected.flatMap((item, index) => compareMembers(item, actual[index], `${path}[${index}]`))];
  }
  if (!isRecord(expected) || !isRecord(actual) || path.endsWith('.errors')) return [{ path, expected, actual }];
  const members = Object.keys(expected).flatMap((key) => compareMembers(expected[key], actual[key], `${path}.${key}`));
  if (path !== '.states') return members;
  return [{ path: '.states', expected: Object.keys(expected).sort(), actual: Object.keys(actual).sort() }, ...members];
}

/** Whether a comparison found what it expected. */
export function isMet(comparison: Comparison): boolean {
  return isDeepStrictEqual(comparison.expected, comparison.actual);
}

function completeState(written: Readonly<Record<string, unknown>>, hasRealTimes: boolean): Record<string, unknown> {
  const zeros = Object.fromEntries([...COUNTERS, ...(hasRealTimes ? TIMES : [])].map((name) => [name, 0]));
  const outcomes = { ...OUTCOMES, ...(isRecord(written['outcomes']) ? written['outcomes'] : {}) };
  const complete: Record<string, unknown> = { errors: {}, ...zeros, ...written, outcomes };
  if (complete['errors'] === 'open') delete complete['errors'];
  return complete;
}

function sumStates(states: readonly Record<string, unknown>[], hasRealTimes: boolean): Record<string, unknown> {
  const names = [...COUNTERS, ...(hasRealTimes ? TIMES : [])];
  const sums = (items: readonly unknown[], keys: readonly string[]) =>
    Object.fromEntries(
      keys.map((key) => [
        key,
        items.reduce<number>((sum, item) => sum + Number(isRecord(item) ? (item[key] ?? 0) : 0), 0),
      ]),
    );
  const totals: Record<string, unknown> = {
    ...sums(states, names),
    outcomes: sums(
      states.map((state) => state['outcomes']),
      Object.keys(OUTCOMES),
    ),
  };
  if (states.some((state) => state['errors'] === undefined)) return totals;
  const errors = states.map((state) => state['errors']);
  return {
    ...totals,
    errors: sums(errors, [...new Set(errors.flatMap((item) => (isRecord(item) ? Object.keys(item) : [])))]),
  };
}

function recordEntries(value: unknown): readonly [string, Readonly<Record<string, unknown>>][] {
  if (!isRecord(value)) return [];
  return Object.entries(value)
    .flatMap(([key, item]) => (isRecord(item) ? [[key, item] as const] : []))
    .map(([k, v]) => [k, v]);
}

function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
