import { expect, test } from 'vitest';
import type { Coverage, CoverageReasonCode } from '@/lib/contract/coverage';
import { isProvisional } from './coverage';

function coverageOf(kind: Coverage['kind'], ...codes: readonly CoverageReasonCode[]): Coverage {
  return { kind, reasons: codes.map((code) => ({ code, message: 'why' })), share: null };
}

test.each<[boolean, Coverage]>([
  [false, coverageOf('all')],
  [true, coverageOf('none')],
  [true, coverageOf('partial', 'still-reading')],
  [true, coverageOf('partial', 'logging-off', 'connection-problem')],
  [false, coverageOf('partial', 'logging-off')],
  [true, coverageOf('partial', 'histories-unread')],
  [true, coverageOf('partial', 'revision-not-told')],
  [false, coverageOf('estimated', 'histories-unread')],
])('more may come: %s, of %o', (expected, coverage) => {
  expect(isProvisional(coverage)).toBe(expected);
});
