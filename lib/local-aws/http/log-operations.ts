import { isList, numberIn, textIn } from '../json-value';
import { InvalidPattern, parseFilterPattern } from '../logs/filter-pattern';
import { eventIdOf, type LogEvent, type LogGroup } from '../logs/log-group';
import { AwsError } from './aws-error';
import { type Call, type Operation, pageSize } from './call';
import { readPageToken, toPageToken } from './page-token';

const describeLogGroups: Operation = (call) => {
  const prefix = textIn(call.input, 'logGroupNamePrefix') ?? '';
  const position = requirePosition(call);
  const size = pageSize(call, 'limit', 50, 50);
  const groups = [...call.target.logGroups.values()]
    .filter((group) => group.name.startsWith(prefix))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const next = position + size;
  return {
    logGroups: groups.slice(position, next).map((group) => ({
      logGroupName: group.name,
      // This one ends in :*, the other does not.
      arn: `${group.arn}:*`,
      logGroupArn: group.arn,
      creationTime: group.createdMs,
      metricFilterCount: 0,
      storedBytes: group.storedBytes,
      logGroupClass: 'STANDARD',
    })),
    ...(next < groups.length ? { nextToken: toPageToken(next, call.input, call.nowMs) } : {}),
  };
};

const filterLogEvents: Operation = (call) => {
  const group = requireGroup(call);
  const limit = pageSize(call, 'limit', 10_000, 10_000);
  const query = {
    fromMs: numberIn(call.input, 'startTime') ?? null,
    toMs: numberIn(call.input, 'endTime') ?? null,
    fromSequence: requirePosition(call),
    limit,
    matches: readFilter(call),
  };
  const page = group.read(query, call.nowMs);
  return {
    events: page.events.map((event) => ({
      logStreamName: event.stream,
      timestamp: event.timestampMs,
      message: event.message,
      ingestionTime: event.ingestionMs,
      eventId: eventIdOf(event),
    })),
    searchedLogStreams: [],
    ...(page.nextSequence === null ? {} : { nextToken: toPageToken(page.nextSequence, call.input, call.nowMs) }),
  };
};

export const LOG_OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeLogGroups: describeLogGroups,
  FilterLogEvents: filterLogEvents,
};

function requireGroup(call: Call): LogGroup {
  const identifier = textIn(call.input, 'logGroupIdentifier');
  const name = textIn(call.input, 'logGroupName') ?? identifier?.replace(/^arn:[^:]+:logs:[^:]+:\d+:log-group:/, '');
  if (name === undefined) throw invalidParameter('Log group name or identifier must be given');
  const group = call.target.logGroups.get(name);
  if (group !== undefined) return group;
  throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
}

function readFilter({ input }: Call): (event: LogEvent) => boolean {
  const streams = input['logStreamNames'];
  const prefix = textIn(input, 'logStreamNamePrefix') ?? '';
  const pattern = textIn(input, 'filterPattern') ?? '';
  try {
    const matches = parseFilterPattern(pattern);
    return (event) =>
      (!isList(streams) || streams.includes(event.stream)) && event.stream.startsWith(prefix) && matches(event);
  } catch (error) {
    if (error instanceof InvalidPattern) throw invalidParameter(error.message);
    throw error;
  }
}

function requirePosition(call: Call): number {
  const position = readPageToken(call.input, call.nowMs);
  if (position === null) throw invalidParameter('The specified nextToken is invalid.');
  return position;
}

function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
