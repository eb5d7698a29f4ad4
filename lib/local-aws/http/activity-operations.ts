import type { Activity } from '../engine/activities';
import { type JsonMap, textIn } from '../json-value';
import { AwsError, invalidArn, invalidToken } from './aws-error';
import { type Call, type LongPoll, type Operation, pageSize, requireText, toWireTime } from './call';
import { readPageToken, toPageToken } from './page-token';

const listActivities: Operation = (call) => {
  const position = readPageToken(call.input, call.nowMs);
  if (position === null) throw invalidToken();
  const next = position + pageSize(call, 'maxResults', 100, 1000);
  const activities = [...call.target.activities.all].sort((one, other) => (one.name < other.name ? -1 : 1));
  return {
    activities: activities.slice(position, next).map(toItem),
    ...(next < activities.length ? { nextToken: toPageToken(next, call.input, call.nowMs) } : {}),
  };
};

const describeActivity: Operation = (call) => toItem(requireActivity(call));

/** Waits up to a minute for a task; a poll that finds none is answered with nothing (aws-facts §1.1). */
const getActivityTask: LongPoll = (call, signal) => {
  const { arn } = requireActivity(call);
  return new Promise((resolve) => {
    const cancel = call.target.activities.poll(arn, textIn(call.input, 'workerName') ?? null, (task) =>
      resolve(task === null ? {} : { ...task }),
    );
    // Whoever hung up must not be handed a task.
    signal.addEventListener('abort', () => {
      cancel();
      resolve({});
    });
  });
};

export const ACTIVITY_OPERATIONS: Readonly<Record<string, Operation>> = {
  ListActivities: listActivities,
  DescribeActivity: describeActivity,
};

/** Calls whose answer may take a while. */
export const ACTIVITY_POLLS: Readonly<Record<string, LongPoll>> = { GetActivityTask: getActivityTask };

function toItem({ arn, name, createdMs }: Activity): JsonMap {
  return { activityArn: arn, name, creationDate: toWireTime(createdMs) };
}

function requireActivity(call: Call): Activity {
  const arn = requireText(call, 'activityArn');
  if (!/^arn:aws[\w-]*:states:[^:]+:\d{12}:activity:[^:]+$/.test(arn)) throw invalidArn(arn);
  const activity = call.target.activities.find(arn);
  if (activity !== undefined) return activity;
  throw new AwsError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
}
