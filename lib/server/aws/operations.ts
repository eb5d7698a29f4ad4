import 'server-only';

/** What AWS grants for one operation: how many calls at once, and how many a second after that. */
type Quota = { readonly capacity: number; readonly refillPerSecond: number };

type Operation = Quota & { readonly action: string };

/**
 * Every call we make to read AWS: the IAM action it needs and the smallest quota that AWS publishes for it in any region
 * (aws-facts §1.3, §5.1). FilterLogEvents has a rate and no burst.
 */
export const READ_OPERATIONS = {
  ListStateMachines: { action: 'states:ListStateMachines', capacity: 100, refillPerSecond: 5 },
  DescribeStateMachine: { action: 'states:DescribeStateMachine', capacity: 200, refillPerSecond: 20 },
  ListTagsForResource: { action: 'states:ListTagsForResource', capacity: 100, refillPerSecond: 1 },
  DescribeStateMachineForExecution: {
    action: 'states:DescribeStateMachineForExecution',
    capacity: 200,
    refillPerSecond: 1,
  },
  ListExecutions: { action: 'states:ListExecutions', capacity: 100, refillPerSecond: 2 },
  DescribeExecution: { action: 'states:DescribeExecution', capacity: 250, refillPerSecond: 10 },
  DescribeMapRun: { action: 'states:DescribeMapRun', capacity: 200, refillPerSecond: 1 },
  GetExecutionHistory: { action: 'states:GetExecutionHistory', capacity: 400, refillPerSecond: 20 },
  FilterLogEvents: { action: 'logs:FilterLogEvents', capacity: 5, refillPerSecond: 5 },
} as const satisfies Readonly<Record<string, Operation>>;

export type ReadOperation = keyof typeof READ_OPERATIONS;

/** Every call that changes something. Each is sent once (security L3). IAM cannot scope them to a machine (aws-facts §8). */
export const ACTION_OPERATIONS = {
  SendTaskSuccess: { action: 'states:SendTaskSuccess', capacity: 1_500, refillPerSecond: 300 },
  SendTaskFailure: { action: 'states:SendTaskFailure', capacity: 1_500, refillPerSecond: 300 },
  SendTaskHeartbeat: { action: 'states:SendTaskHeartbeat', capacity: 1_500, refillPerSecond: 300 },
} as const satisfies Readonly<Record<string, Operation>>;

export type ActionOperation = keyof typeof ACTION_OPERATIONS;

/** All of them, for the budget. */
export const OPERATIONS = { ...READ_OPERATIONS, ...ACTION_OPERATIONS } as const;
