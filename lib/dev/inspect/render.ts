import { basename } from 'node:path';
import { formatCount, formatCounted, formatDuration, formatUtc } from '@/lib/base/format';
import { isJsonObject, parseJson, textOf } from '@/lib/base/json';
import { classifyError } from '@/lib/domain/error-class';
import type { Attempt, Failure, Visit } from '@/lib/domain/timeline/timeline';
import { drawBar, drawRuler, MARKS, paintOf, type Span, spanOf } from './bars';
import type { InspectedExecution } from './inspect-text';
import { createPaint, fill, fit, oneLine, type Paint, wrap } from './terminal-text';
import { type Row, toRows } from './timeline-rows';

export type RenderOptions = {
  /** Terminal columns; 60 or more. */
  readonly width: number;
  readonly color: boolean;
  /** Every row, where otherwise the middle of a very long timeline is left out. */
  readonly all?: boolean;
};

/** Rows shown before and after the cut of a very long timeline. */
const HEAD_ROWS = 300;
const TAIL_ROWS = 60;
const TOOK_COLUMNS = 9;
const MOST_CAUSE_LINES = 4;
const MOST_FAILURES_SHOWN = 4;

type Sheet = {
  readonly paint: Paint;
  readonly span: Span;
  readonly width: number;
  readonly label: number;
  readonly bar: number;
  /** AWS's text made fit to show: tokens go before anything is cut, or a part of one would stay. */
  readonly plain: (text: string) => string;
};

/** Draws one execution for a terminal: what it is, why it failed, then a row for each visit. Tokens are redacted. */
export function renderTimeline(execution: InspectedExecution, options: RenderOptions): string {
  const paint = createPaint(options.color);
  const label = Math.max(24, Math.floor((options.width - TOOK_COLUMNS - 4) * 0.52));
  const bar = options.width - label - TOOK_COLUMNS - 4;
  const plain = (text: string) => oneLine(execution.redact(text));
  const sheet: Sheet = { paint, span: spanOf(execution.timeline), width: options.width, label, bar, plain };
  const lines = [
    ...renderHead(execution, sheet),
    ...renderFailure(execution, sheet),
    '',
    ...renderRows(execution, sheet, options.all === true),
    ...execution.notes.flatMap((note) => wrap(`Note: ${plain(note)}`, options.width, 3).map(paint.caught)),
  ];
  return execution.redact(`${lines.map((line) => line.trimEnd()).join('\n')}\n`);
}

const STATUS_PAINT: Readonly<Record<string, keyof Paint>> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'failed',
  RUNNING: 'running',
};

/** `machine ▸ execution`, or the file where the ARN is not known. */
function nameOf(execution: InspectedExecution): string {
  const arn = execution.summary.arn;
  if (arn === null) return basename(execution.source);
  const parts = arn.split(':');
  return `${parts[6] ?? ''} ▸ ${parts.slice(7).join(':')}`;
}

function renderHead(execution: InspectedExecution, sheet: Sheet): string[] {
  const { summary, timeline } = execution;
  const { paint } = sheet;
  const status = summary.status.replace('_', ' ');
  const waiting = summary.waiting.length === 0 ? '' : `, ${formatCount(summary.waiting.length)} waiting for an answer`;
  const facts = [
    summary.type === 'EXPRESS' ? 'Express' : 'Standard',
    timeline.startedAtMs === null ? 'start not known' : `started ${formatUtc(timeline.startedAtMs)}`,
    summary.durationMs === null ? null : `ran ${formatDuration(summary.durationMs)}`,
    formatCounted(summary.events, 'event'),
    summary.redrives === 0 ? null : `redriven ${summary.redrives === 1 ? 'once' : `${summary.redrives} times`}`,
    summary.skippedLines === 0 ? null : `${formatCounted(summary.skippedLines, 'line')} skipped`,
  ].filter((fact) => fact !== null);
  const statusPaint = paint[STATUS_PAINT[summary.status] ?? 'dim'];
  const name = fit(sheet.plain(nameOf(execution)), sheet.width - status.length - waiting.length - 2);
  return [
    `${paint.strong(statusPaint(status))}${paint.waiting(waiting)}  ${paint.strong(name)}`,
    ...joinFacts(facts, sheet.width).map(paint.dim),
  ];
}

