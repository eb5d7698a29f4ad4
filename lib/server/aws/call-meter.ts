import 'server-only';

/** Counts events: in all, and in the last minute. One more costs the same however many there were. */
export type CallMeter = {
  readonly add: () => void;
  readonly total: () => number;
  /** In the last 60 s, this second included. */
  readonly lastMinute: () => number;
};

const SECONDS = 60;

/** Keeps one count for each second of a minute and uses it again a minute later. */
export function createCallMeter(): CallMeter {
  const slots = Array.from({ length: SECONDS }, () => ({ second: Number.NEGATIVE_INFINITY, count: 0 }));
  let total = 0;
  const nowSecond = (): number => Math.floor(performance.now() / 1_000);
  return {
    add: () => {
      total += 1;
      const second = nowSecond();
      const slot = slots[second % SECONDS];
      if (slot === undefined) return; // there is one for every remainder
      if (slot.second !== second) {
        slot.second = second;
        slot.count = 0;
      }
      slot.count += 1;
    },
    total: () => total,
    lastMinute: () => {
      const oldest = nowSecond() - SECONDS;
      return slots.reduce((sum, { second, count }) => (second > oldest ? sum + count : sum), 0);
    },
  };
}
