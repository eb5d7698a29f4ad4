/**
 * Orders: those above 100 are approved by somebody, each is priced item by item beside a message that may not get through,
 * and a bad one fails.
 */
export function ordersDefinition(queueUrl: string): object {
  return {
    StartAt: 'NeedsApproval?',
    States: {
      'NeedsApproval?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.amount', NumericGreaterThan: 100, Next: 'Approve' }],
        Default: 'Prepare',
      },
      Approve: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Parameters: { QueueUrl: queueUrl, MessageBody: { 'order.$': '$.order', 'token.$': '$$.Task.Token' } },
        HeartbeatSeconds: 3_600,
        ResultPath: '$.approval',
        Catch: [{ ErrorEquals: ['Order.Declined'], ResultPath: '$.declined', Next: 'Declined' }],
        Next: 'Prepare',
      },
      Prepare: {
        Type: 'Parallel',
        ResultPath: '$.prepared',
        Branches: [
          { StartAt: 'PriceItems', States: PRICE_ITEMS },
          { StartAt: 'Notify', States: NOTIFY },
        ],
        Next: 'IsGood?',
      },
      'IsGood?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.isBad', BooleanEquals: true, Next: 'Refuse' }],
        Default: 'Done',
      },
      Refuse: { Type: 'Fail', Error: 'Order.Refused', Cause: 'the order is bad' },
      Declined: { Type: 'Pass', End: true },
      Done: { Type: 'Succeed' },
    },
  };
}

const PRICE_ITEMS = {
  PriceItems: {
    Type: 'Map',
    ItemsPath: '$.items',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'INLINE' },
      StartAt: 'PriceItem',
      States: { PriceItem: { Type: 'Pass', End: true } },
    },
    End: true,
  },
};

const NOTIFY = {
  Notify: {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage',
    Parameters: { 'QueueUrl.$': '$.queueUrl', MessageBody: 'priced' },
    Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1 }],
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'NotNotified' }],
    End: true,
  },
  NotNotified: { Type: 'Pass', End: true },
};

/** Checkouts: what their executions did stands in the log lines alone. */
export const CHECKOUT_DEFINITION = {
  StartAt: 'Check',
  States: { Check: { Type: 'Pass', Next: 'Pay' }, Pay: { Type: 'Pass', End: true } },
};

/** Waits longer than it may. */
export const OVERDUE_DEFINITION = {
  StartAt: 'Linger',
  TimeoutSeconds: 2,
  States: { Linger: { Type: 'Wait', Seconds: 30, End: true } },
};