/** Facts side by side, broken between two of them where a line is full. */
function joinFacts(facts: readonly string[], width: number, between = ' · '): string[] {
  const lines: string[] = [];
  for (const fact of facts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + between.length + fact.length <= width)
      lines[lines.length - 1] = last + between + fact;
    else lines.push(fact);
  }
  return lines;
}

function nameError(error: string | null, sheet: Sheet): string {
  return error === null ? 'no error name given' : sheet.plain(error);
}

/** Lambda wraps what the function said into JSON; the message in it is what a person wants to read. */
function messageOf(cause: string): string {
  const parsed = parseJson(cause);
  return (isJsonObject(parsed) ? textOf(parsed, 'errorMessage') : undefined) ?? cause;
}

function renderFailure(execution: InspectedExecution, sheet: Sheet): string[] {
  const { timeline } = execution;
  const { failure } = timeline;
  if (failure === null) return [];
  const visit = timeline.visits.find((each) => each.id === timeline.fatalVisits.at(-1));
  const where =
    visit === undefined
      ? ''
      : ` in ${sheet.plain(visit.state)}${visit.iteration === null ? '' : ` #${visit.iteration}`}`;
  const event = timeline.rootCause === null ? '' : `, event ${formatCount(timeline.rootCause)}`;
  const kind = failure.error === null ? '' : ` (${classifyError(failure.error)} error)`;
  const title = fit(`${nameError(failure.error, sheet)}${kind}${where}${event}`, sheet.width - 2);
  const cause =
    failure.cause === null ? [] : wrap(sheet.plain(messageOf(failure.cause)), sheet.width - 2, MOST_CAUSE_LINES);
  return ['', `${sheet.paint.failed('!')} ${sheet.paint.strong(title)}`, ...cause.map((line) => `  ${line}`)];
}

function renderRows(execution: InspectedExecution, sheet: Sheet, all: boolean): string[] {
  const { timeline } = execution;
  if (timeline.visits.length === 0) return [sheet.paint.dim('No state was entered in the events given.')];
  const rows = toRows(timeline);
  const length = formatDuration(sheet.span.toMs - sheet.span.fromMs);
  const redrives = timeline.redrives.map((redrive) => redrive.atMs);
  const ruler = drawRuler(sheet.span, redrives, '0', length, sheet.bar);
  const title = `  ${fill('state', sheet.label)} ${ruler} ${'took'.padStart(TOOK_COLUMNS)}`;
  const isCut = !all && rows.length > HEAD_ROWS + TAIL_ROWS;
  const head = isCut ? rows.slice(0, HEAD_ROWS) : rows;
  const tail = isCut ? rows.slice(-TAIL_ROWS) : [];
  const hidden = rows.length - head.length - tail.length;
  const cut = isCut ? [sheet.paint.dim(`  … ${formatCounted(hidden, 'row')} not shown; --all shows every row`)] : [];
  const draw = (row: Row) => renderRow(row, sheet);
  const lines = [...head.flatMap(draw), ...cut, ...tail.flatMap(draw)];
  return [sheet.paint.dim(title), ...lines, ...explainMarks(lines, sheet.width).map(sheet.paint.dim)];
}

/** What the marks in the bars mean, as far as they occur; full bars explain themselves. */
function explainMarks(lines: readonly string[], width: number): string[] {
  const used = MARKS.filter(({ mark }) => lines.some((line) => line.includes(mark)));
  const words = used.map(({ mark, means }) => `${mark}${mark} ${means}`);
  return used.length === 0 ? [] : ['', ...joinFacts(words, width - 2, '   ').map((line) => `  ${line}`)];
}

function renderRow(row: Row, sheet: Sheet): string[] {
  if (row.kind === 'visit')
    return [renderVisit(row.visit, row.guide, row.prefix, sheet), ...renderFailures(row.visit, row.guide, sheet)];
  if (row.kind === 'note') return [sheet.paint.dim(fit(`  ${row.guide}${row.text}`, sheet.width))];
  const { attempt } = row;
  const how =
    attempt.kind === 'retry' && attempt.backoffMs !== null
      ? `, ${formatDuration(attempt.backoffMs)} after the failure before`
      : '';
  const outcome = attempt.outcome === 'running' ? 'runs' : attempt.outcome;
  return [sheet.paint.dim(fit(`  ${row.guide}attempt ${row.number} of ${row.of} ${outcome}${how}`, sheet.width))];
}

