import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import {
  formatClockText,
  formatTimePoint,
  parseClockText,
  parseTimePoint,
  parseTimeRange,
  resolveTimeRange,
  shiftInterval,
  toAbsolute,
} from '@/lib/domain/time-range';

const HOUR_MS = 3_600_000;
const NOW_MS = epochMs(Date.parse('2026-11-22T18:30:05Z'));

describe('parseTimePoint', () => {
  test.each(['now', 'now-15m', 'now-24h', 'now-30d', 'now/d', '2026-11-22T18:00:00Z', '2026-11-22T18:00:00.250Z'])(
    'reads %s and writes it back',
    (text) => {
      const point = parseTimePoint(text);
      expect(point && formatTimePoint(point)).toBe(text);
    },
  );

  test('takes an absolute time with a zone and writes it as UTC', () => {
    const point = parseTimePoint('2026-11-22T19:00+01:00');
    expect(point && formatTimePoint(point)).toBe('2026-11-22T18:00:00Z');
  });

  test.each([
    '',
    'now-',
    'now-0h',
    'now-5x',
    'now-9999999d',
    'yesterday',
    '2026-11-22',
    '2026-11-22T18:00',
    '2026-13-22T18:00Z',
  ])('refuses %j', (text) => {
    expect(parseTimePoint(text)).toBeNull();
  });
});

describe('parseTimeRange', () => {
  test('says why it refuses instead of showing another range', () => {
    expect(parseTimeRange('soon', 'now')).toEqual({ kind: 'invalid', reason: 'its start (from) reads “soon”' });
    expect(parseTimeRange('now-1h', 'never')).toEqual({ kind: 'invalid', reason: 'its end (to) reads “never”' });
    expect(parseTimeRange(null, 'now')).toMatchObject({ kind: 'invalid' });
    expect(parseTimeRange('now-1h', 'now-2h')).toMatchObject({ kind: 'invalid', reason: 'it ends before it starts' });
    expect(parseTimeRange('2026-01-02T00:00Z', '2026-01-01T00:00Z')).toMatchObject({ kind: 'invalid' });
    expect(parseTimeRange('now', 'now')).toMatchObject({ kind: 'invalid' });
  });

  test('a missing end is now, a missing range the last 24 hours', () => {
    const day = parseTimeRange(null, null);
    expect(day.kind === 'ok' && resolveTimeRange(day.range, NOW_MS, 'UTC')).toEqual({
      fromMs: NOW_MS - 24 * HOUR_MS,
      toMs: NOW_MS,
    });
    const hour = parseTimeRange('now-1h', null);
    expect(hour.kind === 'ok' && formatTimePoint(hour.range.to)).toBe('now');
  });
});

describe('resolveTimeRange', () => {
  test.each([
    ['UTC', '2026-11-22T00:00:00Z'],
    ['America/Los_Angeles', '2026-11-22T08:00:00Z'],
    ['Asia/Kolkata', '2026-11-22T18:30:00Z'],
    ['Pacific/Auckland', '2026-11-22T11:00:00Z'],
  ])('starts today at midnight in %s', (zone, expected) => {
    const range = { from: { kind: 'day-start' }, to: { kind: 'now' } } as const;
    expect(resolveTimeRange(range, NOW_MS, zone)?.fromMs).toBe(Date.parse(expected));
  });

  test('starts the day of a clock change at its own midnight', () => {
    const range = { from: { kind: 'day-start' }, to: { kind: 'now' } } as const;
    const afterChangeMs = epochMs(Date.parse('2026-03-29T20:00:00Z'));
    expect(resolveTimeRange(range, afterChangeMs, 'Europe/Paris')?.fromMs).toBe(Date.parse('2026-03-28T23:00:00Z'));
  });

  test('nothing between the ends is null', () => {
    const range = { from: { kind: 'at', ms: epochMs(NOW_MS + 1) }, to: { kind: 'now' } } as const;
    expect(resolveTimeRange(range, NOW_MS, 'UTC')).toBeNull();
  });
});

describe('shiftInterval', () => {
  const hour = { fromMs: epochMs(NOW_MS - 2 * HOUR_MS), toMs: epochMs(NOW_MS - HOUR_MS) };

  test('moves by its own length', () => {
    expect(shiftInterval(hour, 'earlier', NOW_MS)).toEqual({
      fromMs: NOW_MS - 3 * HOUR_MS,
      toMs: NOW_MS - 2 * HOUR_MS,
    });
    expect(shiftInterval(hour, 'later', NOW_MS)).toEqual({ fromMs: NOW_MS - HOUR_MS, toMs: NOW_MS });
  });

  test('does not move into the future', () => {
    const last = { fromMs: epochMs(NOW_MS - HOUR_MS), toMs: NOW_MS };
    expect(shiftInterval(last, 'later', NOW_MS)).toEqual(last);
  });

  test('absolute links of a shifted range read back as the same range', () => {
    const { from, to } = toAbsolute(hour);
    const result = parseTimeRange(formatTimePoint(from), formatTimePoint(to));
    expect(result.kind === 'ok' && resolveTimeRange(result.range, NOW_MS, 'UTC')).toEqual(hour);
  });
});

describe('clock text', () => {
  test('any instant outside a repeated hour survives the date inputs', () => {
    const zones = fc.constantFrom('UTC', 'Asia/Kolkata', 'America/Los_Angeles', 'Australia/Lord_Howe');
    // January holds no clock change in any of these zones.
    const seconds = fc.integer({ min: Date.UTC(2026, 0, 2) / 1000, max: Date.UTC(2026, 0, 30) / 1000 });
    fc.assert(
      fc.property(zones, seconds, (zone, second) => {
        expect(parseClockText(formatClockText(epochMs(second * 1000), zone), zone)).toBe(second * 1000);
      }),
    );
  });

  test('what is no date is null', () => {
    expect(parseClockText('', 'UTC')).toBeNull();
    expect(parseClockText('2026-02-30T99:00', 'UTC')).toBeNull();
  });
});
