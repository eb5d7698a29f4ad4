import { LAMBDA_SERVICE_RETRY, lambdaArn } from './machine-plan';

const PICK_ITEMS = {
  StartAt: 'PickItems',
  States: {
    PickItems: {
      Type: 'Map',
      ItemsPath: '$.items',
      MaxConcurrency: 3,
      ItemSelector: {
        'orderId.$': '$.orderId',
        'position.$': '$$.Map.Item.Index',
        'sku.$': '$$.Map.Item.Value.sku',
        'quantity.$': '$$.Map.Item.Value.quantity',
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'PickItem',
        States: {
          PickItem: {
            Type: 'Task',
            Resource: lambdaArn('warehouse-pick-item'),
            TimeoutSeconds: 300,
            Retry: [
              { ErrorEquals: ['Warehouse.ScannerOffline'], IntervalSeconds: 5, MaxAttempts: 4, BackoffRate: 1.5 },
              LAMBDA_SERVICE_RETRY,
            ],
            End: true,
          },
        },
      },
      End: true,
    },
  },
};

const BOOK_COURIER = {
  StartAt: 'BookCourier',
  States: {
    BookCourier: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: {
        FunctionName: lambdaArn('courier-booking:live'),
        Payload: { 'orderId.$': '$.orderId', 'method.$': '$.shipping.method', 'postcode.$': '$.shipping.postcode' },
      },
      ResultSelector: { 'bookingId.$': '$.Payload.bookingId', 'carrier.$': '$.Payload.carrier' },
      ResultPath: '$.courier',
      Retry: [
        {
          ErrorEquals: ['Courier.RateLimited'],
          IntervalSeconds: 2,
          MaxAttempts: 5,
          BackoffRate: 2,
          MaxDelaySeconds: 10,
          JitterStrategy: 'FULL',
        },
      ],
      Next: 'NeedsCustoms',
    },
    NeedsCustoms: {
      Type: 'Choice',
      Choices: [
        {
          Or: [
            { Variable: '$.shipping.country', StringEquals: 'CH' },
            { Variable: '$.shipping.country', StringEquals: 'GB' },
            { Variable: '$.shipping.country', StringEquals: 'NO' },
          ],
          Next: 'PrintCustomsPapers',
        },
      ],
      Default: 'PrintLabel',
    },
    PrintCustomsPapers: {
      Type: 'Task',
      Resource: 'arn:aws:states:::ecs:runTask.sync',
      Parameters: {
        Cluster: 'fulfilment',
        TaskDefinition: 'customs-papers:41',
        LaunchType: 'FARGATE',
        Overrides: { ContainerOverrides: [{ Name: 'papers', 'Command.$': "States.Array('--order', $.orderId)" }] },
      },
      ResultPath: null,
      Next: 'PrintLabel',
    },
    PrintLabel: { Type: 'Task', Resource: lambdaArn('courier-print-label'), Retry: [LAMBDA_SERVICE_RETRY], End: true },
  },
};

const CHARGE_CARD = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: {
    FunctionName: lambdaArn('payments-charge:live'),
    Payload: {
      'orderId.$': '$.orderId',
      'amount.$': '$.amount',
      'currency.$': '$.currency',
      'idempotencyKey.$': "States.Format('{}-charge', $.orderId)",
    },
  },
  ResultSelector: { 'chargeId.$': '$.Payload.chargeId', 'network.$': '$.Payload.network' },
  ResultPath: '$.payment',
  TimeoutSeconds: 30,
  Retry: [
    { ErrorEquals: ['Payment.GatewayTimeout', 'States.Timeout'], IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 2 },
    LAMBDA_SERVICE_RETRY,
  ],
  Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'ReleaseStock' }],
  Next: 'Prepare',
};

