import type { Executions } from '@/lib/contract/executions';
import type { Sync } from '@/lib/contract/sync';
import { test as base, expect } from './shell';
import { type LocalAws, localAwsEnvironment, startDashboard, startLocalAws } from './stack';

export type Stack = {
  readonly url: string;
  readonly aws: LocalAws;
  /**
   * Starts an execution whose states behave as `script` says, and gives its name and ARN. `input` changes members of
   * `ORDER`; executions of other machines take it as it is, and without it what the workload would start next.
   */
  readonly start: (machine: string, name: string, script?: object, input?: object) => Promise<Started>;
  /** How many executions the index holds whose name, error or cause contains this. */
  readonly listed: (text: string) => Promise<number>;
  /** Resolves when the index holds one. */
  readonly untilListed: (text: string) => Promise<void>;
  /** Resolves when the past has been read, so that nothing of it comes into an open page any more. */
  readonly untilRead: () => Promise<void>;
};

type Started = { readonly executionArn: string; readonly name: string };

/**
 * An order that nobody has to approve (that begins at an amount of 1,000) and that needs no customs papers, so that its
 * test alone decides where it goes.
 */
export const ORDER = {
  orderId: 'ord-of-a-test',
  customer: { id: 'cus_5f1c', name: 'Elin Berg', email: 'elin.berg@example.com', since: '2021-04-12' },
  amount: 189.5,
  currency: 'EUR',
  shipping: { country: 'IE', city: 'Cork', postcode: 'T12 X70A', method: 'standard' },
  placedAt: '2026-11-22T09:14:05.000Z',
  items: [{ sku: 'KB-7731', name: 'Mechanical keyboard', unitPrice: 189.5, quantity: 1 }],
};

/** How states of an order behave that it passes on its way: left to chance, one in some goes no further. */
export const VALIDATED = { ValidateOrder: [{ durationMs: 50, output: { valid: true } }] };
export const RESERVED = {
  ...VALIDATED,
  ReserveStock: [{ durationMs: 50, output: { reservationId: 'rsv-of-a-test', warehouse: 'DUB-1' } }],
};

/** For what needs AWS to be read on a busy machine. */
const WAIT = { timeout: 60_000 };

/** `test` against a dashboard of its own that reads a local AWS through the real SDK; both last as long as the worker. */
export const test = base.extend<object, { stack: Stack }>({
  tolerated: /404 \(Not Found\)/,
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const aws = await startLocalAws('small');
      const dashboard = await startDashboard(localAwsEnvironment(aws.url));
      const listed = (text: string) => countListed(dashboard.url, text);
      await use({
        url: dashboard.url,
        aws,
        start: (...given) => startExecution(aws, ...given),
        listed,
        untilListed: (text) => expect.poll(() => listed(text), WAIT).toBeGreaterThan(0),
        untilRead: () => expect.poll(() => readPhase(dashboard.url), WAIT).toBe('following'),
      });
      await dashboard.stop();
      await aws.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ stack }, use) => {
    await use(stack.url);
  },
});

async function countListed(url: string, text: string): Promise<number> {
  const answer = await fetch(`${url}/api/v1/executions?from=now-30d&to=now&q=${encodeURIComponent(text)}`);
  const { items }: Executions = await answer.json();
  return items.length;
}

async function readPhase(url: string): Promise<string | undefined> {
  const { items }: Sync = await (await fetch(`${url}/api/v1/sync`)).json();
  return items[0]?.phase;
}

async function startExecution(
  aws: LocalAws,
  machine: string,
  name: string,
  script: object = {},
  input?: object,
): Promise<Started> {
  const given = machine === 'order-fulfilment' ? { ...ORDER, ...input } : input;
  const answer = await aws.control('POST', 'executions', { machine, name, script, ...(given && { input: given }) });
  if (typeof answer === 'object' && answer !== null && 'executionArn' in answer) {
    return { executionArn: String(answer.executionArn), name };
  }
  throw new Error('the local AWS started nothing');
}

export { expect };
