import { afterAll, describe, expect, it } from 'vitest';
import { inspectText } from '@/lib/dev/inspect/inspect-text';
import type { InspectSummary } from '@/lib/domain/summary';
import { type CorpusEntry, nameWithReason, readCorpus } from '@/lib/testing/corpus';
import {
  type CorpusCase,
  executionsOf,
  parseCase,
  type RecordedExecution,
  readCaseText,
} from '@/lib/testing/corpus-case';
import { type Comparison, isMet } from '@/lib/testing/expectation';
import { countPlainly, type PlainCount, type PlainCounts } from '@/lib/testing/plain-counts';
import { toPlainTimeMs } from '@/lib/testing/plain-event';
import { summaryInvariants } from '@/lib/testing/summary-invariants';

/** Later than every recording by far, so that an Express log without an end counts as old. */
const NOW_MS = Date.UTC(2026, 10, 22);

const corpus = readCorpus();
const entries = corpus.kind === 'present' ? corpus.entries : [];
const seen = { cases: 0, executions: 0, assertions: 0, perState: 0, totalOnly: 0, cut: 0 };

describe.skipIf(corpus.kind === 'absent')(
  nameWithReason('every recorded execution against plain counts of its event types', corpus),
  () => {
    afterAll(() => {
      process.stdout.write(
        `corpus: ${seen.cases} cases, ${seen.executions} executions, ${seen.assertions} assertions; plain counts compared ` +
          `${seen.perState} per state, ${seen.totalOnly} only in total; ${seen.cut} attempts cut without an event of their own\n`,
      );
    });

    it.each(entries)('$id', (entry) => {
      const text = readCaseText(entry);
      const recorded = parseCase(text);
      const expected = executionsOf(recorded);
      const { executions } = inspectText(entry.file, text, NOW_MS);
      const compared = [{ path: 'executions', expected: expected.length, actual: executions.length }];
      const members = expected.flatMap((execution, index) => {
        const found = executions.find((item) => item.summary.arn === execution.arn) ?? executions[index];
        if (found === undefined) return [];
        const summary: InspectSummary = JSON.parse(JSON.stringify(found.summary));
        return compareExecution(entry, recorded, execution, summary);
      });
      const all: readonly Comparison[] = [...compared, ...members];
      seen.cases += 1;
      seen.executions += executions.length;
      seen.assertions += all.length;
      expect(all.filter((comparison) => !isMet(comparison))).toEqual([]);
    });

    it('covers every case of the index', () => {
      expect(seen.cases).toBe(entries.length);
      expect(seen.executions).toBeGreaterThanOrEqual(entries.length);
    });
  },
);

if (corpus.kind === 'absent') process.stdout.write(`corpus: ${corpus.reason}\n`);

function compareExecution(
  entry: CorpusEntry,
  recorded: CorpusCase,
  execution: RecordedExecution,
  summary: InspectSummary,
): readonly Comparison[] {
  const counts = countPlainly(execution.events, recorded.definition);
  return [
    ...comparePlainCounts(counts, summary),
    ...compareDescription(entry, recorded, summary),
    ...summaryInvariants(summary, execution.events),
  ];
}

function comparePlainCounts(counts: PlainCounts, summary: InspectSummary): Comparison[] {
  const names = [...new Set([...counts.states.keys(), ...Object.keys(summary.states)])].sort();
  const isEachAttributed = counts.unattributed === 0;
  seen.perState += isEachAttributed ? names.length : 0;
  seen.totalOnly += isEachAttributed ? 0 : 1;
  seen.cut += counts.totals.cutAttempts;
  return [
    { path: 'events', expected: counts.events, actual: summary.events },
    { path: 'missingIds', expected: counts.missingIds, actual: summary.missingIds },
    { path: 'coverage', expected: counts.missingIds === 0 ? 'full' : 'partial', actual: summary.coverage },
    { path: 'unknownTypes', expected: counts.unknownTypes, actual: summary.unknownTypes },
    ...compareCount('totals', counts.totals, summary.totals, summary.visits),
    ...(isEachAttributed
      ? names.flatMap((name) => {
          const visits = summary.visits.filter((visit) => visit.state === name);
          return compareCount(name, counts.states.get(name), summary.states[name], visits);
        })
      : []),
    ...compareIterations(counts, summary),
  ];
}

function compareCount(
  label: string,
  count: PlainCount | undefined,
  counters: InspectSummary['totals'] | undefined,
  visits: InspectSummary['visits'],
): Comparison[] {
  if (count === undefined || counters === undefined) {
    return [{ path: `${label}: a state of the events`, expected: count !== undefined, actual: counters !== undefined }];
  }
  const is = (name: string, expected: number, actual: number) => ({ path: `${label}: ${name}`, expected, actual });
  // Only a Map or Parallel has backoff that plain counting leaves out.
  const hasScope =
    label === 'totals' || ('stateType' in counters && /^(Map|Parallel)$/.test(String(counters.stateType)));
  return [
    is('entries', count.entries, counters.visits),
    is('exits', count.exits, visits.filter((visit) => visit.exit !== null).length),
    is('attempts', count.attempts, counters.attempts),
    is('retries', count.retries, counters.retries),
    is('redriven attempts', count.redrivenAttempts, counters.redrivenAttempts),
    // An attempt that was open when ExecutionFailed pointed at it has no failure event, so plain counting cannot tell.
    is(
      'failed attempts',
      count.failedAttempts,
      counters.failedAttempts -
        Math.min(count.cutAttempts, Math.max(0, counters.failedAttempts - count.failedAttempts)),
    ),
    ...(hasScope ? [] : [is('backoff of work', count.workBackoffMs, counters.backoffMs)]),
  ];
}

function compareIterations(counts: PlainCounts, summary: InspectSummary): Comparison[] {
  const visitNames = new Map(summary.visits.map((visit) => [visit.id, visit.state]));
  return [...counts.iterations].map(([name, expected]) => {
    const actual = { started: 0, succeeded: 0, failed: 0, aborted: 0 };
    for (const map of summary.maps) {
      if (visitNames.get(map.visit) !== name) continue;
      actual.started += map.iterations.started;
      actual.succeeded += map.iterations.succeeded;
      actual.failed += map.iterations.failed;
      actual.aborted += map.iterations.aborted;
    }
    return { path: `${name}: iterations`, expected, actual };
  });
}

function compareDescription(entry: CorpusEntry, recorded: CorpusCase, summary: InspectSummary): Comparison[] {
  const statuses = entry.tags.filter((tag) => tag.startsWith('status:')).map((tag) => tag.slice('status:'.length));
  const tagged = { path: 'status is tagged', expected: true, actual: statuses.includes(summary.status) };
  const description = recorded.describeExecution;
  if (description === null || recorded.history.length === 0) return [tagged];
  const { startDate, stopDate, error } = description;
  const isTimed = !recorded.timestamps_synthetic && stopDate !== undefined;
  return [
    tagged,
    { path: 'arn', expected: description.executionArn, actual: summary.arn },
    { path: 'status', expected: description.status, actual: summary.status },
    // DescribeExecution leaves the error of a machine's timeout out; the event has it.
    ...(description.status === 'TIMED_OUT' ? [] : [{ path: 'error', expected: error ?? null, actual: summary.error }]),
    ...(description.redriveCount === undefined
      ? []
      : [{ path: 'redrives', expected: description.redriveCount, actual: summary.redrives }]),
    ...(isTimed
      ? [
          {
            path: 'durationMs',
            expected: toPlainTimeMs(stopDate) - toPlainTimeMs(startDate),
            actual: summary.durationMs,
          },
        ]
      : []),
  ];
}
