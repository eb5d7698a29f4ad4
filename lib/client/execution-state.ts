'use client';

import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';

/** The tabs of an execution's page. */
export const EXECUTION_TABS = ['timeline', 'graph', 'events', 'data', 'definition'] as const;

export type ExecutionTab = (typeof EXECUTION_TABS)[number];

// What a person goes to is a step to come back from; what they type or drag is not.
const STEP = { history: 'push' } as const;

const ADDRESS = {
  tab: parseAsStringLiteral(EXECUTION_TABS).withDefault('timeline').withOptions(STEP),
  /** Key of the selected row of the timeline: a visit's id, mostly. */
  row: parseAsString.withOptions(STEP),
  /** The selected event. */
  event: parseAsInteger.withOptions(STEP),
  only: parseAsStringLiteral(['errors'] as const),
  find: parseAsString.withDefault(''),
  /** Whether idle time is folded; where it says nothing, that depends on how much there is. */
  fold: parseAsStringLiteral(['on', 'off'] as const),
  /** The part of the timeline that is shown, in ms since the start. */
  t0: parseAsInteger,
  t1: parseAsInteger,
  /** Filters of the events. */
  type: parseAsString,
  state: parseAsString,
  q: parseAsString,
};

/** What the page of an execution shows, which lives in the address: a pasted link shows the same. */
export function useExecutionState() {
  return useQueryStates(ADDRESS);
}

export type ExecutionState = ReturnType<typeof useExecutionState>[0];
export type SetExecutionState = ReturnType<typeof useExecutionState>[1];
