import {
  fails,
  lambdaFails,
  type MachineScript,
  succeeds,
  type TaskBehaviour,
  type TaskCall,
} from '../engine/task-script';
import { isMap, type JsonValue } from '../json-value';
import { SHOP } from '../places';
import type { Random } from '../random';
import { CUSTOMER_ONBOARDING_DEFINITION } from './customer-onboarding-definition';
import type { MachinePlan, Start } from './machine-plan';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const SCRIPT: MachineScript = {
  RegisterCustomer: ({ random, input }) => {
    const application = isMap(input) ? input['Payload'] : undefined;
    const { customerId = null, documents = [] } = isMap(application) ? application : {};
    if (random.chance(0.01)) {
      const message = `${String(customerId)}: there is an account with this e-mail address`;
      return lambdaFails(random.latencyMs(240), 'Customer.Duplicate', message, [
        'at insert (/var/task/onboarding-register.js:58:11)',
      ]);
    }
    return succeeds(random.latencyMs(320), { customerId, documents });
  },
  ReviewByHand: review,
  SendWelcome: ({ random }) => succeeds(random.latencyMs(80), { MessageId: random.uuid() }),
  LookForFirstUse: ({ random }) => succeeds(random.latencyMs(150), { logins: firstUses(random) }),
  SendReminder: ({ random }) => succeeds(random.latencyMs(80), { MessageId: random.uuid() }),
  GrantBenefits: ({ random }) =>
    random.chance(0.02)
      ? lambdaFails(random.latencyMs(3_000), 'Benefits.Unavailable', 'HTTP 503 from benefits.internal', [
          'at grant (/var/task/onboarding-grant-benefits.js:33:15)',
        ])
      : succeeds(random.latencyMs(260), { voucher: `WELCOME-${random.hex(6).toUpperCase()}` }),
};

/** Onboarding of customers: most of an execution is waiting, for days. */
export const CUSTOMER_ONBOARDING: MachinePlan = {
  name: 'customer-onboarding',
  place: SHOP,
  type: 'STANDARD',
  definition: CUSTOMER_ONBOARDING_DEFINITION,
  script: SCRIPT,
  logs: { level: 'OFF', includeExecutionData: false, group: null },
  tags: { team: 'onboarding' },
  toStart,
  arrivals: [{ gapMs: (random) => random.gapMs(24 * MINUTE_MS) }],
};

function review({ random }: TaskCall): TaskBehaviour {
  if (random.chance(0.2)) return succeeds(null, {});
  const afterMs = random.latencyMs(5 * HOUR_MS, 0.8);
  if (random.chance(0.2)) return fails(afterMs, 'Review.Declined', 'photo was taken from a screen');
  const reviewer = random.pick(['mira.keller', 'jonas.weidt', 'ana.ferreira']);
  // Only some reviewers fill in the country, and what follows asks for it.
  const output: JsonValue = random.chance(0.8)
    ? { approved: true, reviewer, country: 'IE' }
    : { approved: true, reviewer };
  return succeeds(afterMs, output);
}

function firstUses(random: Random): number {
  return random.chance(0.6) ? random.between(1, 9) : 0;
}

function toStart(random: Random, nowMs: number, number: number): Start {
  const customerId = `cus-${new Date(nowMs).toISOString().slice(2, 10).replaceAll('-', '')}-${String(number).padStart(4, '0')}`;
  const folder = `s3://identity-prod/${customerId}`;
  return {
    name: `onboarding-${customerId}`,
    input: {
      customerId,
      segment: random.chance(0.25) ? 'business' : 'private',
      channel: random.pick(['web', 'ios', 'android', 'branch']),
      documents: [`${folder}/front.jpg`, `${folder}/back.jpg`],
    },
  };
}
