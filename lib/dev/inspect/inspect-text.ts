import { createHash } from 'node:crypto';
import { formatCounted } from '@/lib/base/format';
import { textOf } from '@/lib/base/json';
import { type EpochMs, epochMs } from '@/lib/base/units';
import { type Definition, failStatesOf, readDefinition } from '@/lib/domain/definition/definition';
import { type ExecutionStatus, isExecutionStatus, isOpen, type MachineType } from '@/lib/domain/execution-status';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { agreedEnd, logStatus } from '@/lib/domain/history/log-course';
import { separateRuns } from '@/lib/domain/history/log-runs';
import { type InspectSummary, summarize } from '@/lib/domain/summary';
import { createTokenRedactor, tokensIn } from '@/lib/domain/task-token';
import { foldEvents } from '@/lib/domain/timeline/fold';
import type { Timeline } from '@/lib/domain/timeline/timeline';
import { logNotes } from './log-notes';
import { type HistoryInput, type Input, type LogInput, readInput } from './read-input';

/** One execution found in the input, folded. */
export type InspectedExecution = {
  /** The file it was found in; names an execution whose ARN is not known. */
  readonly source: string;
  readonly summary: InspectSummary;
  readonly timeline: Timeline;
  /** What is not known or odd about it, in sentences. */
  readonly notes: readonly string[];
  /** Removes every task token its events show from a text. */
  readonly redact: (text: string) => string;
};

export type Inspected = { readonly executions: readonly InspectedExecution[] };

/** What all executions of one file share. */
type Context = {
  readonly source: string;
  readonly input: Input;
  readonly definition: Definition | null;
  readonly notes: readonly string[];
  readonly nowMs: EpochMs;
};

/**
 * Reads a file's text and folds every execution in it. `nowMs` decides whether an Express log without an end can
 * still be running.
 *
 * @throws {InputError} with one line that names file, position and reason.
 */
export function inspectText(source: string, text: string, nowMs: number): Inspected {
  const input = readInput(source, text);
  const read = input.definition === null ? null : readDefinition(input.definition);
  const context: Context = {
    source,
    input,
    definition: read?.kind === 'definition' ? read.definition : null,
    notes: read?.kind === 'unreadable' ? [`The definition cannot be used: ${read.reason}.`] : [],
    nowMs: epochMs(nowMs),
  };
  const fromHistory = input.history === null ? [] : [inspectHistory(context, input.history)];
  const known = new Set(fromHistory.map((execution) => execution.summary.arn));
  const fromLogs = [...(input.logs?.records ?? [])]
    .filter(([arn]) => !known.has(arn))
    .flatMap(([arn, records]) => inspectLog(context, arn, records));
  return { executions: [...fromHistory, ...fromLogs] };
}

/** A history does not name its execution; DescribeExecution does, or the log of the same events. */
function historyArn(input: Input, events: readonly HistoryEvent[]): string | null {
  const described = input.describeExecution === null ? undefined : textOf(input.describeExecution, 'executionArn');
  return described ?? sameExecutionInLogs(input.logs, events);
}

function sameExecutionInLogs(logs: LogInput | null, events: readonly HistoryEvent[]): string | null {
  if (logs === null || logs.records.size !== 1) return null;
  const types = new Map(events.map((event) => [event.id, event.type]));
  for (const [arn, records] of logs.records) {
    if (records.every((record) => types.get(record.id) === record.type)) return arn;
  }
  return null;
}

function machineType(arn: string | null, said: string | null): MachineType {
  if (arn !== null) return arn.split(':')[5] === 'express' ? 'EXPRESS' : 'STANDARD';
  return said === 'EXPRESS' ? 'EXPRESS' : 'STANDARD';
}

