import { lambdaFails, type MachineScript, succeeds } from '../engine/task-script';
import { SHOP } from '../places';
import type { Random } from '../random';
import { LAMBDA_SERVICE_RETRY, lambdaArn, type MachinePlan, type Start } from './machine-plan';

/** 200 a minute, and as long as they are of use: the logs of Express machines are what they cost. */
const GAP_MS = 300;
const FILLED_MS = 2 * 3_600_000;

const DEFINITION = {
  Comment: 'Behind POST /checkout',
  StartAt: 'LoadCart',
  TimeoutSeconds: 25,
  States: {
    LoadCart: {
      Type: 'Task',
      Resource: lambdaArn('cart-load'),
      ResultPath: '$.cart',
      Retry: [LAMBDA_SERVICE_RETRY],
      Next: 'IsCartEmpty',
    },
    IsCartEmpty: {
      Type: 'Choice',
      Choices: [{ Variable: '$.cart.lines', NumericEquals: 0, Next: 'RejectEmptyCart' }],
      Default: 'PriceCart',
    },
    RejectEmptyCart: {
      Type: 'Fail',
      Error: 'Checkout.EmptyCart',
      Cause: 'The cart holds nothing; it was emptied in another tab or expired.',
    },
    PriceCart: {
      Type: 'Task',
      Resource: lambdaArn('pricing-cart'),
      ResultPath: '$.price',
      TimeoutSeconds: 3,
      Catch: [
        {
          ErrorEquals: ['States.Timeout', 'Pricing.RulesUnavailable'],
          ResultPath: '$.pricingError',
          Next: 'PriceFromList',
        },
      ],
      Next: 'AuthorizePayment',
    },
    PriceFromList: {
      Type: 'Pass',
      Result: { source: 'list', discount: 0 },
      ResultPath: '$.price',
      Next: 'AuthorizePayment',
    },
    AuthorizePayment: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: lambdaArn('payments-authorize:live'), 'Payload.$': '$' },
      ResultSelector: { 'authorizationId.$': '$.Payload.authorizationId' },
      ResultPath: '$.payment',
      Retry: [
        { ErrorEquals: ['Payment.GatewayTimeout'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1.5 },
        LAMBDA_SERVICE_RETRY,
      ],
      Catch: [{ ErrorEquals: ['Payment.Declined'], ResultPath: '$.error', Next: 'CheckoutDeclined' }],
      Next: 'PublishCheckout',
    },
    CheckoutDeclined: { Type: 'Pass', Result: 'declined', ResultPath: '$.outcome', End: true },
    PublishCheckout: {
      Type: 'Task',
      Resource: 'arn:aws:states:::events:putEvents',
      Parameters: {
        Entries: [
          {
            EventBusName: 'shop',
            Source: 'checkout',
            DetailType: 'CheckoutPlaced',
            Detail: { 'cartId.$': '$.cartId' },
          },
        ],
      },
      ResultPath: null,
      End: true,
    },
  },
};

const SCRIPT: MachineScript = {
  LoadCart: ({ random }) =>
    succeeds(random.latencyMs(38), { lines: random.chance(0.008) ? 0 : random.between(1, 6), currency: 'EUR' }),
  PriceCart: ({ random }) => {
    if (random.chance(0.006)) return succeeds(null, {});
    if (random.chance(0.01)) {
      return lambdaFails(90, 'Pricing.RulesUnavailable', 'rule set 2026-11-22 is not loaded yet', [
        'at load (/var/task/rules.js:52:9)',
      ]);
    }
    return succeeds(random.latencyMs(85, 0.5), {
      source: 'rules',
      total: random.between(900, 42_000) / 100,
      discount: random.between(0, 15),
    });
  },
  AuthorizePayment: ({ random }) => {
    if (random.chance(0.02)) {
      return lambdaFails(2_000, 'Payment.GatewayTimeout', 'no answer within 2000 ms', [
        'at authorize (/var/task/index.js:77:11)',
      ]);
    }
    if (random.chance(0.03)) {
      return lambdaFails(random.latencyMs(300), 'Payment.Declined', 'the issuer declined (do_not_honour)', [
        'at authorize (/var/task/index.js:91:11)',
      ]);
    }
    return succeeds(random.latencyMs(310, 0.4), { authorizationId: `auth_${random.hex(12)}` });
  },
  PublishCheckout: ({ random }) =>
    succeeds(random.latencyMs(24), { Entries: [{ EventId: random.uuid() }], FailedEntryCount: 0 }),
};

/** The Express machine of the workload: it is seen through its log group alone. */
export const CHECKOUT_API: MachinePlan = {
  name: 'checkout-api',
  place: SHOP,
  type: 'EXPRESS',
  definition: DEFINITION,
  script: SCRIPT,
  logs: { level: 'ALL', includeExecutionData: true, group: '/aws/vendedlogs/states/checkout-api-Logs' },
  toStart: toCheckout,
  arrivals: [{ gapMs: (random) => random.gapMs(GAP_MS), sinceMs: FILLED_MS }],
};

function toCheckout(random: Random): Start {
  const session = random.hex(10);
  return {
    name: `checkout-${session}`,
    input: { cartId: `cart_${random.hex(12)}`, session, channel: random.pick(['web', 'web', 'ios', 'android']) },
  };
}
