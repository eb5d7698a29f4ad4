import { fails, type MachineScript, succeeds, type TaskBehaviour, type TaskCall } from '../engine/task-script';
import { SHOP } from '../places';
import type { Random } from '../random';
import { LAMBDA_SERVICE_RETRY, lambdaArn, type MachinePlan, type Start } from './machine-plan';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DAY_SECONDS = 86_400;

/** The companies of the group. Their books are closed one after the other, from five o'clock on the first. */
const COMPANIES = ['DE01', 'IE02', 'NL03', 'FR04', 'PT05', 'CH06'];
const FIRST_MINUTE = 5 * 60;
const MINUTES_APART = 20;

const APPROVE_ONE = {
  ProcessorConfig: { Mode: 'INLINE' },
  StartAt: 'ApproveAccount',
  States: {
    ApproveAccount: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: {
        QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/close-approvals',
        MessageBody: {
          'taskToken.$': '$$.Task.Token',
          'company.$': '$.company',
          'period.$': '$.period',
          'account.$': '$.account',
        },
      },
      TimeoutSeconds: 35 * DAY_SECONDS,
      ResultPath: '$.approval',
      Catch: [
        { ErrorEquals: ['Close.Rejected'], ResultPath: '$.rejection', Next: 'CorrectAccount' },
        { ErrorEquals: ['States.Timeout'], ResultPath: '$.rejection', Next: 'AccountOverdue' },
      ],
      Next: 'AccountApproved',
    },
    CorrectAccount: {
      Type: 'Task',
      Resource: lambdaArn('close-correct-account'),
      ResultPath: '$.correction',
      Retry: [LAMBDA_SERVICE_RETRY],
      Next: 'ApproveAccount',
    },
    AccountOverdue: {
      Type: 'Fail',
      Error: 'Close.Overdue',
      Cause: 'Nobody approved the account within five weeks.',
    },
    AccountApproved: { Type: 'Pass', End: true },
  },
};

/** The close of a month takes weeks: accounts are approved side by side, then auditors look, then somebody signs. */
const DEFINITION = {
  Comment: 'Closes the books of a company for a month',
  StartAt: 'CollectBalances',
  States: {
    CollectBalances: {
      Type: 'Task',
      Resource: 'arn:aws:states:::ecs:runTask.sync',
      Parameters: { Cluster: 'finance', TaskDefinition: 'collect-balances:17', LaunchType: 'FARGATE' },
      ResultPath: null,
      Next: 'AwaitSubledgers',
    },
    AwaitSubledgers: { Type: 'Wait', TimestampPath: '$.subledgersDue', Next: 'ApproveAccounts' },
    ApproveAccounts: {
      Type: 'Map',
      ItemsPath: '$.accounts',
      ItemSelector: { 'account.$': '$$.Map.Item.Value', 'company.$': '$.company', 'period.$': '$.period' },
      ItemProcessor: APPROVE_ONE,
      ResultPath: '$.approvals',
      Next: 'PostAccruals',
    },
    PostAccruals: {
      Type: 'Task',
      Resource: lambdaArn('close-post-accruals'),
      ResultPath: '$.accruals',
      Retry: [LAMBDA_SERVICE_RETRY],
      Next: 'AuditHold',
    },
    AuditHold: { Type: 'Wait', Seconds: 4 * DAY_SECONDS, Next: 'SignOff' },
    SignOff: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sns:publish.waitForTaskToken',
      Parameters: {
        TopicArn: 'arn:aws:sns:eu-west-1:123456789012:finance-sign-off',
        'Message.$':
          "States.Format('Sign off {} for {}: https://close.example.com/sign?token={}', $.company, $.period, $$.Task.Token)",
      },
      ResultPath: '$.signature',
      Next: 'CloseBooks',
    },
    CloseBooks: {
      Type: 'Task',
      Resource: lambdaArn('close-books'),
      ResultPath: '$.closed',
      Retry: [LAMBDA_SERVICE_RETRY],
      Next: 'BooksClosed',
    },
    BooksClosed: { Type: 'Succeed' },
  },
};

const SCRIPT: MachineScript = {
  CollectBalances: ({ random }) => succeeds(random.latencyMs(42 * MINUTE_MS, 0.3), { LastStatus: 'STOPPED' }),
  ApproveAccount: approve,
  CorrectAccount: ({ random }) => succeeds(random.latencyMs(900), { entries: random.between(1, 14) }),
  PostAccruals: ({ random }) => succeeds(random.latencyMs(5_200), { journals: random.between(20, 90) }),
  SignOff: ({ random }) => succeeds(random.latencyMs(2 * DAY_MS, 0.7), { signedBy: 'henrike.aalto' }),
  CloseBooks: ({ random }) => succeeds(random.latencyMs(3_100), { closed: true }),
};

/** Runs for weeks, and waits for several people at once. */
export const MONTH_END_CLOSE: MachinePlan = {
  name: 'month-end-close',
  place: SHOP,
  type: 'STANDARD',
  definition: DEFINITION,
  script: SCRIPT,
  logs: { level: 'OFF', includeExecutionData: false, group: null },
  tags: { team: 'finance' },
  toStart,
  arrivals: [{ gapMs: (_random, timeMs) => untilNextCloseMs(timeMs), sinceMs: 85 * DAY_MS }],
};

/** Most are approved within a week, some sent back, and a few lie for longer than the month lasts. */
function approve({ random }: TaskCall): TaskBehaviour {
  const afterMs = random.chance(0.15) ? random.latencyMs(24 * DAY_MS, 0.3) : random.latencyMs(5 * DAY_MS, 0.7);
  if (random.chance(0.15)) {
    return fails(afterMs, 'Close.Rejected', 'tom.okafor: intercompany balances differ from those of the counterparty');
  }
  return succeeds(afterMs, { approvedBy: random.pick(['mira.keller', 'ines.duarte', 'jonas.weidt']) });
}

/** Milliseconds from a time (epoch ms) to when the next company is due. */
export function untilNextCloseMs(timeMs: number): number {
  const date = new Date(timeMs);
  const thisMonth = COMPANIES.map((_, index) => dueMs(date.getUTCFullYear(), date.getUTCMonth(), index));
  const next = thisMonth.find((due) => due > timeMs) ?? dueMs(date.getUTCFullYear(), date.getUTCMonth() + 1, 0);
  return next - timeMs;
}

function dueMs(year: number, month: number, company: number): number {
  return Date.UTC(year, month, 1, 0, FIRST_MINUTE + company * MINUTES_APART);
}

const ACCOUNTS = ['receivables', 'payables', 'inventory', 'payroll', 'fixed-assets', 'tax'];

function toStart(random: Random, nowMs: number): Start {
  const due = new Date(nowMs);
  const minute = due.getUTCHours() * 60 + due.getUTCMinutes();
  const company = COMPANIES[Math.round((minute - FIRST_MINUTE) / MINUTES_APART)] ?? random.pick(COMPANIES);
  const period = new Date(nowMs - 20 * DAY_MS).toISOString().slice(0, 7);
  return {
    name: `close-${period}-${company}`,
    input: {
      company,
      period,
      subledgersDue: new Date(nowMs + random.between(3, 5) * DAY_MS).toISOString(),
      accounts: ACCOUNTS.slice(0, random.between(4, 6)),
    },
  };
}
