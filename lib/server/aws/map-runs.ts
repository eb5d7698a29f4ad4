import 'server-only';
import { DescribeMapRunCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import type {
  Found,
  Gone,
  ListedExecution,
  MapRunDescription,
  MapRunExecutionsQuery,
  Page,
  ReadOptions,
  TokenExpired,
} from '@/lib/server/ports/aws';
import type { ReadCalls } from './read-calls';
import { toListedExecution, toMapRunDescription } from './step-functions-shapes';

/** What AWS says of a map run that it does not have, or of text that names none. */
function isAbsence(errorName: string): boolean {
  return errorName === 'ResourceNotFound' || errorName === 'InvalidArn';
}

/** One run of a Distributed Map with its counts. */
export function describeMapRun(
  calls: ReadCalls,
  mapRunArn: string,
  options: ReadOptions,
): Promise<Found<MapRunDescription> | Gone> {
  const input = { mapRunArn };
  return calls.read(
    {
      operation: 'DescribeMapRun',
      input,
      about: mapRunArn,
      send: ({ stepFunctions }, sending) => stepFunctions.send(new DescribeMapRunCommand(input), sending),
      toAnswer: (output): Found<MapRunDescription> | Gone => ({ kind: 'found', value: toMapRunDescription(output) }),
      toAbsence: (name) => (isAbsence(name) ? { kind: 'gone' } : null),
    },
    options,
  );
}

/** A page of the executions that a map run started. */
export function listMapRunExecutions(
  calls: ReadCalls,
  { mapRunArn, status, token, limit }: MapRunExecutionsQuery,
  options: ReadOptions,
): Promise<Page<ListedExecution> | TokenExpired | Gone> {
  const input = {
    mapRunArn,
    maxResults: limit,
    ...(status !== undefined && { statusFilter: status }),
    ...(token !== null && { nextToken: token }),
  };
  return calls.read(
    {
      operation: 'ListExecutions',
      input,
      about: mapRunArn,
      send: ({ stepFunctions }, sending) => stepFunctions.send(new ListExecutionsCommand(input), sending),
      toAnswer: ({ executions = [], nextToken = null }): Page<ListedExecution> | TokenExpired | Gone => ({
        kind: 'page',
        items: executions.map(toListedExecution),
        nextToken,
      }),
      toAbsence: (name) => {
        if (isAbsence(name)) return { kind: 'gone' };
        return name === 'InvalidToken' && token !== null ? { kind: 'token-expired' } : null;
      },
    },
    options,
  );
}
