import 'server-only';
import { GetExecutionHistoryCommand, type HistoryEvent as SdkHistoryEvent } from '@aws-sdk/client-sfn';
import { type HistoryEvent, readHistoryEvent } from '@/lib/domain/history/history-event';
import type { Gone, HistoryPage, HistoryQuery, ReadOptions, TokenExpired } from '@/lib/server/ports/aws';
import { createGate } from './gate';
import type { ReadCalls } from './read-calls';
import type { TokenRedaction } from './token-redaction';
import { createUrgency } from './waiting-line';

/** Pages of `GetExecutionHistory` of Standard executions. */
export type HistoryPages = {
  /** `limit`: events of a page with data, where less than usual are wanted. */
  readonly read: (query: PageQuery, options: ReadOptions) => Promise<HistoryPage | TokenExpired | Gone>;
};

type PageQuery = HistoryQuery & { readonly limit?: number };

/** Without payloads a page is small whatever it holds. */
const EVENTS_PER_PAGE = 1_000;
/** With payloads of up to 256 KiB each it is not: this many, and two pages in memory at a time (R6). */
const EVENTS_PER_DATA_PAGE = 100;
const DATA_PAGES_AT_ONCE = 2;

/** `use` keeps pages that were read for their token apart from those that went through the redaction. */
export function createHistoryPages(
  calls: ReadCalls,
  redaction: Pick<TokenRedaction, 'redactEvents'>,
  use?: 'token',
): HistoryPages {
  const dataGate = createGate(DATA_PAGES_AT_ONCE);

  function readPage(query: PageQuery, options: ReadOptions): Promise<HistoryPage | TokenExpired | Gone> {
    const { executionArn, token, reverse = false, includeData, limit = EVENTS_PER_DATA_PAGE } = query;
    const input = {
      executionArn,
      reverseOrder: reverse,
      includeExecutionData: includeData,
      maxResults: includeData ? limit : EVENTS_PER_PAGE,
      ...(token !== null && { nextToken: token }),
    };
    return calls.read(
      {
        operation: 'GetExecutionHistory',
        input,
        ...(use !== undefined && { use }),
        about: executionArn,
        send: ({ stepFunctions }, sending) => stepFunctions.send(new GetExecutionHistoryCommand(input), sending),
        toAnswer: ({ events = [], nextToken = null }): HistoryPage | TokenExpired | Gone => {
          const read = readEvents(events).toSorted((one, other) => (reverse ? other.id - one.id : one.id - other.id));
          const items = redaction.redactEvents(read.map((event) => ({ executionArn, event })));
          return {
            kind: 'page',
            items: items.map(({ event }) => event),
            nextToken,
            unreadable: events.length - read.length,
          };
        },
        toAbsence: (name) => {
          if (name === 'ExecutionDoesNotExist' || name === 'InvalidArn') return { kind: 'gone' };
          return name === 'InvalidToken' && token !== null ? { kind: 'token-expired' } : null;
        },
      },
      options,
    );
  }

  return {
    read: (query, options) =>
      query.includeData
        ? dataGate.run(createUrgency(options.priority), options.signal ?? new AbortController().signal, () =>
            readPage(query, options),
          )
        : readPage(query, options),
  };
}

function readEvents(events: readonly SdkHistoryEvent[]): HistoryEvent[] {
  return events.flatMap((raw) => {
    const read = readHistoryEvent({ ...raw, timestamp: raw.timestamp?.getTime() });
    return read.kind === 'event' ? [read.event] : [];
  });
}
