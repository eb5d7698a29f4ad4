'use client';

import { useQueryStates } from 'nuqs';
import { EXECUTION_FILTER, type ExecutionFilter } from '@/lib/client/execution-filter';

/** A change of filters; `null` and an empty list take one away. */
export type FilterChange = Partial<{ [Name in keyof Omit<ExecutionFilter, 'cursor'>]: ExecutionFilter[Name] | null }>;

type FilterState = {
  readonly filter: ExecutionFilter;
  /** Changes filters in the address, without an entry in the history, and goes back to the first page. */
  readonly change: (change: FilterChange) => void;
  readonly clear: () => void;
};

const NO_FILTER = {
  status: null,
  machine: null,
  error: null,
  state: null,
  seen: null,
  minDurationMs: null,
  maxDurationMs: null,
  minRetries: null,
  redriven: null,
  version: null,
  alias: null,
  revision: null,
  payload: null,
  q: null,
  cursor: null,
} satisfies Record<Exclude<keyof ExecutionFilter, 'sort' | 'time'>, null>;

/** The filters of the executions page, which live in its address. */
export function useExecutionFilter(): FilterState {
  const [filter, setFilter] = useQueryStates(EXECUTION_FILTER, { history: 'replace' });
  return {
    filter,
    // A cursor belongs to the filters it was made under.
    change: (change) => void setFilter({ ...change, cursor: null }),
    // The order and what the time range is of are no filters, and stay.
    clear: () => void setFilter(({ sort, time }) => ({ ...NO_FILTER, sort, time })),
  };
}
