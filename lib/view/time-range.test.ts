import { describe, expect, test } from 'vitest';
import { parseTimeRange } from '@/lib/domain/time-range';
import { TIME_RANGE_PRESETS, timeRangeLabel } from '@/lib/view/time-range';

function label(from: string, to: string, zone = 'UTC'): string {
  const result = parseTimeRange(from, to);
  if (result.kind === 'invalid') throw new Error(result.reason);
  return timeRangeLabel(result.range, zone);
}

describe('timeRangeLabel', () => {
  test.each([
    ['now-24h', 'now', 'Last 24 hours'],
    ['now/d', 'now', 'Today'],
    ['now-3h', 'now-1h', 'now-3h – now-1h'],
    ['2026-11-22T18:00:00Z', '2026-11-22T19:30:00Z', '22 Nov 2026 18:00 – 19:30'],
    ['2026-11-22T18:00:00Z', '2026-11-22T18:00:05Z', '22 Nov 2026 18:00 – 18:00:05'],
    ['2026-11-21T18:00:00Z', '2026-11-22T18:00:00Z', '21 Nov 2026 18:00 – 22 Nov 2026 18:00'],
    ['2026-11-21T18:00:00Z', 'now', '21 Nov 2026 18:00 – now'],
  ])('%s to %s reads %s', (from, to, expected) => {
    expect(label(from, to)).toBe(expected);
  });

  test('shows the clock of the chosen zone', () => {
    expect(label('2026-11-22T18:00:00Z', '2026-11-22T19:00:00Z', 'Asia/Kolkata')).toBe(
      '22 Nov 2026 23:30 – 23 Nov 2026 00:30',
    );
  });

  test('every preset has a label of its own', () => {
    expect(new Set(TIME_RANGE_PRESETS.map((preset) => preset.label)).size).toBe(TIME_RANGE_PRESETS.length);
  });
});
