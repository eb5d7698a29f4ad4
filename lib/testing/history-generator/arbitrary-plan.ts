import fc from 'fast-check';
import type { ExecutionPlan, LinePlan, RunPlan, StatePlan } from './plan';

/** How deep Maps and Parallels may stand inside each other. */
const MOST_NESTED = 4;

const handling = { retries: fc.nat({ max: 2 }), catches: fc.boolean() };

const { line } = fc.letrec<{ line: LinePlan; state: StatePlan }>((tie) => ({
  line: fc.array(tie('state'), { minLength: 1, maxLength: 4 }),
  // The first one is taken where the nesting is as deep as it may be, and it is what failing examples shrink to.
  state: fc.oneof(
    { maxDepth: MOST_NESTED, depthIdentifier: 'nesting', withCrossShrink: true },
    { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('Pass', 'Pass', 'Wait', 'Wait', 'Succeed', 'Fail') }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('Choice'), back: fc.nat({ max: 2 }) }) },
    {
      weight: 6,
      arbitrary: fc.record({
        type: fc.constant('Task'),
        work: fc.constantFrom('lambda', 'activity', 'request', 'sync', 'callback'),
        ...handling,
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        type: fc.constant('Parallel'),
        branches: fc.array(tie('line'), { minLength: 1, maxLength: 3 }),
        ...handling,
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        type: fc.constant('Map'),
        body: tie('line'),
        length: fc.nat({ max: 4 }),
        atOnce: fc.integer({ min: 1, max: 4 }),
        ...handling,
      }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('DistributedMap'), ...handling }) },
  ),
}));

const run: fc.Arbitrary<RunPlan> = fc.record({
  ending: fc.constantFrom('itself', 'itself', 'abort', 'time-out', 'none'),
  steps: fc.nat({ max: 60 }),
});

/** Executions of every kind, which shrink to short ones in which nothing fails. */
export const executionPlan: fc.Arbitrary<ExecutionPlan> = fc.record({
  machine: line,
  runs: fc.array(run, { minLength: 1, maxLength: 3 }),
  choices: fc.array(fc.nat({ max: 999 }), { minLength: 60, maxLength: 600, size: 'max' }),
});
