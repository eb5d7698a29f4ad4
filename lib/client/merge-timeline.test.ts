import { expect, it } from 'vitest';
import type { HeldTimeline } from '@/lib/client/merge-timeline';
import { mergeTimeline } from '@/lib/client/merge-timeline';
import type { TimelineVisit } from '@/lib/contract/timeline';

type Whole = Extract<HeldTimeline, { readonly kind: 'whole' }>;

function visit(id: number, outcome: TimelineVisit['outcome']): TimelineVisit {
  return {
    id,
    state: `State${id}`,
    stateType: 'Pass',
    parent: null,
    parentAttempt: null,
    iteration: null,
    branch: null,
    depth: 0,
    enteredDate: '2026-11-22T18:04:11.900Z',
    endedDate: null,
    exit: null,
    outcome,
    attempts: [],
    failure: null,
    failures: [],
    map: null,
  };
}

function whole(version: string, visits: readonly TimelineVisit[]): Whole {
  return {
    kind: 'whole',
    executionArn: 'arn',
    version,
    status: 'RUNNING',
    startDate: '2026-11-22T18:04:11.900Z',
    stopDate: null,
    lastEventDate: null,
    rootCause: null,
    fatalVisits: [],
    waits: [],
    inFlight: [],
    redrives: [],
    childExecutionArns: [],
    eventCount: 1,
    missingIds: 0,
    unknownTypes: [],
    isSettled: false,
    coverage: { kind: 'all', reasons: [], share: null },
    visits,
  };
}

it('replaces visits that changed, appends new ones, and keeps the others as they are', () => {
  const held = whole('1', [visit(2, 'succeeded'), visit(5, 'running')]);
  const merged = mergeTimeline(held, { ...whole('2', [visit(5, 'succeeded'), visit(9, 'running')]), kind: 'changes' });
  if (merged.kind !== 'whole') throw new Error('a merge gives the whole');
  expect(merged.version).toBe('2');
  expect(merged.visits.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
    '2 succeeded',
    '5 succeeded',
    '9 running',
  ]);
  expect(merged.visits[0]).toBe(held.visits[0]);
});

it('keeps everything where nothing changed, but for the news that nothing more will', () => {
  const held = whole('1', [visit(2, 'succeeded')]);
  const merged = mergeTimeline(held, { kind: 'unchanged', executionArn: 'arn', version: '1', isSettled: true });
  expect(merged).toEqual({ ...held, isSettled: true });
});

it('refuses changes of what it does not hold', () => {
  expect(() => mergeTimeline(null, { ...whole('2', []), kind: 'changes' })).toThrow('does not hold');
});
