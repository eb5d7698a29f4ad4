import type { EpochMs } from '@/lib/base/units';
import type { ExecutionStatus } from '@/lib/domain/execution-status';
import type { Visit } from '@/lib/domain/timeline/timeline';
import type { StatusTone } from './visit-outcome';

/** What the timeline of one execution is drawn from. */
export type TimelineInput = {
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startedAtMs: EpochMs;
  /** Null while it is open. */
  readonly endedAtMs: EpochMs | null;
  /** In the order of their ids. */
  readonly visits: readonly Visit[];
};

/** One iteration of a Map as a lane draws it. */
export type LaneItem = {
  readonly tone: StatusTone;
  readonly fromMs: EpochMs;
  /** Null while it runs. */
  readonly toMs: EpochMs | null;
};

/**
 * One line of the timeline and what is below it. Keys are stable while an execution grows: a visit's key is its id, so
 * that a link to a row still names it later.
 */
export type TimelineNode = {
  readonly key: string;
  readonly kind: 'execution' | 'visit' | 'scope' | 'group';
  /** Where the row stands, before its name: `Item 4`. Null where the tree says it already. */
  readonly prefix: string | null;
  readonly label: string;
  /** What there is to say besides: `3 attempts · Payment.Declined`. Empty where there is nothing. */
  readonly note: string;
  readonly tone: StatusTone;
  readonly statusWord: string;
  /** Null for what is not a visit. */
  readonly visit: Visit | null;
  readonly fromMs: EpochMs;
  /** Null while it is open. */
  readonly toMs: EpochMs | null;
  /** The items of a Map that is drawn as a lane, or of a group; null for all else. */
  readonly lane: readonly LaneItem[] | null;
  readonly children: readonly TimelineNode[];
  /** Whether its children are shown before anybody opened or closed it. */
  readonly startsOpen: boolean;
  /** Whether something failed in it or below it, mended or not. */
  readonly hasError: boolean;
};

/** Maps with more items than this are a lane and start closed (ui.md §4). */
export const LANE_FROM_ITEMS = 21;

/** The key of the row for the whole execution. */
export const EXECUTION_KEY = 'execution';
