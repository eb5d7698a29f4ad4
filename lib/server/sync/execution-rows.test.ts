import { expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { readLogCourse } from '@/lib/domain/history/log-course';
import { FakeAws, orderHistory } from '@/lib/testing/fake-aws';
import { toListedRow, toLogRow } from './execution-rows';

const NOW = epochMs(Date.UTC(2026, 10, 22, 18));
const EVENTS = orderHistory(NOW - 60_000, 'ok');
const { listed } = new FakeAws().addExecution('orders', 'one', 'SUCCEEDED', EVENTS);
const qualified = { ...listed, versionArn: `${listed.machineArn}:3`, aliasArn: `${listed.machineArn}:live` };

function rowOf(told: typeof listed) {
  const row = toListedRow(told, undefined);
  if (row === null) throw new Error('a new execution is always news');
  return row;
}

test('a list tells the version and the alias, and that there was neither', () => {
  expect(rowOf(qualified).startedWith).toEqual({ version: 3, alias: 'live' });
  expect(rowOf({ ...qualified, aliasArn: null }).startedWith).toEqual({ version: 3, alias: null });
  expect(rowOf(listed).startedWith).toEqual({ version: null, alias: null });
});

test('a list adds what a row does not tell yet, and takes nothing else from it', () => {
  const read = { ...rowOf(qualified), startedWith: null, retries: 4, coverage: 'full' as const };
  const stored = { ...read, connection: 'default', durationMs: null, history: null };
  expect(toListedRow(qualified, stored)).toEqual({ ...read, startedWith: { version: 3, alias: 'live' } });
  expect(toListedRow(qualified, { ...stored, startedWith: { version: 3, alias: 'live' } })).toBeNull();
  // Late news of what has ended since.
  const late = { ...qualified, status: 'RUNNING' as const };
  expect(toListedRow(late, stored)).toMatchObject({ status: 'SUCCEEDED', startedWith: { version: 3, alias: 'live' } });
});

test('a log tells them where its first line names them, and else nothing', () => {
  const toldBy = (details: object) => {
    const events = EVENTS.map((event) =>
      event.id === 1 ? { ...event, details: { ...event.details, ...details } } : event,
    );
    const course = readLogCourse(events, { type: 'STANDARD', nowMs: NOW, context: {} });
    return toLogRow(listed.arn, course, { firstAtMs: NOW, includesData: false })?.startedWith;
  };
  expect(toldBy({})).toBeNull();
  expect(toldBy({ stateMachineVersionArn: qualified.versionArn })).toEqual({ version: 3, alias: null });
  const both = { stateMachineVersionArn: qualified.versionArn, stateMachineAliasArn: qualified.aliasArn };
  expect(toldBy(both)).toEqual({ version: 3, alias: 'live' });
});
