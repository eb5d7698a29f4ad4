import { afterAll, describe, expect, it } from 'vitest';
import type { Timeline } from '@/lib/domain/timeline/timeline';
import { nameWithReason, readCorpus } from '@/lib/testing/corpus';
import { stateOf } from '@/lib/testing/definition-states';
import { HistoryBuilder, type TaskOptions } from '@/lib/testing/history-builder';
import { recordedTimelines } from '@/lib/testing/recorded-timelines';
import { timelineFromLines, timelineOf, visitOf } from '@/lib/testing/timeline-input';
import { canHandleFailures, explainHandling, type Handling } from './explain-handling';

/** One task, with these attempts, under this Retry and Catch. */
function explain(fields: Record<string, unknown>, options: TaskOptions, isOver = true): Handling {
  const history = new HistoryBuilder();
  const chain = history.chain().task('Charge', options);
  if (isOver) history.end(chain);
  return explainHandling(visitOf(timelineOf(history), 'Charge'), stateOf(fields, 'Charge'));
}

function kinds({ retries, caught }: Handling) {
  return [...retries.map((verdict) => verdict?.kind ?? null), caught?.kind ?? null];
}

const DECLINED = { number: 1, errorEquals: ['Card.Declined'] };

describe('what Retry and Catch did', () => {
  it('counts retries by the entry that took the error, with the wait it planned', () => {
    const Retry = [{ ErrorEquals: ['Card.Declined'], IntervalSeconds: 2, MaxAttempts: 2, BackoffRate: 3 }];
    const handling = explain({ Retry }, { attempts: ['Card.Declined', 'Card.Declined', 'Card.Declined'] });
    expect(handling).toEqual({
      retries: [
        { kind: 'retried', entry: DECLINED, retry: 1, allowed: 2, planned: { leastMs: 2_000, mostMs: 2_000 } },
        { kind: 'retried', entry: DECLINED, retry: 2, allowed: 2, planned: { leastMs: 6_000, mostMs: 6_000 } },
        { kind: 'used-up', entry: DECLINED, allowed: 2 },
      ],
      caught: { kind: 'no-catch' },
    });
  });

  it('lets each entry count for itself', () => {
    const Retry = [
      { ErrorEquals: ['Card.Declined'], MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 2, JitterStrategy: 'FULL', MaxDelaySeconds: 1 },
    ];
    const { retries } = explain({ Retry }, { attempts: ['Card.Declined', 'Busy', 'Busy', 'ok'] });
    expect(retries.map((verdict) => verdict?.kind === 'retried' && [verdict.entry.number, verdict.retry])).toEqual([
      [1, 1],
      [2, 1],
      [2, 2],
      false,
    ]);
    expect(retries[2]).toMatchObject({ planned: { leastMs: 0, mostMs: 1_000 } });
  });

  it('says that a state has no Retry, or none for the error', () => {
    expect(kinds(explain({}, { attempts: ['Busy'] }))).toEqual(['no-retry', 'no-catch']);
    const other = { Retry: [{ ErrorEquals: ['Other'] }], Catch: [{ ErrorEquals: ['Other'], Next: 'X' }] };
    expect(kinds(explain(other, { attempts: ['Busy'] }))).toEqual(['not-matched', 'not-matched']);
    expect(kinds(explain({ Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 0 }] }, { attempts: ['Busy'] }))).toEqual([
      'used-up',
      'no-catch',
    ]);
  });

  it('names the Catch that took what Retry left, and where it led', () => {
    const Catch = [
      { ErrorEquals: ['Other'], Next: 'X' },
      { ErrorEquals: ['States.TaskFailed'], Next: 'Refund' },
    ];
    expect(explain({ Catch }, { attempts: ['Busy'], caught: true }).caught).toEqual({
      kind: 'caught',
      entry: { number: 2, errorEquals: ['States.TaskFailed'] },
      next: 'Refund',
    });
  });

  it('knows what no entry takes, and what States.TaskFailed does not', () => {
    const all = { Retry: [{ ErrorEquals: ['States.ALL'] }], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'X' }] };
    expect(kinds(explain(all, { attempts: ['States.Runtime'] }))).toEqual(['not-retriable', 'not-catchable']);
    const tasks = { Retry: [{ ErrorEquals: ['States.TaskFailed'] }] };
    expect(kinds(explain(tasks, { attempts: ['timeout'] }))).toEqual(['not-matched', 'no-catch']);
  });

  it('tells a missed heartbeat from a time-out by how long the attempt lasted', () => {
    const Retry = [{ ErrorEquals: ['States.HeartbeatTimeout'], MaxAttempts: 1 }];
    const limits = (timeoutInSeconds: number) => ({ timeoutInSeconds, heartbeatInSeconds: 1 });
    const early = explain({ Retry }, { attempts: ['timeout', 'ok'], scheduled: limits(30) });
    expect(kinds(early)).toEqual(['retried', null, null]);
    // 10 ms between events of a built history: longer than this limit.
    const late = explain({ Retry }, { attempts: ['timeout'], scheduled: limits(0.01) });
    expect(kinds(late)).toEqual(['not-matched', 'no-catch']);
  });

  it('expects the next attempt of a visit that is still open, and of one that was stopped says so', () => {
    const Retry = [{ ErrorEquals: ['Busy'], MaxAttempts: 2 }];
    expect(explain({ Retry }, { attempts: ['Busy'] }, false).retries[0]).toMatchObject({ kind: 'due', retry: 1 });
    const history = new HistoryBuilder();
    history.chain().task('Charge', { attempts: ['Busy'] });
    history.abort();
    const visit = visitOf(timelineOf(history), 'Charge');
    expect(explainHandling(visit, stateOf({ Retry }, 'Charge')).retries[0]).toMatchObject({ kind: 'cut-short' });
  });

  it('counts from anew after a redrive', () => {
    const Retry = [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }];
    const history = new HistoryBuilder();
    history.end(history.chain().task('Charge', { attempts: ['Busy', 'Busy'] }));
    history.redrive();
    history.end(history.chain().resumeTask('Charge', { attempts: ['Busy', 'ok'] }));
    const visit = visitOf(timelineOf(history), 'Charge');
    expect(kinds(explainHandling(visit, stateOf({ Retry }, 'Charge')))).toEqual([
      'retried',
      'used-up',
      'retried',
      null,
      null,
    ]);
  });

  it('counts from anew where a redriven Map goes on in the attempt it had', () => {
    const Retry = [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }];
    const timeline = timelineFromLines(
      '2 MapStateEntered<-0 Items',
      '3 MapStateStarted<-2 1',
      '4 MapIterationStarted<-3 Items 0',
      '5 TaskStateEntered<-4 Charge',
      '6 LambdaFunctionScheduled<-5 charge',
      '7 LambdaFunctionFailed<-6 Busy',
      '8 MapIterationFailed<-7 Items 0',
      '9 MapStateStarted<-7 1',
      '10 MapIterationStarted<-9 Items 0',
      '11 TaskStateEntered<-10 Charge',
      '12 LambdaFunctionScheduled<-11 charge',
      '13 LambdaFunctionFailed<-12 Busy',
      '14 MapIterationFailed<-13 Items 0',
      '15 MapStateFailed<-13',
      '16 ExecutionFailed<-15 Busy',
      '17 ExecutionRedriven<-16 1',
      '18 LambdaFunctionScheduled<-11 charge',
      '19 LambdaFunctionFailed<-18 Busy',
      '20 MapIterationFailed<-19 Items 0',
      '21 MapStateStarted<-19 1',
    );
    const { retries } = explainHandling(visitOf(timeline, 'Items'), stateOf({ Type: 'Map', Retry }, 'Items'));
    expect(retries).toMatchObject([{ kind: 'retried', retry: 1 }, { kind: 'retried', retry: 1 }, null]);
  });

  it('looks for a Catch of what failed last, not of what a retry mended', () => {
    const cause = "An error occurred while executing the state 'Charge' (entered at the event id #2). No such path.";
    const timeline = timelineFromLines(
      '2 TaskStateEntered<-0 Charge',
      '3 TaskScheduled<-2 invoke',
      '4 TaskFailed<-3 Busy',
      '5 TaskScheduled<-4 invoke',
      '6 TaskSucceeded<-5',
      `7 ExecutionFailed<-6 ${JSON.stringify({ error: 'States.Runtime', cause })}`,
    );
    const fields = { Retry: [{ ErrorEquals: ['Busy'] }], Catch: [{ ErrorEquals: ['Busy'], Next: 'Refund' }] };
    const { caught } = explainHandling(visitOf(timeline, 'Charge'), stateOf(fields, 'Charge'));
    expect(caught).toEqual({ kind: 'not-catchable' });
  });

  it('says that the definition at hand does not explain what happened', () => {
    expect(kinds(explain({}, { attempts: ['Busy', 'Busy'], caught: true }))).toEqual([
      'retried-unexplained',
      'no-retry',
      'caught-unexplained',
    ]);
  });
});

