import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameWithReason, readCorpus } from '@/lib/testing/corpus';
import { executionsOf, parseCase, readCaseText } from '@/lib/testing/corpus-case';
import { executionPlan } from '@/lib/testing/history-generator/arbitrary-plan';
import { generateHistory } from '@/lib/testing/history-generator/generate-history';
import { historyFromLines } from '@/lib/testing/history-lines';
import { historyViolations } from '@/lib/testing/history-rules';
import { toPlainEvent } from '@/lib/testing/plain-event';

const corpus = readCorpus();
const entries = corpus.kind === 'present' ? corpus.entries : [];

describe('the rules of histories', () => {
  it.skipIf(corpus.kind === 'absent')(nameWithReason('allow every recorded history', corpus), () => {
    let checked = 0;
    const violations = entries.flatMap((entry) => {
      const recorded = parseCase(readCaseText(entry));
      if (recorded.history.length === 0) return [];
      checked += 1;
      return executionsOf(recorded).flatMap(({ events }) =>
        historyViolations(events).map((violation) => `${entry.id}: ${violation}`),
      );
    });
    process.stdout.write(`history rules: ${checked} recorded histories, ${violations.length} violations\n`);
    expect(violations).toEqual([]);
    expect(checked).toBeGreaterThan(0);
  });

  it.each([
    ['a gap in the ids', ['2 TaskStateEntered<-0 A', '3 TaskScheduled<-2 x'], [1]],
    ['a chain from event 1', ['2 PassStateEntered<-1 A'], []],
    ['work that hangs on no attempt', ['2 TaskStateEntered<-0 A', '3 TaskStarted<-2'], []],
    ['an exit that was not entered', ['2 PassStateEntered<-0 A', '3 PassStateExited<-2 B'], []],
    ['a second exit', ['2 PassStateEntered<-0 A', '3 PassStateExited<-2 A', '4 PassStateExited<-2 A'], []],
    ['events after the end', ['2 PassStateEntered<-0 A', '3 ExecutionAborted<-0', '4 PassStateExited<-2 A'], []],
    ['a redrive of what has not ended', ['2 FailStateEntered<-0 A', '3 ExecutionRedriven<-2 1'], []],
    [
      'two answers to one attempt',
      [
        '2 TaskStateEntered<-0 A',
        '3 TaskScheduled<-2 x',
        '4 TaskStarted<-3',
        '5 TaskFailed<-4 E',
        '6 TaskSucceeded<-4',
      ],
      [],
    ],
  ])('refuse %s', (_, lines, lostIds: readonly number[]) => {
    const events = historyFromLines(lines).map(toPlainEvent);
    expect(historyViolations(events.filter(({ id }) => !lostIds.includes(id)))).not.toEqual([]);
  });

  it('allow every generated history', () => {
    fc.assert(
      fc.property(executionPlan, (plan) => {
        expect(historyViolations(generateHistory(plan).events.map(toPlainEvent))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

if (corpus.kind === 'absent') process.stdout.write(`history rules: ${corpus.reason}\n`);
