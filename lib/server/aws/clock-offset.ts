import 'server-only';

/** How far our clock runs ahead of that of AWS, from the `Date` of its answers (R7). */
export type ClockOffset = {
  /** Times of our clock, around one attempt. `date` is the header as it came; one that is no date is passed over. */
  readonly observe: (attempt: { readonly sentAtMs: number; readonly gotAtMs: number; readonly date: string }) => void;
  /** Positive when ours is ahead. Null before the first answer. */
  readonly aheadMs: () => number | null;
};

/** Answers that are kept, so that one with a slow way back does not decide. */
const KEPT = 9;
/** The header has whole seconds, cut off: AWS was on average half a second further. */
const CUT_OFF_MS = 500;

/** The median over the last answers; each is good to half a second and half the way there and back. */
export function createClockOffset(): ClockOffset {
  const latest: number[] = [];
  return {
    observe: ({ sentAtMs, gotAtMs, date }) => {
      const theirsMs = Date.parse(date);
      if (Number.isNaN(theirsMs)) return;
      latest.push((sentAtMs + gotAtMs) / 2 - theirsMs - CUT_OFF_MS);
      if (latest.length > KEPT) latest.shift();
    },
    aheadMs: () => {
      const median = latest.toSorted((a, b) => a - b)[latest.length >> 1];
      return median === undefined ? null : Math.round(median);
    },
  };
}
