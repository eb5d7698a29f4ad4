import { describe, expect, test } from 'vitest';
import {
  formatAge,
  formatBytes,
  formatCount,
  formatCounted,
  formatDuration,
  formatOffset,
  formatShare,
  formatUtc,
} from './format';

describe('formatDuration', () => {
  test.each([
    [0, '0 ms'],
    [340, '340 ms'],
    [999.4, '999 ms'],
    [1_000, '1.0 s'],
    [1_200, '1.2 s'],
    [34_000, '34 s'],
    [59_949, '59.9 s'],
    [59_950, '1m'],
    [60_000, '1m'],
    [728_000, '12m 8s'],
    [3_599_499, '59m 59s'],
    [3_599_500, '1h'],
    [10_920_000, '3h 2m'],
    [86_370_000, '1d'],
    [187_200_000, '2d 4h'],
    [31_536_000_000, '365d'],
  ])('%d ms reads %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });
});

test.each([
  [0, '0 ms'],
  [340, '340 ms'],
  [1_000, '1 s'],
  [12_050, '12.05 s'],
  [3_690_000, '1h 1m 30 s'],
  [259_200_000, '3d'],
  [259_260_500, '3d 1m 0.5 s'],
  [31_536_000_000_000, '365,000d'],
])('the offset %d ms reads %s, exactly', (offsetMs, text) => {
  expect(formatOffset(offsetMs)).toBe(text);
});

test('separates thousands and fits the noun to the number', () => {
  expect(formatCount(24_997)).toBe('24,997');
  expect(formatCounted(1, 'visit')).toBe('1 visit');
  expect(formatCounted(2, 'retry', 'retries')).toBe('2 retries');
});

test('writes points in time in UTC', () => {
  expect(formatUtc(Date.UTC(2026, 10, 22, 18, 4, 11, 900))).toBe('2026-11-22 18:04:11 UTC');
});

test.each([
  [0, '0 %'],
  [1, '100 %'],
  [0.982, '98.2 %'],
  [0.645, '64.5 %'],
  [0.9997, '99.97 %'],
  [999_999 / 1_000_000, '99.9999 %'],
  [99_999_999 / 100_000_000, '> 99.9999 %'],
  [0.0042, '0.42 %'],
  [0.00006, '0.006 %'],
  [1e-9, '< 0.0001 %'],
  [0.5, '50 %'],
])('the share %d reads %s, and only 0 and 1 read as nothing and all', (share, text) => {
  expect(formatShare(share)).toBe(text);
});

test.each([
  [0, 'just now'],
  [999, 'just now'],
  [12_400, '12 s ago'],
  [59_999, '59 s ago'],
  [60_000, '1m ago'],
  [7_199_000, '1h ago'],
  [86_400_000 * 400, '400d ago'],
])('an age of %d ms reads %s', (ageMs, text) => {
  expect(formatAge(ageMs)).toBe(text);
});

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1_000, '1 kB'],
  [4_215, '4.2 kB'],
  [9_949, '9.9 kB'],
  [18_000_000, '18 MB'],
  [999_960, '1 MB'],
  [1_140_000_000, '1.1 GB'],
  [2_000_000_000_000_000, '2,000 TB'],
])('%d bytes read as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