const ICONS = {
  succeeded: '✓',
  caught: '◇',
  failed: '✗',
  aborted: '□',
  running: '▸',
  waiting: '◔',
} as const satisfies Record<Visit['outcome'], string>;

function remarksOn(visit: Visit): string {
  const length = visit.map?.lengths.at(-1);
  const remarks = [
    visit.outcome === 'succeeded' ? null : visit.outcome,
    visit.stateType === 'Map' ? `Map${length === undefined ? '' : ` · ${formatCounted(length, 'item')}`}` : null,
    visit.stateType === 'Parallel' ? 'Parallel' : null,
    visit.stateType === 'Task' && visit.attempts.length > 1 ? `${visit.attempts.length} attempts` : null,
  ];
  return remarks.filter((remark) => remark !== null).join(' · ');
}

function renderVisit(visit: Visit, guide: string, prefix: string, sheet: Sheet): string {
  const { paint, span } = sheet;
  const remarks = remarksOn(visit);
  const lead = `${guide}${prefix}`;
  // The state's name matters most: remarks give way to it, the tree does not.
  const name = fit(sheet.plain(visit.state), sheet.label - lead.length);
  const room = sheet.label - lead.length - fit(name, sheet.label).length;
  const beside = remarks === '' || room < 4 ? '' : fit(`  ${remarks}`, room);
  const text = fill(`${lead}${name}${beside}`, sheet.label);
  const shown = `${paint.dim(text.slice(0, guide.length))}${text.slice(guide.length, lead.length + name.length)}${paint.dim(text.slice(lead.length + name.length))}`;
  const took = formatDuration((visit.endedAtMs ?? span.toMs) - visit.enteredAtMs).padStart(TOOK_COLUMNS);
  return `${paintOf(visit, paint)(ICONS[visit.outcome])} ${shown} ${drawBar(visit, span, sheet.bar, paint)} ${took}`;
}

function describeFailure(visit: Visit, attempt: Attempt, failure: Failure, number: number, sheet: Sheet): string {
  const next = visit.attempts[number];
  const took =
    attempt.endedAtMs === null
      ? ''
      : ` after ${formatDuration(Math.max(0, attempt.endedAtMs - attempt.scheduledAtMs))}`;
  const then =
    next === undefined
      ? visit.outcome === 'caught'
        ? ', caught'
        : ''
      : next.kind === 'redriven'
        ? ', redriven'
        : next.backoffMs === null
          ? ''
          : `, retried ${formatDuration(next.backoffMs)} later`;
  const which = visit.attempts.length === 1 ? 'failed' : `attempt ${number} of ${visit.attempts.length} failed`;
  return `${which}${took}: ${nameError(failure.error, sheet)}${then}`;
}

/** A line for each failed attempt of a Task, and one for a failure without an attempt. */
function renderFailures(visit: Visit, guide: string, sheet: Sheet): string[] {
  if (visit.stateType === 'Map' || visit.stateType === 'Parallel') return [];
  const texts = visit.attempts.flatMap((attempt, at) =>
    attempt.failure === null ? [] : [describeFailure(visit, attempt, attempt.failure, at + 1, sheet)],
  );
  if (texts.length === 0 && visit.failure !== null) {
    texts.push(`${visit.outcome === 'caught' ? 'caught' : 'failed'}: ${nameError(visit.failure.error, sheet)}`);
  }
  const shown =
    texts.length <= MOST_FAILURES_SHOWN ? texts : [...texts.slice(0, MOST_FAILURES_SHOWN - 1), ...texts.slice(-1)];
  const hidden = texts.length - shown.length;
  const lines = hidden === 0 ? shown : shown.toSpliced(-1, 0, `… ${formatCounted(hidden, 'failed attempt')} more`);
  const indent = `  ${guide.replaceAll(/[├]/g, '│').replaceAll('└', ' ')}  `;
  const paint = visit.outcome === 'failed' ? sheet.paint.failed : sheet.paint.caught;
  return lines.map((line) => `${sheet.paint.dim(indent)}${paint(fit(line, sheet.width - indent.length))}`);
}
