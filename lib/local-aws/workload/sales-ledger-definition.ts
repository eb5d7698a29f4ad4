import { LAMBDA_SERVICE_RETRY, lambdaArn } from './machine-plan';

/** What each file of a night goes through: a Standard execution of its own. */
const LOAD_ONE = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'ParsePartition',
  States: {
    ParsePartition: {
      Type: 'Task',
      Resource: lambdaArn('ledger-parse-partition'),
      ResultPath: '$.parsed',
      Retry: [LAMBDA_SERVICE_RETRY],
      Next: 'PostToLedger',
    },
    PostToLedger: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: {
        FunctionName: lambdaArn('ledger-post:live'),
        Payload: { 'key.$': '$.key', 'rows.$': '$.parsed.rows', 'region.$': '$.region' },
      },
      ResultSelector: { 'journal.$': '$.Payload.journal' },
      ResultPath: '$.posted',
      TimeoutSeconds: 300,
      Retry: [
        { ErrorEquals: ['Ledger.Busy'], IntervalSeconds: 10, MaxAttempts: 3, BackoffRate: 2 },
        LAMBDA_SERVICE_RETRY,
      ],
      Next: 'PartitionPosted',
    },
    PartitionPosted: { Type: 'Succeed' },
  },
};

/** Stores are compared with their tills by short Express executions. */
const RECONCILE_ONE = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
  StartAt: 'ReconcileStore',
  States: {
    ReconcileStore: {
      Type: 'Task',
      Resource: lambdaArn('ledger-reconcile-store'),
      Retry: [LAMBDA_SERVICE_RETRY],
      End: true,
    },
  },
};

/** Sales of a day: exported by a container, posted file by file, reconciled store by store, archived on premises. */
export const SALES_LEDGER_DEFINITION = {
  Comment: 'Posts the sales of a day to the ledger',
  StartAt: 'ExportSales',
  TimeoutSeconds: 43_200,
  States: {
    ExportSales: {
      Type: 'Task',
      Resource: 'arn:aws:states:::ecs:runTask.sync',
      Parameters: {
        Cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/batch',
        TaskDefinition: 'sales-export:41',
        LaunchType: 'FARGATE',
        Overrides: {
          ContainerOverrides: [
            { Name: 'export', Environment: [{ Name: 'BUSINESS_DATE', 'Value.$': '$.businessDate' }] },
          ],
        },
      },
      TimeoutSeconds: 7_200,
      ResultSelector: { 'taskArn.$': '$.TaskArn', 'stopCode.$': '$.StopCode' },
      ResultPath: '$.export',
      Retry: [{ ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 60, MaxAttempts: 1 }],
      Next: 'LoadPartitions',
    },
    LoadPartitions: {
      Type: 'Map',
      Label: 'LoadPartitions',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:listObjectsV2',
        Parameters: {
          Bucket: 'sales-exports-prod',
          'Prefix.$': "States.Format('sales/region={}/date={}/', $.region, $.businessDate)",
        },
      },
      ItemSelector: {
        'key.$': '$$.Map.Item.Value.Key',
        'region.$': '$.region',
        'businessDate.$': '$.businessDate',
      },
      MaxConcurrency: 12,
      ToleratedFailurePercentage: 5,
      ItemProcessor: LOAD_ONE,
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: { Bucket: 'sales-exports-prod', Prefix: 'results/load' },
      },
      ResultPath: '$.load',
      Next: 'ReconcileStores',
    },
    ReconcileStores: {
      Type: 'Map',
      Label: 'ReconcileStores',
      ItemsPath: '$.stores',
      ItemSelector: { 'store.$': '$$.Map.Item.Value', 'businessDate.$': '$.businessDate' },
      MaxConcurrency: 40,
      ToleratedFailureCount: 2,
      ItemProcessor: RECONCILE_ONE,
      ResultPath: '$.reconciled',
      Next: 'ArchiveToTape',
    },
    ArchiveToTape: {
      Type: 'Task',
      Resource: 'arn:aws:states:eu-west-1:123456789012:activity:tape-archive',
      Parameters: { 'businessDate.$': '$.businessDate', 'region.$': '$.region', 'manifest.$': '$.load' },
      HeartbeatSeconds: 900,
      TimeoutSeconds: 14_400,
      ResultPath: '$.archive',
      Retry: [{ ErrorEquals: ['States.HeartbeatTimeout'], IntervalSeconds: 300, MaxAttempts: 2 }],
      Next: 'PublishFigures',
    },
    PublishFigures: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sns:publish',
      Parameters: {
        TopicArn: 'arn:aws:sns:eu-west-1:123456789012:finance-figures',
        'Message.$': "States.Format('Sales of {} ({}) are posted', $.businessDate, $.region)",
      },
      ResultPath: null,
      Next: 'LedgerClosed',
    },
    LedgerClosed: { Type: 'Succeed' },
  },
};
