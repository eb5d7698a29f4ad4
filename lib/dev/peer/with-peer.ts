import { test as base } from '@playwright/test';
import { startDashboard } from './dashboard';
import { CHECKOUT_DEFINITION, OVERDUE_DEFINITION, ordersDefinition } from './definitions';
import { expressRun } from './express-lines';
import { PeerAws } from './peer-aws';

/** Names of the executions of the orders that each run starts. The last two wait for an answer. */
export const ORDERS = ['first', 'second', 'refused', 'unreachable', 'approved', 'rejected'] as const;
export type Order = (typeof ORDERS)[number];
export const ITEMS = 3;

type Stack = {
  readonly url: string;
  readonly aws: PeerAws;
  readonly ordersArn: string;
  readonly checkoutsArn: string;
  readonly orderArn: (order: Order) => string;
  /** Two checkouts: one that succeeded and one that failed. Lines of another machine lie between theirs. */
  readonly checkoutArns: readonly [string, string];
  /** An execution that runs out of time, and its machine. */
  readonly overdue: { readonly machineArn: string; readonly executionArn: string };
};

/** `test` with a peer that has run something and a dashboard that reads it; both last as long as the whole run. */
export const test = base.extend<object, { stack: Stack }>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const endpoint = process.env['PEER_ENDPOINT'];
      if (endpoint === undefined) throw new Error('PEER_ENDPOINT names no peer; npm run test:peer sets it');
      const aws = new PeerAws(endpoint);
      const orders = await startOrders(aws);
      const checkouts = await logCheckouts(aws);
      const overdue = await startOverdue(aws);
      const dashboard = await startDashboard(aws.environment);
      await use({ url: dashboard.url, aws, ...orders, ...checkouts, overdue });
      await dashboard.stop();
      aws.close();
    },
    { scope: 'worker', timeout: 150_000 },
  ],
  baseURL: async ({ stack }, use) => {
    await use(stack.url);
  },
});

/** A peer that goes on living has those of the runs before. */
const RUN = Date.now().toString(36);

async function startOrders(aws: PeerAws): Promise<Pick<Stack, 'ordersArn' | 'orderArn'>> {
  const queueUrl = await aws.createQueue(`peer-answers-${RUN}`);
  const ordersArn = await aws.createMachine(`peer-orders-${RUN}`, ordersDefinition(queueUrl));
  const arns = new Map<Order, string>();
  for (const order of ORDERS) {
    const isWaiting = order === 'approved' || order === 'rejected';
    const input = {
      order,
      amount: isWaiting ? 500 : 10,
      items: Array.from({ length: ITEMS }, (_, index) => index),
      isBad: order === 'refused',
      queueUrl: order === 'unreachable' ? `${queueUrl}-that-is-not-there` : queueUrl,
    };
    arns.set(order, await aws.start(ordersArn, order, input));
  }
  const orderArn = (order: Order): string => arns.get(order) ?? '';
  return { ordersArn, orderArn };
}

async function startOverdue(aws: PeerAws): Promise<Stack['overdue']> {
  const machineArn = await aws.createMachine(`peer-overdue-${RUN}`, OVERDUE_DEFINITION);
  return { machineArn, executionArn: await aws.start(machineArn, 'overdue', {}) };
}

async function logCheckouts(aws: PeerAws): Promise<Pick<Stack, 'checkoutsArn' | 'checkoutArns'>> {
  const group = `/aws/vendedlogs/states/peer-${RUN}`;
  const atMs = Date.now() - 60_000;
  const checkoutsArn = await aws.createExpressMachine(`peer-checkouts-${RUN}`, CHECKOUT_DEFINITION, group);
  const refundsArn = await aws.createExpressMachine(`peer-refunds-${RUN}`, CHECKOUT_DEFINITION, group);
  const succeeded = expressRun(checkoutsArn, 'paid', atMs, null);
  const failed = expressRun(checkoutsArn, 'declined', atMs, 'Card.Declined');
  const other = expressRun(refundsArn, 'refund', atMs, 'Refund.Failed');
  const plain = {
    atMs,
    message: 'Permissions are set correctly to allow AWS CloudWatch Logs to write into your logs.',
  };
  const lines = [plain, ...succeeded.lines, ...failed.lines, ...other.lines].toSorted(
    (one, two) => one.atMs - two.atMs,
  );
  await aws.putLines(group, lines);
  return { checkoutsArn, checkoutArns: [succeeded.executionArn, failed.executionArn] };
}

export { expect } from '@playwright/test';
