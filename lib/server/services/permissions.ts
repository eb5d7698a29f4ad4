import 'server-only';
import type { Permission } from '@/lib/contract/connections';
import type { PermissionSeen } from '@/lib/server/ports/aws-connection';

/** Every IAM action of `docs/iam.md` that is asked for by name, in its order, and what it is for. */
const ENABLES = [
  ['states:ListStateMachines', 'finding state machines'],
  ['states:DescribeStateMachine', 'definitions and log settings'],
  ['states:ListTagsForResource', 'choosing state machines by tags'],
  ['states:ListExecutions', 'the list of Standard executions'],
  ['states:GetExecutionHistory', 'timelines of Standard executions'],
  ['states:DescribeExecution', 'input and output of an execution'],
  ['states:DescribeStateMachineForExecution', 'the definition an execution ran with, and its revision'],
  ['states:DescribeMapRun', 'map runs of Distributed Maps'],
  ['logs:FilterLogEvents', 'Express executions, and Standard ones from their log'],
  ['states:SendTaskSuccess', 'approving'],
  ['states:SendTaskFailure', 'rejecting'],
  ['states:SendTaskHeartbeat', 'keeping a task alive'],
] as const;

const STATES = { allowed: 'allowed', refused: 'refused', mixed: 'partly' } as const;

/** Nobody may be asked what a role may do, so this tells what its calls have shown. */
export function toPermissions(seen: readonly PermissionSeen[]): readonly Permission[] {
  const states = new Map(seen.map((one) => [one.action, STATES[one.seen]]));
  return ENABLES.map(([action, enables]) => ({ action, enables, state: states.get(action) ?? 'untried' }));
}
