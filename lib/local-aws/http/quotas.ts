/** A token bucket as AWS keeps it: how many calls at once, and how many a second after that. */
export type Quota = { readonly bucket: number; readonly perSecond: number };

/** `[bucket, perSecond]` in the three regions with higher quotas, and in the others where those differ. */
type Sizes = { readonly bigThree: readonly [number, number]; readonly others?: readonly [number, number] };

const BIG_THREE: ReadonlySet<string> = new Set(['us-east-1', 'us-west-2', 'eu-west-1']);

/** What an Express execution is started from; it has a quota of its own. */
export const EXPRESS_START = 'states:StartExecution (Express)';

/**
 * By action, per account and region (aws-facts §1.3). Where AWS's page and its Service Quotas API disagree the smaller
 * number stands here, because that is what a caller can rely on: DescribeExecution, RedriveExecution, DescribeActivity.
 */
const QUOTAS: Readonly<Record<string, Sizes>> = {
  'states:ListStateMachines': { bigThree: [100, 5] },
  'states:DescribeStateMachine': { bigThree: [200, 20] },
  'states:DeleteStateMachine': { bigThree: [100, 1] },
  'states:DescribeStateMachineForExecution': { bigThree: [200, 1] },
  'states:ListExecutions': { bigThree: [200, 5], others: [100, 2] },
  'states:DescribeExecution': { bigThree: [300, 15], others: [250, 10] },
  'states:GetExecutionHistory': { bigThree: [400, 20] },
  'states:ListMapRuns': { bigThree: [100, 1] },
  'states:DescribeMapRun': { bigThree: [200, 1] },
  'states:ListStateMachineVersions': { bigThree: [100, 1] },
  'states:ListStateMachineAliases': { bigThree: [100, 1] },
  'states:DescribeStateMachineAlias': { bigThree: [200, 1] },
  'states:SendTaskSuccess': { bigThree: [3_000, 500], others: [1_500, 300] },
  'states:SendTaskFailure': { bigThree: [3_000, 500], others: [1_500, 300] },
  'states:SendTaskHeartbeat': { bigThree: [3_000, 500], others: [1_500, 300] },
  'states:GetActivityTask': { bigThree: [3_000, 500], others: [1_500, 300] },
  'states:StopExecution': { bigThree: [1_000, 200], others: [500, 25] },
  'states:RedriveExecution': { bigThree: [800, 150] },
  'states:StartExecution': { bigThree: [1_300, 300], others: [800, 150] },
  [EXPRESS_START]: { bigThree: [6_000, 6_000] },
  'states:ListTagsForResource': { bigThree: [100, 1] },
  'states:ListActivities': { bigThree: [100, 10], others: [100, 5] },
  'states:DescribeActivity': { bigThree: [200, 1] },
};

/** Of FilterLogEvents, which has a rate and no burst (aws-facts §5.1). */
const LOG_READS_PER_SECOND: ReadonlyMap<string, number> = new Map([
  ['us-east-1', 25],
  ['eu-central-1', 5],
  ['ap-northeast-3', 5],
  ['ap-southeast-3', 5],
  ['ca-west-1', 5],
  ['il-central-1', 5],
]);
const LOG_READS_ELSEWHERE = 10;

/** What AWS grants for an action in a region; `null` where we know of no quota. */
export function quotaOf(action: string, region: string): Quota | null {
  if (action === 'logs:FilterLogEvents') {
    const perSecond = LOG_READS_PER_SECOND.get(region) ?? LOG_READS_ELSEWHERE;
    return { bucket: perSecond, perSecond };
  }
  const sizes = QUOTAS[action];
  if (sizes === undefined) return null;
  const [bucket, perSecond] = BIG_THREE.has(region) ? sizes.bigThree : (sizes.others ?? sizes.bigThree);
  return { bucket, perSecond };
}
