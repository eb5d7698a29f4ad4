import { expect, it } from 'vitest';
import { cutToWidth, estimateTextWidth } from './text-width';

// Measured in Chromium at 13 px in the interface's font.
it.each([
  ['ChargeCard', 74],
  ['ApproveLargeOrder', 122],
  ['wait_for_inventory_reservation', 187],
  ['Illicit', 28],
  ['Persist order 2026', 114],
])('is within a tenth of what a browser measures: %s', (text, measuredPx) => {
  expect(Math.abs(estimateTextWidth(text, 13) - measuredPx)).toBeLessThanOrEqual(measuredPx / 10);
});

it('cuts what is too wide, and nothing else', () => {
  expect(cutToWidth('ChargeCard', 100, 13)).toBe('ChargeCard');
  const cut = cutToWidth('ApproveLargeOrderAgain', 100, 13);
  expect(cut).toMatch(/^ApproveLarg.*…$/);
  expect(estimateTextWidth(cut, 13)).toBeLessThanOrEqual(100);
  expect(cutToWidth('ChargeCard', 0, 13)).toBe('…');
});
