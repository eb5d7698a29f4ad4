import { succeeds } from '../engine/task-script';
import { SHOP } from '../places';
import { LAMBDA_SERVICE_RETRY, lambdaArn, type MachinePlan } from './machine-plan';

/** An Express machine that does not log, so that nothing of what it did can be read anywhere. */
export const PRICE_QUOTES: MachinePlan = {
  name: 'price-quotes',
  place: SHOP,
  type: 'EXPRESS',
  definition: {
    Comment: 'Quotes for business customers',
    StartAt: 'FetchRates',
    States: {
      FetchRates: {
        Type: 'Task',
        Resource: lambdaArn('quotes-rates'),
        Retry: [LAMBDA_SERVICE_RETRY],
        Next: 'ComputeQuote',
      },
      ComputeQuote: { Type: 'Task', Resource: lambdaArn('quotes-compute'), End: true },
    },
  },
  script: {
    FetchRates: ({ random }) => succeeds(random.latencyMs(120), { rates: random.between(3, 9) }),
    ComputeQuote: ({ random }) => succeeds(random.latencyMs(45), { total: random.between(10_000, 900_000) / 100 }),
  },
  logs: { level: 'OFF', includeExecutionData: false, group: null },
  // Nobody could see what it did, so nothing of it need happen.
  arrivals: [],
  toStart: (random) => ({ name: `quote-${random.hex(10)}`, input: { customer: `b2b-${random.between(100, 999)}` } }),
};
