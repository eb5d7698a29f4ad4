import { describe, expect, test } from 'vitest';
import { HISTORY_EVENT_TYPES } from '@/lib/domain/history/event-types';
import { type HistoryEvent, readHistoryEvent } from '@/lib/domain/history/history-event';
import { historyFromLines } from '@/lib/testing/history-lines';
import { EVENT_TABLE } from './event-table';
import { createTimelineFold, foldEvents } from './fold';
import type { Timeline, Visit } from './timeline';

function eventsOf(...lines: string[]): HistoryEvent[] {
  return historyFromLines(lines).map((raw) => {
    const read = readHistoryEvent(raw);
    if (read.kind === 'malformed') throw new Error(read.reason);
    return read.event;
  });
}

function fold(...lines: string[]): Timeline {
  return foldEvents(eventsOf(...lines));
}

function visit(timeline: Timeline, id: number): Visit {
  const found = timeline.visits.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no visit ${id}`);
  return found;
}

function outcomes(timeline: Timeline): Record<string, string> {
  return Object.fromEntries(timeline.visits.map((each) => [`${each.id} ${each.state}`, each.outcome]));
}

const RETRIED_AND_CAUGHT = [
  '2 TaskStateEntered<-0 Charge',
  '3 LambdaFunctionScheduled<-2 arn:aws:lambda:eu-west-1:123456789012:function:charge',
  '4 LambdaFunctionStarted<-3',
  '5 LambdaFunctionFailed<-4 Declined',
  '+1000',
  '6 LambdaFunctionScheduled<-5 arn:aws:lambda:eu-west-1:123456789012:function:charge',
  '7 LambdaFunctionStarted<-6',
  '8 LambdaFunctionTimedOut<-7 States.Timeout',
  '9 TaskStateExited<-8 Charge',
  '10 PassStateEntered<-9 Refund',
  '11 PassStateExited<-10 Refund',
  '12 ExecutionSucceeded<-11',
];

// A Map of two at once in a Parallel: the second item fails for good and takes everything with it.
const NESTED_FAILURE = [
  '2 ParallelStateEntered<-0 Prepare',
  '3 ParallelStateStarted<-2',
  '4 MapStateEntered<-3 Items',
  '5 MapStateStarted<-4 2',
  '6 MapIterationStarted<-5 Items 0',
  '7 MapIterationStarted<-5 Items 1',
  '8 TaskStateEntered<-3 Ship',
  '9 ActivityScheduled<-8 arn:aws:states:eu-west-1:123456789012:activity:ship',
  '10 TaskStateEntered<-6 Price',
  '11 TaskScheduled<-10 invoke',
  '12 TaskStateEntered<-7 Price',
  '13 TaskScheduled<-12 invoke',
  '14 TaskStarted<-13',
  '15 TaskFailed<-14 Price.Missing',
  '16 MapIterationAborted<-15 Items 0',
  '17 TaskStateAborted<-15',
  '18 MapIterationFailed<-15 Items 1',
  '19 TaskStateAborted<-15',
  '20 MapStateFailed<-15',
  '21 TaskStateAborted<-20',
  '22 ParallelStateFailed<-20',
  '23 ExecutionFailed<-22 Price.Missing',
];

test('has a rule for each of the 62 event types of the API and for no other', () => {
  expect(HISTORY_EVENT_TYPES).toHaveLength(62);
  expect(new Set(HISTORY_EVENT_TYPES).size).toBe(62);
  expect(Object.keys(EVENT_TABLE).toSorted()).toEqual([...HISTORY_EVENT_TYPES].toSorted());
});

describe('attempts', () => {
  test('keeps a retried task in one visit, and calls an exit after a failure caught', () => {
    const timeline = fold(...RETRIED_AND_CAUGHT);
    expect(timeline.visits).toHaveLength(2);
    const charge = visit(timeline, 2);
    expect(charge.outcome).toBe('caught');
    expect(charge.exit).toBe(9);
    expect(charge.attempts.map(({ id, kind, outcome, backoffMs }) => ({ id, kind, outcome, backoffMs }))).toEqual([
      { id: 3, kind: 'first', outcome: 'failed', backoffMs: null },
      { id: 6, kind: 'retry', outcome: 'failed', backoffMs: 1010 },
    ]);
    expect(timeline.rootCause).toBeNull();
  });

  test('counts a failure to schedule without a marker as an attempt of its own', () => {
    const timeline = fold(
      '2 TaskStateEntered<-0 Work',
      '3 ActivityScheduleFailed<-2 States.Runtime',
      '4 ActivityScheduled<-3 arn:aws:states:eu-west-1:123456789012:activity:work',
      '5 ActivityScheduleFailed<-4 States.Runtime',
      '6 ExecutionFailed<-5 States.Runtime',
    );
    expect(visit(timeline, 2).attempts.map(({ id, kind, outcome }) => [id, kind, outcome])).toEqual([
      [3, 'first', 'failed'],
      [4, 'retry', 'failed'],
    ]);
  });

  test('counts every retry of a whole Parallel, and drops what the earlier attempts left open', () => {
    const timeline = fold(
      '2 ParallelStateEntered<-0 Both',
      '3 ParallelStateStarted<-2',
      '4 TaskStateEntered<-3 Left',
      '5 TaskScheduled<-4 invoke',
      '6 FailStateEntered<-3 Right',
      '7 ParallelStateStarted<-6',
      '8 PassStateEntered<-7 Left2',
      '9 PassStateExited<-8 Left2',
      '10 ParallelStateSucceeded<-9',
      '11 ParallelStateExited<-9 Both',
      '12 ExecutionSucceeded<-11',
    );
    const both = visit(timeline, 2);
    // Ended when the attempt around it failed, not when the next one began.
    expect(visit(timeline, 4).endedAtMs).toBe(visit(timeline, 6).enteredAtMs);
    expect(both.attempts.map(({ id, kind, outcome }) => [id, kind, outcome])).toEqual([
      [3, 'first', 'failed'],
      [7, 'retry', 'succeeded'],
    ]);
    expect(outcomes(timeline)).toEqual({
      '2 Both': 'succeeded',
      '4 Left': 'aborted',
      '6 Right': 'failed',
      '8 Left2': 'succeeded',
    });
    expect(visit(timeline, 8)).toMatchObject({ parent: 2, parentAttempt: 1, branch: 0 });
  });
});

describe('Map and Parallel', () => {
  test('gives every visit its enclosing visit, branch and iteration', () => {
    const timeline = fold(...NESTED_FAILURE);
    const places = timeline.visits.map(({ id, parent, branch, iteration, depth }) => ({
      id,
      parent,
      branch,
      iteration,
      depth,
    }));
    expect(places).toEqual([
      { id: 2, parent: null, branch: null, iteration: null, depth: 0 },
      { id: 4, parent: 2, branch: 0, iteration: null, depth: 1 },
      { id: 8, parent: 2, branch: 1, iteration: null, depth: 1 },
      { id: 10, parent: 4, branch: null, iteration: 0, depth: 2 },
      { id: 12, parent: 4, branch: null, iteration: 1, depth: 2 },
    ]);
  });

  test('tells the failed state from its consequences and from what was cut off', () => {
    const timeline = fold(...NESTED_FAILURE);
    expect(timeline.rootCause).toBe(15);
    expect(timeline.fatalVisits).toEqual([2, 4, 12]);
    expect(outcomes(timeline)).toEqual({
      '2 Prepare': 'failed',
      '4 Items': 'failed',
      '8 Ship': 'aborted',
      '10 Price': 'aborted',
      '12 Price': 'failed',
    });
    expect(visit(timeline, 4).map?.counts).toEqual({ started: 2, succeeded: 0, failed: 1, aborted: 1 });
  });

  test('finds the iteration of an inner Map that was aborted for a failure in another outer iteration', () => {
    const timeline = fold(
      '2 MapStateEntered<-0 Outer',
      '3 MapStateStarted<-2 2',
      '4 MapIterationStarted<-3 Outer 0',
      '5 MapIterationStarted<-3 Outer 1',
      '6 MapStateEntered<-4 Inner',
      '7 MapStateStarted<-6 1',
      '8 MapIterationStarted<-7 Inner 0',
      '9 MapStateEntered<-5 Inner',
      '10 MapStateStarted<-9 1',
      '11 MapIterationStarted<-10 Inner 0',
      '12 FailStateEntered<-8 No',
      '13 MapIterationFailed<-12 Inner 0',
      '14 MapStateFailed<-12',
      '15 MapIterationFailed<-14 Outer 0',
      '16 MapIterationAborted<-14 Inner 0',
      '17 MapIterationAborted<-14 Outer 1',
      '18 MapStateFailed<-14',
      '19 ExecutionFailed<-18 No.Way',
    );
    expect(visit(timeline, 6).map?.counts).toMatchObject({ failed: 1, aborted: 0 });
    expect(visit(timeline, 9).map?.counts).toMatchObject({ failed: 0, aborted: 1 });
    expect(timeline.fatalVisits).toEqual([2, 6, 12]);
    expect(visit(timeline, 12).failure).toMatchObject({ error: 'No.Way' });
    expect(visit(timeline, 9).outcome).toBe('aborted');
  });

  test('leaves alone the iteration of a Map whose own surroundings did not fail', () => {
    const timeline = fold(
      '2 MapStateEntered<-0 Outer',
      '3 MapStateStarted<-2 2',
      '4 MapIterationStarted<-3 Outer 0',
      '5 MapIterationStarted<-3 Outer 1',
      '6 ParallelStateEntered<-4 Both',
      '7 ParallelStateStarted<-6',
      '8 MapStateEntered<-7 Inner',
      '9 MapStateStarted<-8 1',
      '10 MapIterationStarted<-9 Inner 0',
      '11 ParallelStateEntered<-5 Both',
      '12 ParallelStateStarted<-11',
      '13 MapStateEntered<-12 Inner',
      '14 MapStateStarted<-13 1',
      '15 MapIterationStarted<-14 Inner 0',
      '16 FailStateEntered<-7 No',
      '17 MapIterationAborted<-16 Inner 0',
      '18 ParallelStateFailed<-16',
      '19 ParallelStateExited<-18 Both',
    );
    expect(visit(timeline, 8).map?.counts).toMatchObject({ aborted: 1 });
    expect(visit(timeline, 13).map).toMatchObject({ counts: { aborted: 0 }, iterations: [{ outcome: 'running' }] });
  });

  test.each([
    ['its own Map Run', 7],
    ['the failure that it follows from', 9],
  ])('lets a Map Run that was aborted because of %s end nothing but its Map', (_, hangsOn) => {
    const timeline = fold(
      '2 MapStateEntered<-0 Outer',
      '3 MapStateStarted<-2 2',
      '4 MapIterationStarted<-3 Outer 0',
      '5 MapStateEntered<-4 Children',
      '6 MapStateStarted<-5 0',
      '7 MapRunStarted<-6 {"mapRunArn":"arn:aws:states:eu-west-1:123456789012:mapRun:m/Children:1"}',
      '8 MapIterationStarted<-3 Outer 1',
      '9 FailStateEntered<-8 No',
      `10 MapRunAborted<-${hangsOn}`,
      '11 MapIterationAborted<-9 Outer 0',
      '12 MapIterationFailed<-9 Outer 1',
      '13 MapStateFailed<-9',
      '14 ExecutionFailed<-13 No.Way',
    );
    expect(outcomes(timeline)).toEqual({ '2 Outer': 'failed', '5 Children': 'aborted', '9 No': 'failed' });
    expect(visit(timeline, 2).attempts).toMatchObject([{ outcome: 'failed', hasFailed: true }]);
    expect(visit(timeline, 5).attempts).toMatchObject([{ outcome: 'aborted', hasFailed: false }]);
    expect(timeline.unplacedEvents).toEqual([]);
  });
});

describe('runs', () => {
  const REDRIVEN = [
    '2 TaskStateEntered<-0 Work',
    '3 ActivityScheduled<-2 arn:aws:states:eu-west-1:123456789012:activity:work',
    '4 ActivityStarted<-3',
    '5 ActivityFailed<-4 No',
    '6 ExecutionFailed<-5 No',
    '+60000',
    '7 ExecutionRedriven<-6 1',
    '8 ActivityScheduled<-2 arn:aws:states:eu-west-1:123456789012:activity:work',
  ];

  test('calls an attempt after a redrive redriven, and does not count the pause before it as backoff', () => {
    const timeline = fold(...REDRIVEN);
    expect(visit(timeline, 2).attempts.map(({ kind, run, backoffMs }) => [kind, run, backoffMs])).toEqual([
      ['first', 0, null],
      ['redriven', 1, null],
    ]);
    expect(timeline.status).toBe('RUNNING');
    expect(timeline.endedAtMs).toBeNull();
  });

  test('calls it a retry where a redriven Parallel fails again in the attempt it took up', () => {
    const timeline = fold(
      '2 ParallelStateEntered<-0 Both',
      '3 ParallelStateStarted<-2',
      '4 TaskStateEntered<-3 Left',
      '5 ActivityScheduled<-4 arn:aws:states:eu-west-1:123456789012:activity:left',
      '6 ExecutionAborted<-0',
      '7 ExecutionRedriven<-6 1',
      '8 ActivityScheduled<-4 arn:aws:states:eu-west-1:123456789012:activity:left',
      '9 ActivityFailed<-8 No',
      '+1000',
      '10 ParallelStateStarted<-9',
    );
    expect(visit(timeline, 2).attempts.map(({ id, kind, run, backoffMs }) => [id, kind, run, backoffMs])).toEqual([
      [3, 'first', 0, null],
      [10, 'retry', 1, 1010],
    ]);
  });

  test('waits for an activity from the moment it is scheduled', () => {
    const timeline = fold(...REDRIVEN);
    expect(visit(timeline, 2).outcome).toBe('waiting');
    expect(timeline.waits).toMatchObject([{ eventId: 8, visit: 2, state: 'Work' }]);
    expect(timeline.inFlight).toEqual([8]);
  });

  test('does not bring back what a retried Map left behind', () => {
    const timeline = fold(
      '2 MapStateEntered<-0 Items',
      '3 MapStateStarted<-2 1',
      '4 MapIterationStarted<-3 Items 0',
      '5 FailStateEntered<-4 No',
      '6 MapIterationFailed<-5 Items 0',
      '7 MapStateStarted<-5 1',
      '8 MapIterationStarted<-7 Items 0',
      '9 FailStateEntered<-8 No',
      '10 MapIterationFailed<-9 Items 0',
      '11 MapStateFailed<-9',
      '12 ExecutionFailed<-11 Again',
      '13 ExecutionRedriven<-12 1',
    );
    expect(outcomes(timeline)).toEqual({ '2 Items': 'running', '5 No': 'failed', '9 No': 'running' });
  });

  test('calls a task ended from outside while its retry was due failed, all others aborted', () => {
    const timeline = fold(
      '2 ParallelStateEntered<-0 Both',
      '3 ParallelStateStarted<-2',
      '4 TaskStateEntered<-3 Left',
      '5 TaskScheduled<-4 invoke',
      '6 TaskFailed<-5 No',
      '7 WaitStateEntered<-3 Right',
      '8 ExecutionAborted<-0 Stop',
    );
    expect(outcomes(timeline)).toEqual({ '2 Both': 'aborted', '4 Left': 'failed', '7 Right': 'aborted' });
    expect(timeline.rootCause).toBeNull();
    expect(timeline.fatalVisits).toEqual([]);
  });

  test('takes the entry as root cause of a runtime error, which has no failure event', () => {
    const cause = "An error occurred while executing the state 'Work' (entered at the event id #2). No such path.";
    const timeline = fold(
      '2 TaskStateEntered<-0 Work',
      '3 TaskScheduled<-2 invoke',
      '4 TaskSucceeded<-3',
      `5 ExecutionFailed<-4 ${JSON.stringify({ error: 'States.Runtime', cause })}`,
    );
    expect(timeline.rootCause).toBe(2);
    expect(visit(timeline, 2)).toMatchObject({ outcome: 'failed', attempts: [{ outcome: 'succeeded' }] });
  });
});

describe('what arrives', () => {
  const HISTORIES = { retried: RETRIED_AND_CAUGHT, nested: NESTED_FAILURE };

  test.each(Object.entries(HISTORIES))('gives the same for events in any order and twice: %s', (_, lines) => {
    const events = eventsOf(...lines);
    expect(foldEvents([...events.toReversed(), ...events])).toEqual(foldEvents(events));
  });

  test('leaves its input as it was', () => {
    const events = eventsOf(...NESTED_FAILURE).toReversed();
    const before = structuredClone(events);
    foldEvents(events);
    expect(events).toEqual(before);
  });

  test('keeps a type that AWS added later visible, and the chain through it whole', () => {
    const timeline = fold(
      '2 TaskStateEntered<-0 Work',
      '3 TaskPondered<-2',
      '4 TaskScheduled<-3 invoke',
      '5 TaskSucceeded<-4',
      '6 TaskStateExited<-5 Work',
    );
    expect(timeline.unknownTypes).toEqual(['TaskPondered']);
    expect(visit(timeline, 2)).toMatchObject({ outcome: 'succeeded', attempts: [{ id: 4 }] });
  });

  test('attaches an event to the only task it can belong to where the line between is missing', () => {
    const events = eventsOf(...RETRIED_AND_CAUGHT).filter((event) => event.id !== 4);
    const timeline = foldEvents(events);
    expect(timeline.missingIds).toBe(1);
    expect(visit(timeline, 2).attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  });

  test('attaches it to no task that was entered after the missing line', () => {
    const events = eventsOf(
      '2 ParallelStateEntered<-0 Both',
      '3 ParallelStateStarted<-2',
      '4 TaskStateEntered<-3 Left',
      '5 TaskStateEntered<-3 Right',
      '6 LambdaFunctionScheduled<-4 fn',
    ).filter((event) => event.id !== 4);
    expect(visit(foldEvents(events), 5).attempts).toEqual([]);
  });

  test('gives an exit whose chain is cut to no visit where several have its name', () => {
    const events = eventsOf(
      '2 MapStateEntered<-0 Items',
      '3 MapStateStarted<-2 2',
      '4 MapIterationStarted<-3 Items 0',
      '5 MapIterationStarted<-3 Items 1',
      '6 PassStateEntered<-4 Price',
      '7 TaskStateEntered<-6 Ship',
      '8 TaskStateEntered<-5 Ship',
      '9 TaskScheduled<-7 invoke',
      '10 TaskSucceeded<-9',
      '11 TaskStateExited<-10 Ship',
    ).filter((event) => event.id !== 10);
    const timeline = foldEvents(events);
    expect(timeline.unplacedEvents).toEqual([11]);
    expect(timeline.visits.map(({ exit }) => exit)).toEqual([null, null, null, null]);
  });

  test('leaves a visit as it was told that exited by all that is known, though the end of the execution names it', () => {
    const cause = "An error occurred while executing the state 'Work' (entered at the event id #2). No such path.";
    const events = eventsOf(
      '2 TaskStateEntered<-0 Work',
      '3 TaskScheduled<-2 invoke',
      '4 TaskSucceeded<-3',
      '5 TaskStateExited<-4 Work',
      `6 ExecutionFailed<-5 ${JSON.stringify({ error: 'States.Runtime', cause })}`,
    );
    const growing = createTimelineFold();
    growing.add(events.slice(0, 5));
    const before = growing.timeline();
    const copy = structuredClone(before);
    growing.add(events.slice(5));
    expect(growing.timeline().status).toBe('FAILED');
    expect(before).toEqual(copy);
  });

  test('says which events it could not place rather than guess between two tasks', () => {
    const events = eventsOf(
      '2 ParallelStateEntered<-0 Both',
      '3 ParallelStateStarted<-2',
      '4 TaskStateEntered<-3 Left',
      '5 TaskScheduled<-4 invoke',
      '6 TaskStateEntered<-3 Right',
      '7 TaskScheduled<-6 invoke',
      '8 TaskStarted<-5',
      '9 TaskFailed<-8 No',
    ).filter((event) => event.id !== 8);
    const timeline = foldEvents(events);
    expect(timeline.unplacedEvents).toEqual([9]);
    expect(outcomes(timeline)).toEqual({ '2 Both': 'running', '4 Left': 'running', '6 Right': 'running' });
  });
});
