import { expect, test } from 'vitest';
import { footWords } from '@/components/shell/foot-words';
import type { Connection } from '@/lib/contract/connections';
import type { Sync, SyncState } from '@/lib/contract/sync';

const SERVER_DATE = '2026-11-22T18:00:00.000Z';
const connection: Connection = {
  name: 'default',
  accountId: '123456789012',
  region: 'eu-west-1',
  endpoint: null,
  state: 'ok',
  since: SERVER_DATE,
  lastSuccessDate: SERVER_DATE,
  nextTryDate: null,
  clockSkewMs: 0,
  machineCount: 2,
  permissions: [],
  budget: { place: null, sharedWith: [], share: null, operations: [] },
  problems: [],
};
const item: SyncState = {
  connection: 'default',
  connectionState: 'ok',
  phase: 'following',
  message: 'synced',
  progress: null,
  freshDate: '2026-11-22T17:59:50.000Z',
  isStale: false,
  intervalMs: 15_000,
  unreadHistories: 0,
  executionsRead: 10,
  historiesRead: 10,
};

function sync(...items: readonly SyncState[]): Sync {
  return { items, nextCursor: null, coverage: { kind: 'all', reasons: [], share: null }, serverDate: SERVER_DATE };
}

test('names account and region, and an age that grows since the answer', () => {
  expect(footWords(sync(item), [connection], 2_000)).toEqual({
    place: ['123456789012', 'eu-west-1'],
    line: 'Synced 12 s ago',
    isWarning: false,
  });
});

test('stale data is a warning with its reason', () => {
  const stale = { ...item, isStale: true, message: 'throttled, next try in 20 s' };
  expect(footWords(sync(stale), [connection], 0)).toEqual({
    place: ['123456789012', 'eu-west-1'],
    line: 'Synced 10 s ago · throttled, next try in 20 s',
    isWarning: true,
  });
});

test('the first reading says how far it is', () => {
  const first = { ...item, phase: 'first-read', freshDate: null, message: 'last 24 h: 34 %, about 6 min' } as const;
  expect(footWords(sync(first), [connection], 0).line).toBe('Last 24 h: 34 %, about 6 min');
});

test('of several connections the one that cannot be read comes first, and before AWS told its account it has its name', () => {
  const broken = {
    ...item,
    connection: 'prod',
    connectionState: 'unreachable',
    phase: 'waiting',
    message: 'AWS does not answer',
  } as const;
  expect(footWords(sync(item, broken), [connection], 0)).toEqual({
    place: ['prod', '+1'],
    line: 'AWS does not answer',
    isWarning: true,
  });
});

test('no connection at all is not taken for good news', () => {
  expect(footWords(sync(), [], 0).isWarning).toBe(true);
});
