import fc from 'fast-check';
import { expect, it } from 'vitest';
import { executionPlan } from './arbitrary-plan';
import { generateHistory } from './generate-history';

it('writes the same history for the same plan', () => {
  fc.assert(
    fc.property(executionPlan, (plan) => {
      expect(generateHistory(plan).events).toEqual(generateHistory(plan).events);
    }),
    { numRuns: 20 },
  );
});
