import { expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { type LogBehind, noteRound } from './log-behind';

const MINUTE = 60_000;

/** Rounds a minute apart, each of which reads so much log time of what is written in real time. */
function rounds(count: number, readMs: number): LogBehind | null {
  let behind: LogBehind | null = null;
  for (let at = 0; at < count; at += 1) {
    const [nowMs, readToMs] = [epochMs(at * MINUTE), epochMs(at * readMs)];
    behind = noteRound(behind, { lagMs: MINUTE, readToMs, nowMs });
  }
  return behind;
}

test('tells the share of a log that is read while more is written, from a minute on', () => {
  expect(rounds(1, 15_000)).toMatchObject({ share: null });
  expect(rounds(2, 15_000)).toMatchObject({ share: 0.25 });
  expect(rounds(9, 15_000)).toMatchObject({ share: 0.25 });
});

test('a log that is caught up with is read faster than it is written', () => {
  expect(rounds(3, 5 * MINUTE)).toMatchObject({ share: 5 });
});

test('is over with the first round that reaches the present', () => {
  const behind = rounds(3, 15_000);
  expect(noteRound(behind, { lagMs: 0, readToMs: epochMs(4 * MINUTE), nowMs: epochMs(4 * MINUTE) })).toBeNull();
});
