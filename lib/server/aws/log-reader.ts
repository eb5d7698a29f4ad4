import 'server-only';
import { type FilteredLogEvent, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { parseJson } from '@/lib/base/json';
import { epochMs } from '@/lib/base/units';
import { parseArn } from '@/lib/domain/arn';
import { readLogRecord } from '@/lib/domain/history/history-event';
import { withoutData } from '@/lib/domain/history/payload-fields';
import type { PayloadPolicy } from '@/lib/domain/payload-policy';
import type {
  Gone,
  LogFilter,
  LoggedEvent,
  LogPage,
  LogQuery,
  LogReader,
  ReadOptions,
  TokenExpired,
} from '@/lib/server/ports/aws';
import type { ReadCalls } from './read-calls';
import type { TokenRedaction } from './token-redaction';

/** AWS ends a page here or at 1 MB, whichever comes first. */
const PAGE_SIZE = 10_000;

/** Log lines. CloudWatch gives them whole, so the data of hidden machines is dropped here (T4). */
export function createLogReader(
  calls: ReadCalls,
  redaction: TokenRedaction,
  policyOf: (arn: string) => PayloadPolicy,
): LogReader {
  return {
    filterEvents: async (query, options) => {
      const page = await filterEvents(calls, redaction, query, options);
      if (page.kind !== 'page') return page;
      const items = page.items.map((line) =>
        policyOf(line.executionArn) === 'hidden' ? { ...line, event: withoutData(line.event) } : line,
      );
      return { ...page, items };
    },
  };
}

async function filterEvents(
  calls: ReadCalls,
  redaction: TokenRedaction,
  query: LogQuery,
  options: ReadOptions,
): Promise<LogPage | TokenExpired | Gone> {
  const logGroupName = logGroupNameOf(query.logGroupArn);
  const filterPattern = toFilterPattern(query.filter);
  if (logGroupName === null || filterPattern === null) return { kind: 'gone' };
  const input = {
    logGroupName,
    startTime: query.fromMs,
    endTime: query.toMs,
    limit: query.limit ?? PAGE_SIZE,
    ...(filterPattern !== '' && { filterPattern }),
    ...(query.token !== null && { nextToken: query.token }),
  };
  return calls.read(
    {
      operation: 'FilterLogEvents',
      input,
      about: query.logGroupArn,
      send: ({ logs }, sending) => logs.send(new FilterLogEventsCommand(input), sending),
      toAnswer: ({ events = [], nextToken = null }): LogPage | TokenExpired | Gone => {
        const lines = events.flatMap(readLine);
        const asked = lines.filter((line) => isAskedFor(line, query.filter));
        return {
          kind: 'page',
          items: redaction.redactEvents(asked),
          nextToken,
          skippedLines: events.length - lines.length,
        };
      },
      toAbsence: (name) => {
        if (name === 'ResourceNotFoundException') return { kind: 'gone' };
        // Every other argument was accepted with the first page, so it is the token.
        return name === 'InvalidParameterException' && query.token !== null ? { kind: 'token-expired' } : null;
      },
    },
    options,
  );
}

function readLine({ message, ingestionTime, timestamp }: FilteredLogEvent): LoggedEvent[] {
  const record = readLogRecord(parseJson(message ?? ''));
  if (record.kind === 'malformed') return [];
  return [{ ...record, ingestedAtMs: epochMs(ingestionTime ?? timestamp ?? record.event.atMs) }];
}

/**
 * A filter pattern spares us lines and proves nothing: one that is not understood may answer every line of the group. Lines
 * of a machine are told apart where its log is read, by parsing their ARNs.
 */
function isAskedFor({ executionArn, event }: LoggedEvent, filter: LogFilter): boolean {
  if (filter.kind !== 'execution') return true;
  return executionArn === filter.executionArn && (filter.eventId === undefined || event.id === filter.eventId);
}

/** The name of a group from its ARN; null for what is none. */
function logGroupNameOf(arn: string): string | null {
  return /^arn:[a-z-]+:logs:[a-z0-9-]+:\d{12}:log-group:([\w./#-]{1,512})(:\*)?$/.exec(arn)?.[1] ?? null;
}

/**
 * The filter pattern of CloudWatch Logs (aws-facts §5.1), empty for all lines. ARNs are parsed before they are put into
 * it: none that is good holds a quote. Null for an ARN that names no machine and no execution.
 */
function toFilterPattern(filter: LogFilter): string | null {
  switch (filter.kind) {
    case 'everything':
      return '';
    case 'machine': {
      const read = parseArn(filter.machineArn);
      if (read.kind === 'invalid' || read.arn.kind !== 'machine') return null;
      const { partition, region, account, machine } = read.arn;
      const runs = ['express', 'execution'].map((kind) => {
        return `$.execution_arn = "arn:${partition}:states:${region}:${account}:${kind}:${machine}:*"`;
      });
      return `{ ${runs.join(' || ')} }`;
    }
    case 'execution': {
      const read = parseArn(filter.executionArn);
      if (read.kind === 'invalid' || (read.arn.kind !== 'execution' && read.arn.kind !== 'express')) return null;
      const event = filter.eventId === undefined ? '' : ` && $.id = "${filter.eventId}"`;
      return `{ $.execution_arn = "${filter.executionArn}"${event} }`;
    }
  }
}
