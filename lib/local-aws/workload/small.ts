import type { TaskBehaviour } from '../engine/task-script';
import { fails, lambdaFails, succeeds } from '../engine/task-script';

/** How one order of the small workload goes where it matters; everything else follows the machine's script. */
export type Scenario = {
  readonly overrides: Readonly<Record<string, readonly TaskBehaviour[]>>;
  /** Makes the order large enough to need an approval. */
  readonly isLarge?: true;
  /** Leaves out the items, which no state expects. */
  readonly hasNoItems?: true;
  /** Milliseconds after which an operator stops it. */
  readonly abortedAfterMs?: number;
};

const smoothly: Readonly<Record<string, readonly TaskBehaviour[]>> = {
  ValidateOrder: [succeeds(120, { valid: true, rules: 14, riskScore: 7 })],
  ReserveStock: [succeeds(300, { reservationId: 'rsv-5f1c', warehouse: 'DUB-1' })],
  ChargeCard: [succeeds(1_100, { chargeId: 'ch_91d2', network: 'visa' })],
  PickItem: [succeeds(9_000, { bin: '412-7' })],
  BookCourier: [succeeds(600, { bookingId: 'PN40118822', carrier: 'ParcelNet' })],
  PrintCustomsPapers: [succeeds(30_000, { ExitCode: 0 })],
  PrintLabel: [succeeds(400, { label: 's3://labels-prod/5f1c.zpl' })],
};

const gatewayTimeout = lambdaFails(10_050, 'Payment.GatewayTimeout', 'no answer within 10000 ms', [
  'at charge (/var/task/payments-charge.js:118:13)',
]);

/** The ways an order can go, oldest first: the small workload has each at least once. */
export const SCENARIOS: readonly Scenario[] = [
  // Nothing answers, and six hours later the machine's own time limit ends the execution.
  { overrides: { ...smoothly, PrintLabel: [succeeds(null, {})] } },
  { overrides: { ...smoothly, ApproveLargeOrder: [succeeds(null, {})] }, isLarge: true },
  { overrides: smoothly },
  {
    overrides: {
      ...smoothly,
      ChargeCard: [gatewayTimeout, gatewayTimeout, succeeds(1_200, { chargeId: 'ch_77aa', network: 'visa' })],
    },
  },
  { overrides: { ...smoothly, ChargeCard: [gatewayTimeout] } },
  {
    overrides: {
      ...smoothly,
      ChargeCard: [fails(900, 'Payment.Declined', 'the issuer declined the charge (card_expired)')],
    },
  },
  {
    overrides: {
      ...smoothly,
      ValidateOrder: [fails(140, 'Order.InvalidAddress', 'postcode does not belong to the city')],
    },
  },
  {
    overrides: {
      ...smoothly,
      ValidateOrder: [fails(80, 'TypeError', "Cannot read properties of undefined (reading 'postcode')")],
    },
  },
  { overrides: { ...smoothly, ReserveStock: [fails(200, 'Stock.OutOfStock', '1 of the items is sold out')] } },
  {
    overrides: {
      ...smoothly,
      PickItem: [fails(7_000, 'Warehouse.ItemDamaged', 'KB-7731 was found damaged and there is no second one')],
    },
  },
  { overrides: smoothly, hasNoItems: true },
  { overrides: smoothly, abortedAfterMs: 6_000 },
  {
    overrides: { ...smoothly, ApproveLargeOrder: [succeeds(600_000, { approved: true, approver: 'mira.keller' })] },
    isLarge: true,
  },
  {
    overrides: {
      ...smoothly,
      ApproveLargeOrder: [fails(420_000, 'Approval.Rejected', 'tom.okafor: customer not reached')],
    },
    isLarge: true,
  },
];

const approved = [succeeds(60_000, { approved: true, by: 'ines.duarte' })];
const released = [succeeds(90_000, { released: true, by: 'ines.duarte' })];
const booked = [succeeds(30_000, { journal: 'J-4711' })];
const nobody = [succeeds(null, {})];

/** Batches of supplier payouts in the small workload, oldest first: what is awaited, and how it ends. */
export const PAYOUT_SCENARIOS: readonly {
  readonly overrides: Readonly<Record<string, readonly TaskBehaviour[]>>;
  readonly payouts: number;
  readonly approvalSeconds: number;
}[] = [
  {
    overrides: { ApprovePayout: approved, ReleaseFunds: released, BookPayouts: booked },
    payouts: 2,
    approvalSeconds: 3_600,
  },
  // Nobody approves in time: the payouts are postponed and the batch goes on.
  {
    overrides: { ApprovePayout: nobody, ReleaseFunds: released, BookPayouts: booked },
    payouts: 2,
    approvalSeconds: 600,
  },
  // These wait when the workload is ready: for a worker, for the link in a text, for each of three people.
  {
    overrides: { ApprovePayout: approved, ReleaseFunds: released, BookPayouts: nobody },
    payouts: 2,
    approvalSeconds: 3_600,
  },
  { overrides: { ApprovePayout: approved, ReleaseFunds: nobody }, payouts: 2, approvalSeconds: 3_600 },
  { overrides: { ApprovePayout: nobody }, payouts: 3, approvalSeconds: 86_400 },
];

/** The last orders of the small workload: these are under way when it is ready. */
export const OPEN_SCENARIOS: readonly Scenario[] = [
  { overrides: { ...smoothly, ApproveLargeOrder: [succeeds(null, {})] }, isLarge: true },
  { overrides: { ...smoothly, ApproveLargeOrder: [succeeds(null, {})] }, isLarge: true },
  { overrides: { ...smoothly, BookCourier: [succeeds(null, {})] } },
];
