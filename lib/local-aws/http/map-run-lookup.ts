import type { AccountRegion } from '../engine/account-region';
import type { Execution } from '../engine/execution';
import type { MapRun } from '../engine/map-run';
import { AwsError, invalidArn } from './aws-error';

/** @throws AwsError: InvalidArn for text that is no ARN of a map run, ResourceNotFound */
export function requireMapRun(target: AccountRegion, arn: string): MapRun {
  if (!/^arn:aws[\w-]*:states:[^:]+:\d{12}:mapRun:[^:/]+\/[^:]+:[^:]+$/.test(arn)) throw invalidArn(arn);
  const run = target.holderOf(arn).mapRuns.get(arn);
  if (run !== undefined) return run;
  throw new AwsError('ResourceNotFound', `Resource not found: '${arn}'`);
}

/** The executions that a map run started, oldest first. */
export function childrenOf(target: AccountRegion, run: MapRun): readonly Execution[] {
  const { executions, expressChildren } = target.holderOf(run.facts.arn);
  return run.children.flatMap(({ arn }) => executions.get(arn) ?? expressChildren.get(arn) ?? []);
}
