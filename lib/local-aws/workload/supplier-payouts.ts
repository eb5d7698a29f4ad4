import { fails, type MachineScript, succeeds, type TaskBehaviour, type TaskCall } from '../engine/task-script';
import { SHOP } from '../places';
import type { Random } from '../random';
import { LAMBDA_SERVICE_RETRY, lambdaArn, type MachinePlan, type Start } from './machine-plan';

const DAY_SECONDS = 86_400;

const APPROVE_ONE = {
  StartAt: 'ApprovePayout',
  States: {
    ApprovePayout: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: {
        QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/payout-approvals',
        MessageBody: { 'taskToken.$': '$$.Task.Token', 'payout.$': '$.payout', 'batchId.$': '$.batchId' },
      },
      TimeoutSecondsPath: '$.approvalSeconds',
      ResultPath: '$.approval',
      Catch: [{ ErrorEquals: ['States.Timeout', 'Payout.Rejected'], ResultPath: '$.error', Next: 'PostponePayout' }],
      Next: 'PayoutApproved',
    },
    PayoutApproved: { Type: 'Pass', End: true },
    PostponePayout: { Type: 'Pass', Result: { postponed: true }, ResultPath: '$.approval', End: true },
  },
};

const SCRIPT: MachineScript = {
  CheckSanctions: ({ random }) => succeeds(random.latencyMs(900), { hits: 0, list: 'EU-2026-11' }),
  ApprovePayout: approve,
  ReleaseFunds: ({ random }) => succeeds(random.latencyMs(11 * 60_000, 0.7), { released: true, by: 'ines.duarte' }),
  BookPayouts: ({ random }) =>
    succeeds(random.latencyMs(95_000, 0.6), { journal: `J-${random.between(1_000, 9_999)}` }),
};

/** Payouts to suppliers: each is approved by itself, the batch is released by a link, and a worker books it. */
export const SUPPLIER_PAYOUTS: MachinePlan = {
  name: 'supplier-payouts',
  place: SHOP,
  type: 'STANDARD',
  definition: {
    Comment: 'Pays suppliers in batches',
    StartAt: 'CheckSanctions',
    States: {
      CheckSanctions: {
        Type: 'Task',
        Resource: lambdaArn('payouts-sanctions'),
        ResultPath: '$.sanctions',
        Retry: [LAMBDA_SERVICE_RETRY],
        Next: 'ApprovePayouts',
      },
      ApprovePayouts: {
        Type: 'Map',
        ItemsPath: '$.payouts',
        ItemSelector: {
          'payout.$': '$$.Map.Item.Value',
          'batchId.$': '$.batchId',
          'approvalSeconds.$': '$.approvalSeconds',
        },
        ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...APPROVE_ONE },
        ResultPath: '$.approvals',
        Next: 'ReleaseFunds',
      },
      ReleaseFunds: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sns:publish.waitForTaskToken',
        Parameters: {
          TopicArn: 'arn:aws:sns:eu-west-1:123456789012:treasury',
          'Message.$':
            "States.Format('Release batch {}: https://treasury.example.com/release?batch={}&token={}', $.batchId, $.batchId, $$.Task.Token)",
        },
        HeartbeatSeconds: 14_400,
        ResultPath: '$.release',
        Retry: [{ ErrorEquals: ['States.HeartbeatTimeout'], IntervalSeconds: 60, MaxAttempts: 1 }],
        Next: 'BookPayouts',
      },
      BookPayouts: {
        Type: 'Task',
        Resource: 'arn:aws:states:eu-west-1:123456789012:activity:ledger-bookings',
        ResultPath: null,
        Next: 'BatchPaid',
      },
      BatchPaid: { Type: 'Succeed' },
    },
  },
  script: SCRIPT,
  logs: { level: 'OFF', includeExecutionData: false, group: null },
  toStart: toBatch,
  arrivals: [{ gapMs: (random) => random.gapMs(100 * 60_000) }],
  operators: { stoppedShare: 0.005 },
};

function approve({ random }: TaskCall): TaskBehaviour {
  if (random.chance(0.06)) return succeeds(null, {});
  const afterMs = random.latencyMs(25 * 60_000, 0.9);
  if (random.chance(0.08)) return fails(afterMs, 'Payout.Rejected', 'tom.okafor: the bank details changed last week');
  return succeeds(afterMs, { approved: true, by: random.pick(['mira.keller', 'ines.duarte']) });
}

const SUPPLIERS = [
  'Nordholz GmbH',
  'Atelier Brun',
  'Ferrovia Ricambi',
  'Kessel & Daughters',
  'Lumen Optics',
  'Papeterie du Lac',
];

/** A batch as the ledger hands it over in the night: two to five payouts. */
function toBatch(random: Random, nowMs: number, number: number): Start {
  const batchId = `batch-${new Date(nowMs).toISOString().slice(0, 10)}-${number}`;
  const payouts = Array.from({ length: random.between(2, 5) }, (_, index) => ({
    payoutId: `po-${number}-${index + 1}`,
    supplier: random.pick(SUPPLIERS),
    amount: random.between(30_000, 1_900_000) / 100,
    currency: 'EUR',
    invoices: random.between(1, 9),
  }));
  return { name: batchId, input: { batchId, payouts, approvalSeconds: DAY_SECONDS } };
}
