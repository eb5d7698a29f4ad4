import type { AccountRegion } from '../engine/account-region';
import { isList, isMap, type JsonMap } from '../json-value';
import { AwsError } from './aws-error';
import { STATES_OPERATIONS } from './states-operations';

/** Asks a Step Functions operation without a wire between: for tests. @throws AwsError as the operation does */
export function ask(target: AccountRegion, operation: string, input: JsonMap): JsonMap {
  const answer = STATES_OPERATIONS[operation];
  if (answer === undefined) throw new Error(`no operation ${operation}`);
  return answer({ target, input, nowMs: target.scheduler.nowMs });
}

/** The error that an operation refuses with, as `Code: message`. */
export function refusalOf(target: AccountRegion, operation: string, input: JsonMap): string {
  try {
    ask(target, operation, input);
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'none';
}

/** The objects that a member of an answer lists. */
export function listIn(answer: JsonMap, member: string): readonly JsonMap[] {
  const list = answer[member];
  return isList(list) ? list.filter(isMap) : [];
}
