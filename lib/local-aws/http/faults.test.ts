import { beforeEach, expect, test } from 'vitest';
import { type Fault, Faults } from './faults';
import { readFault } from './read-fault';

const LIST = 'states:ListExecutions';
const HERE = { account: '123456789012', region: 'eu-west-1' };

let nowMs: number;
let faults: Faults;

beforeEach(() => {
  nowMs = 1_000;
  faults = new Faults('7', () => nowMs);
});

function set(members: Partial<Fault> & { readonly fault?: string }): void {
  faults.set(readFault({ action: LIST, fault: 'throttled', ...members }));
}

function hit(action = LIST, signer: typeof HERE | null = HERE): string | null {
  return faults.take({ action, signer })?.kind ?? null;
}

test.each([
  ['*', 'logs:FilterLogEvents', true],
  ['states:*', 'states:SendTaskSuccess', true],
  ['states:*', 'logs:FilterLogEvents', false],
  ['states:SendTask*', 'states:SendTaskHeartbeat', true],
  ['states:SendTask*', 'states:StartExecution', false],
  ['states:ListExecutions', 'states:ListExecutions', true],
  ['states:List', 'states:ListExecutions', false],
])('%s means %s: %s', (action, called, isMeant) => {
  set({ action });
  expect(hit(called)).toBe(isMeant ? 'throttled' : null);
});

test('a fault of one account and region leaves the others alone, and who did not sign', () => {
  set({ action: '*', ...HERE });
  expect(hit()).toBe('throttled');
  expect(hit(LIST, { ...HERE, account: '210987654321' })).toBeNull();
  expect(hit(LIST, { ...HERE, region: 'us-east-1' })).toBeNull();
  expect(hit(LIST, null)).toBeNull();
});

test('the most particular fault decides: by action, then by account, then by region', () => {
  set({ action: '*', fault: 'denied' });
  expect(hit()).toBe('denied');
  set({ action: '*', fault: 'expired', region: HERE.region });
  expect(hit()).toBe('expired');
  set({ action: '*', fault: 'unavailable', account: HERE.account });
  expect(hit()).toBe('unavailable');
  set({ action: LIST, fault: 'drop' });
  expect(hit()).toBe('drop');
});

test('hits as many calls as it was set for', () => {
  set({ times: 2 });
  expect([hit(), hit(), hit()]).toEqual(['throttled', 'throttled', null]);
  expect(faults.all).toEqual([]);
});

test('ends by itself', () => {
  set({ durationMs: 60_000 });
  nowMs += 59_999;
  expect(hit()).toBe('throttled');
  nowMs += 1;
  expect(hit()).toBeNull();
  expect(faults.all).toEqual([]);
});

test('hits its share of the calls, the same ones for the same seed', () => {
  const storm = (seed: string) => {
    faults = new Faults(seed);
    set({ share: 0.3 });
    return Array.from({ length: 2_000 }, () => hit() !== null);
  };
  const first = storm('7');
  expect(first.filter(Boolean).length).toBeGreaterThan(540);
  expect(first.filter(Boolean).length).toBeLessThan(660);
  expect(storm('7')).toEqual(first);
  expect(storm('8')).not.toEqual(first);
});

test('is cleared by its action, in every account, or with all others', () => {
  set({ account: HERE.account });
  set({ region: HERE.region });
  set({ action: 'logs:*' });
  faults.clear(LIST);
  expect(faults.all.map(({ action }) => action)).toEqual(['logs:*']);
  faults.clear(null);
  expect(faults.all).toEqual([]);
});
