import type { JsonMap } from '../json-value';
import { AwsError, invalidArn, invalidToken } from './aws-error';
import { type Call, type Operation, pageSize, requireText, toWireTime } from './call';
import { requireActive, requireMachine } from './machine-operations';
import { readPageToken, toPageToken } from './page-token';

/** Newest first (aws-facts §1.1). */
const listStateMachineVersions: Operation = (call) => {
  const machine = requireMachine(call.target, requireText(call, 'stateMachineArn'));
  return page(call, 'stateMachineVersions', machine.versions.toReversed(), (version) => ({
    stateMachineVersionArn: `${machine.arn}:${version.name}`,
    creationDate: toWireTime(version.createdMs),
  }));
};

const listStateMachineAliases: Operation = (call) => {
  const machine = requireMachine(call.target, requireText(call, 'stateMachineArn'));
  requireActive(machine);
  return page(call, 'stateMachineAliases', machine.aliases, (alias) => ({
    stateMachineAliasArn: `${machine.arn}:${alias.name}`,
    creationDate: toWireTime(alias.createdMs),
  }));
};

/** Tags of a machine. An activity has none here, and the ARN of a version gives none on AWS either (aws-facts §1.1). */
const listTagsForResource: Operation = (call) => {
  const arn = requireText(call, 'resourceArn');
  if (!/^arn:aws[\w-]*:states:[^:]+:\d{12}:(stateMachine|activity):[^:]+(:[^:]+)?$/.test(arn)) throw invalidArn(arn);
  const { machines, activities } = call.target;
  const machine = machines.get(arn);
  if (machine !== undefined) return { tags: Object.entries(machine.tags).map(([key, value]) => ({ key, value })) };
  const unqualified = machines.get(arn.slice(0, arn.lastIndexOf(':')));
  const isVersion = unqualified?.versions.some(({ name }) => arn.endsWith(`:${name}`)) ?? false;
  if (isVersion || activities.find(arn) !== undefined) return { tags: [] };
  throw new AwsError('ResourceNotFound', `Resource not found: '${arn}'`);
};

export const VERSION_OPERATIONS: Readonly<Record<string, Operation>> = {
  ListStateMachineVersions: listStateMachineVersions,
  ListStateMachineAliases: listStateMachineAliases,
  ListTagsForResource: listTagsForResource,
};

function page<T>(call: Call, member: string, items: readonly T[], toItem: (item: T) => JsonMap): JsonMap {
  const position = readPageToken(call.input, call.nowMs);
  if (position === null) throw invalidToken();
  const next = position + pageSize(call, 'maxResults', 100, 1000);
  return {
    [member]: items.slice(position, next).map(toItem),
    ...(next < items.length ? { nextToken: toPageToken(next, call.input, call.nowMs) } : {}),
  };
}
