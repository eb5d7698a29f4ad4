import type { AccountRegion } from '../engine/account-region';
import type { Execution } from '../engine/execution';
import { AwsError, expressArn, invalidArn } from './aws-error';

/**
 * An execution that can be described: a Standard one, or an Express child of a map run, which has no history to read
 * (aws-facts §2.5).
 * @throws AwsError as `requireExecution`
 */
export function requireDescribable(target: AccountRegion, arn: string): Execution {
  return target.holderOf(arn).expressChildren.get(arn) ?? requireExecution(target, arn);
}

/**
 * The Standard execution of an ARN.
 * @throws AwsError: InvalidArn for Express ones and for text that is no ARN of an execution, ExecutionDoesNotExist
 */
export function requireExecution(target: AccountRegion, arn: string): Execution {
  if (/^arn:aws[\w-]*:states:[^:]+:\d{12}:express:/.test(arn)) throw expressArn();
  if (!/^arn:aws[\w-]*:states:[^:]+:\d{12}:execution:[^:]+:[^:]+$/.test(arn)) throw invalidArn(arn);
  const execution = target.holderOf(arn).executions.get(arn);
  if (execution !== undefined) return execution;
  throw noExecution(arn);
}

export function noExecution(arn: string): AwsError {
  return new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
}