function inspectHistory(context: Context, history: HistoryInput): InspectedExecution {
  const { input } = context;
  const { events, hasMorePages } = history;
  const arn = historyArn(input, events);
  const timeline = fold(events, context.definition);
  const described = input.describeExecution === null ? undefined : textOf(input.describeExecution, 'status');
  const missing: string[] = [];
  let status: ExecutionStatus = timeline.status;
  if (isOpen(status) && hasMorePages) {
    status = 'UNKNOWN';
    missing.push('More pages of this history exist (nextToken); how the execution stands is not known from this one.');
  }
  if (isOpen(timeline.status) && described !== undefined && isExecutionStatus(described) && !isOpen(described)) {
    status = described;
    missing.push(`DescribeExecution says ${described}, the history does not reach that far.`);
  }
  if (timeline.missingIds > 0) missing.push(missingEvents(timeline));
  return finish(context, events, timeline, {
    arn,
    type: machineType(arn, input.type),
    status,
    skippedLines: 0,
    notes: missing,
    isComplete: missing.length === 0,
  });
}

function missingEvents({ missingIds }: Timeline): string {
  const are = missingIds === 1 ? 'is' : 'are';
  return `${formatCounted(missingIds, 'event')} before the last one ${are} missing: what ${missingIds === 1 ? 'it' : 'they'} told is not shown.`;
}

function inspectLog(context: Context, arn: string, records: readonly HistoryEvent[]): InspectedExecution[] {
  const type = machineType(arn, context.input.type);
  const separated = separateRuns(records, type);
  const runs = separated.kind === 'runs' ? separated.runs : [agreedEnd(separated.ends)];
  return runs.map((events, at) => {
    const timeline = fold(events, context.definition);
    // Without an end that all overlapping runs had, nothing can be said of how it stands.
    const status = events.length === 0 ? 'UNKNOWN' : logStatus(timeline, type, context.nowMs);
    const missing: string[] = [];
    if (separated.kind === 'overlapping') {
      missing.push(
        'Several runs of this execution overlap in the log; their states cannot be told apart and are not shown.',
      );
    } else if (timeline.missingIds > 0) missing.push(missingEvents(timeline));
    if (status === 'UNKNOWN') missing.push('Its end was not logged.');
    const repeated = runs.length > 1 ? [`Run ${at + 1} of ${runs.length} that were logged under this ARN.`] : [];
    return finish(context, events, timeline, {
      arn,
      type,
      status,
      skippedLines: context.input.logs?.skippedLines ?? 0,
      notes: [...repeated, ...missing, ...logNotes(events, timeline.missingIds)],
      isComplete: missing.length === 0,
    });
  });
}

function fold(events: readonly HistoryEvent[], definition: Definition | null): Timeline {
  return foldEvents(events, definition === null ? {} : { failStates: failStatesOf(definition) });
}

type Known = Pick<InspectSummary, 'arn' | 'type' | 'status' | 'skippedLines'> & {
  readonly notes: readonly string[];
  readonly isComplete: boolean;
};

function finish(
  context: Context,
  events: readonly HistoryEvent[],
  timeline: Timeline,
  known: Known,
): InspectedExecution {
  const stateOfEvent = new Map(
    timeline.visits.flatMap((visit) => visit.attempts.map((attempt) => [attempt.id, visit.state] as const)),
  );
  const tokens = new Set<string>();
  const knownTokens = new Set<number>();
  for (const event of events) {
    if (event.type !== 'TaskScheduled') continue;
    const found = tokensIn(event, context.definition?.states.get(stateOfEvent.get(event.id) ?? ''));
    if (found.length > 0) knownTokens.add(event.id);
    for (const token of found) tokens.add(token);
  }
  const unknown =
    timeline.unknownTypes.length === 0
      ? []
      : [`Event types that this version does not know: ${timeline.unknownTypes.join(', ')}.`];
  const unplaced = unplacedNote(timeline);
  return {
    source: context.source,
    summary: summarize(timeline, { ...known, isComplete: known.isComplete && unplaced.length === 0, knownTokens }),
    timeline,
    notes: [...context.notes, ...known.notes, ...unplaced, ...unknown],
    redact: createTokenRedactor(tokens, fingerprint),
  };
}

function unplacedNote(timeline: Timeline): string[] {
  const ids = timeline.unplacedEvents;
  if (ids.length === 0) return [];
  const named = ids.slice(0, 5).join(', ');
  return [
    `Which state they belong to cannot be told for ${formatCounted(ids.length, 'event')}: ${named}${ids.length > 5 ? ', …' : ''}.`,
  ];
}

/** Enough to tell two tokens apart, too little to guess one. */
function fingerprint(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 8);
}