/** Order fulfilment: stock, approval of large orders, payment with compensation, picking and courier side by side. */
export const ORDER_FULFILMENT_DEFINITION = {
  Comment: 'Takes an order from the shop to the courier',
  StartAt: 'ValidateOrder',
  TimeoutSeconds: 21_600,
  States: {
    ValidateOrder: {
      Type: 'Task',
      Resource: lambdaArn('orders-validate'),
      ResultPath: '$.validation',
      Retry: [LAMBDA_SERVICE_RETRY],
      Catch: [{ ErrorEquals: ['Order.InvalidAddress'], ResultPath: '$.error', Next: 'RejectOrder' }],
      Next: 'ReserveStock',
    },
    RejectOrder: {
      Type: 'Fail',
      Error: 'Order.Rejected',
      Cause: 'The order did not pass validation; the customer was asked to correct it.',
    },
    ReserveStock: {
      Type: 'Task',
      Resource: lambdaArn('stock-reserve'),
      ResultPath: '$.reservation',
      Retry: [
        { ErrorEquals: ['Stock.LockTimeout'], IntervalSeconds: 1, MaxAttempts: 4, BackoffRate: 2, MaxDelaySeconds: 5 },
        LAMBDA_SERVICE_RETRY,
      ],
      Catch: [{ ErrorEquals: ['Stock.OutOfStock'], ResultPath: '$.error', Next: 'NotifyOutOfStock' }],
      Next: 'IsLargeOrder',
    },
    NotifyOutOfStock: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sns:publish',
      Parameters: { TopicArn: 'arn:aws:sns:eu-west-1:123456789012:customer-messages', 'Message.$': '$.orderId' },
      ResultPath: null,
      Next: 'OrderOutOfStock',
    },
    OrderOutOfStock: { Type: 'Succeed' },
    IsLargeOrder: {
      Type: 'Choice',
      Choices: [{ Variable: '$.amount', NumericGreaterThanEquals: 1000, Next: 'ApproveLargeOrder' }],
      Default: 'ChargeCard',
    },
    ApproveLargeOrder: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: {
        QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/order-approvals',
        MessageBody: {
          'taskToken.$': '$$.Task.Token',
          'orderId.$': '$.orderId',
          'amount.$': '$.amount',
          'currency.$': '$.currency',
          'customer.$': '$.customer',
          'execution.$': '$$.Execution.Id',
        },
      },
      ResultPath: '$.approval',
      TimeoutSeconds: 14_400,
      Catch: [{ ErrorEquals: ['States.Timeout', 'Approval.Rejected'], ResultPath: '$.error', Next: 'CancelOrder' }],
      Next: 'ChargeCard',
    },
    CancelOrder: {
      Type: 'Task',
      Resource: lambdaArn('orders-cancel'),
      ResultPath: '$.cancellation',
      Next: 'OrderCancelled',
    },
    OrderCancelled: { Type: 'Succeed' },
    ChargeCard: CHARGE_CARD,
    ReleaseStock: {
      Type: 'Task',
      Resource: lambdaArn('stock-release'),
      ResultPath: '$.release',
      Retry: [LAMBDA_SERVICE_RETRY],
      Next: 'PaymentFailed',
    },
    PaymentFailed: {
      Type: 'Fail',
      Error: 'Order.PaymentFailed',
      Cause: 'The card was not charged; the reserved stock was released.',
    },
    Prepare: {
      Type: 'Parallel',
      Branches: [PICK_ITEMS, BOOK_COURIER],
      ResultSelector: { 'picked.$': '$[0]', 'label.$': '$[1]' },
      ResultPath: '$.fulfilment',
      Catch: [
        { ErrorEquals: ['Warehouse.ItemDamaged', 'Courier.NoService'], ResultPath: '$.error', Next: 'RefundPayment' },
      ],
      Next: 'HandOverWindow',
    },
    RefundPayment: {
      Type: 'Task',
      Resource: lambdaArn('payments-refund'),
      ResultPath: '$.refund',
      Retry: [LAMBDA_SERVICE_RETRY],
      Next: 'FulfilmentFailed',
    },
    FulfilmentFailed: {
      Type: 'Fail',
      Error: 'Order.FulfilmentFailed',
      Cause: 'The parcel could not be prepared; the payment was refunded.',
    },
    HandOverWindow: { Type: 'Wait', Seconds: 20, Next: 'SendConfirmation' },
    SendConfirmation: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sns:publish',
      Parameters: {
        TopicArn: 'arn:aws:sns:eu-west-1:123456789012:customer-messages',
        'Message.$': "States.Format('Order {} is on its way', $.orderId)",
      },
      ResultPath: null,
      Next: 'OrderCompleted',
    },
    OrderCompleted: { Type: 'Succeed' },
  },
};
