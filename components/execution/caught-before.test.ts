import { expect, it } from 'vitest';
import { caughtBefore } from '@/components/execution/caught-before';
import type { TimelineVisit } from '@/lib/contract/timeline';

function visit(id: number, changes: Partial<TimelineVisit>): TimelineVisit {
  return {
    id,
    state: `State${id}`,
    stateType: 'Task',
    parent: null,
    parentAttempt: null,
    iteration: null,
    branch: null,
    depth: 0,
    enteredDate: '2026-11-22T18:04:11.900Z',
    endedDate: '2026-11-22T18:04:12.900Z',
    exit: null,
    outcome: 'succeeded',
    attempts: [],
    failure: null,
    failures: [],
    map: null,
    ...changes,
  };
}

const failure: TimelineVisit['failure'] = {
  eventId: 4,
  error: 'Payment.Declined',
  cause: 'do_not_honor',
  isCauseCut: false,
  errorClass: 'task',
  date: '2026-11-22T18:04:12.900Z',
};
const gaveUp = visit(20, { stateType: 'Fail', outcome: 'failed' });

it('finds the error that Catch took last before a Fail state', () => {
  const visits = [
    visit(2, { outcome: 'caught', failure }),
    visit(6, { outcome: 'caught', failure }),
    visit(9, {}),
    gaveUp,
  ];
  expect(caughtBefore(visits, gaveUp)?.id).toBe(6);
});

it('names none for a state that failed by itself', () => {
  const charge = visit(20, { outcome: 'failed', failure });
  expect(caughtBefore([visit(2, { outcome: 'caught', failure }), charge], charge)).toBeNull();
});

it('does not take what was caught in another branch for the reason', () => {
  const inBranch = visit(2, { outcome: 'caught', failure, parent: 1, parentAttempt: 0, branch: 1 });
  expect(caughtBefore([inBranch, gaveUp], gaveUp)).toBeNull();
});