const corpus = readCorpus();

function wasStopped({ status }: Timeline): boolean {
  return status === 'ABORTED' || status === 'TIMED_OUT';
}

describe.skipIf(corpus.kind === 'absent')(nameWithReason('Retry and Catch of recorded executions', corpus), () => {
  const seen = new Map<string, number>();
  const count = (kind: string) => seen.set(kind, (seen.get(kind) ?? 0) + 1);
  afterAll(() => {
    const counts = [...seen].sort().map(([kind, times]) => `${times} ${kind}`);
    process.stdout.write(`handling: ${counts.join(', ')}\n`);
  });

  it('explains every retry and every catch, and leaves no retry unused that was there', () => {
    const unexplained: string[] = [];
    for (const { recorded, definition, timeline } of recordedTimelines(corpus)) {
      for (const visit of timeline.visits) {
        const state = definition.states.get(visit.state);
        if (state === undefined || !canHandleFailures(visit.stateType)) continue;
        const { retries, caught } = explainHandling(visit, state);
        for (const verdict of retries) {
          if (verdict === null) continue;
          count(`retry ${verdict.kind}`);
          if (verdict.kind === 'retried-unexplained' || (verdict.kind === 'cut-short' && !wasStopped(timeline))) {
            unexplained.push(`${recorded.id} ${visit.state}: ${JSON.stringify(verdict)}`);
          }
        }
        if (caught === null) continue;
        count(`catch ${caught.kind}`);
        if (caught.kind === 'caught-unexplained' || (caught.kind === 'cut-short' && !wasStopped(timeline))) {
          unexplained.push(`${recorded.id} ${visit.state}: ${JSON.stringify(caught)}`);
        }
      }
    }
    expect(unexplained).toEqual([]);
    expect(seen.get('retry retried')).toBeGreaterThan(0);
    expect(seen.get('catch caught')).toBeGreaterThan(0);
  });

  it('waits as long as planned, give or take what AWS needs to begin', () => {
    const off: string[] = [];
    let compared = 0;
    for (const { recorded, definition, timeline } of recordedTimelines(corpus)) {
      if (recorded.timestamps_synthetic) continue;
      for (const visit of timeline.visits) {
        const state = definition.states.get(visit.state);
        if (state === undefined || !canHandleFailures(visit.stateType)) continue;
        explainHandling(visit, state).retries.forEach((verdict, at) => {
          const seenMs = visit.attempts[at + 1]?.backoffMs;
          if (verdict?.kind !== 'retried' || seenMs == null) return;
          compared += 1;
          const { leastMs, mostMs } = verdict.planned;
          if (seenMs < leastMs - 50 || seenMs > mostMs + 1_500) off.push(`${recorded.id} ${visit.state}: ${seenMs}`);
        });
      }
    }
    process.stdout.write(`handling: ${compared} backoffs compared with what was planned\n`);
    expect(off).toEqual([]);
  });
});

if (corpus.kind === 'absent') process.stdout.write(`handling: ${corpus.reason}\n`);
