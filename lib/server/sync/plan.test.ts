import { describe, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { FakeAws } from '@/lib/testing/fake-aws';
import { toMachineRow } from './machine-catalogue';
import { type MachineReading, newReading, type Plan, planJob } from './plan';

const NOW = epochMs(Date.UTC(2026, 10, 22, 18));
const SPAN = { fromMs: epochMs(0), toMs: NOW };
const aws = new FakeAws();
const failure = { code: 'throttled' as const, message: '', sinceMs: NOW, count: 1, retryMs: epochMs(NOW + 1) };

function reading(name: string, change: Partial<MachineReading>): MachineReading {
  const machine = { ...toMachineRow(aws.addMachine(name)), connection: 'default' };
  return { ...newReading(machine, SPAN, NOW, Number.POSITIVE_INFINITY), askedMs: NOW, ...change };
}

function plan(readings: readonly MachineReading[], change: Partial<Plan> = {}): Plan {
  return {
    nowMs: NOW,
    discoverDueMs: epochMs(NOW + 1),
    isDiscovering: false,
    readings,
    firstFromMs: epochMs(0),
    isTurnOfWalks: false,
    isFirstDone: true,
    ...change,
  };
}

describe('planJob', () => {
  const due = reading('due', {});
  const quiet = reading('quiet', { dueMs: epochMs(NOW + 1) });

  it('asks for what is new first, and for what changes further down where nothing new is due', () => {
    expect(planJob(plan([quiet, due]))).toEqual({ kind: 'follow', reading: due });
    expect(planJob(plan([quiet]))).toEqual({ kind: 'walk', reading: quiet });
  });

  it('gives walks their turn where something new is always due', () => {
    expect(planJob(plan([quiet, due], { isTurnOfWalks: true }))).toMatchObject({ kind: 'walk' });
    for (const { walks } of [quiet, due]) walks.noteFailure(failure);
    expect(planJob(plan([quiet, due], { isTurnOfWalks: true }))).toEqual({ kind: 'follow', reading: due });
  });

  it('walks through no machine before its first round, nor while it fails, but through one that was deleted', () => {
    const walkable = (change: Partial<MachineReading>) =>
      planJob(plan([reading('one', { ...change, dueMs: epochMs(NOW + 1) })]))?.kind === 'walk';
    expect(walkable({})).toBe(true);
    expect(walkable({ askedMs: null })).toBe(false);
    expect(walkable({ failure })).toBe(false);
    expect(walkable({ isBusy: true })).toBe(false);
    expect(walkable({ machine: { ...due.machine, status: 'DELETED' }, askedMs: null })).toBe(true);
    expect(walkable({ machine: { ...due.machine, type: 'EXPRESS' } })).toBe(false);
  });
});
