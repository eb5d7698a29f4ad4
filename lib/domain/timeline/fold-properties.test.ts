import { expect, it } from 'vitest';
import { checkTimelineProperties } from '@/lib/testing/timeline-property-run';

/** `npm test` checks 500, `npm run test:faults` 10,000 (`lib/dev/faults/timeline-properties.test.ts`). */
const RUNS = 40;

it('reads generated histories as they were meant', () => {
  expect(checkTimelineProperties(RUNS)).toContain('0 violations');
});
