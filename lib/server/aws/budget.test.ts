import { setMaxListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createBudget, createBudgetPool, type Share } from './budget';
import type { Bucket } from './token-bucket';
import { createUrgency } from './waiting-line';

type Place = { readonly account: string; readonly region: string } | null;

const SHOP = { account: '123456789012', region: 'eu-west-1' };
const MEDIA = { account: '210987654321', region: 'eu-west-1' };

describe('the budgets of several connections (R2)', () => {
  test('are one from when they turn out to read the same account and region', () => {
    const pool = createBudgetPool();
    let place: Place = null;
    const [a, b] = [pool.budgetFor(0.5, () => place), pool.budgetFor(0.5, () => place)];
    expect(a.bucketOf('ListStateMachines')).not.toBe(b.bucketOf('ListStateMachines'));
    place = SHOP;
    expect(a.bucketOf('ListStateMachines')).toBe(b.bucketOf('ListStateMachines'));
    expect(a.bucketOf('ListStateMachines')).not.toBe(a.bucketOf('ListExecutions'));
  });

  test('are apart in another account, and in another region', () => {
    const pool = createBudgetPool();
    const places = [SHOP, MEDIA, { ...SHOP, region: 'us-east-1' }];
    const buckets = places.map((place) => pool.budgetFor(0.5, () => place).bucketOf('ListExecutions'));
    expect(new Set(buckets).size).toBe(3);
  });

  test('a refusal that one of them meets slows the other', () => {
    const pool = createBudgetPool();
    const [a, b] = [pool.budgetFor(0.5, () => SHOP), pool.budgetFor(0.5, () => SHOP)];
    const other = pool.budgetFor(0.5, () => MEDIA);
    a.bucketOf('ListExecutions').refused();
    expect(b.slowedForMs()).toBeGreaterThan(0);
    expect(other.slowedForMs()).toBe(0);
  });

  test.each<[shares: readonly Share[], least: Share]>([
    [['off', 0.1], 0.1],
    [[0.1, 'off'], 0.1],
    [[0.5, 0.1, 0.2], 0.1],
    [['off', 'off'], 'off'],
  ])('given %j, all of one place have %j', async (shares, least) => {
    const pool = createBudgetPool();
    const budgets = shares.map((share) => pool.budgetFor(share, () => SHOP));
    for (const budget of budgets) budget.bucketOf('ListExecutions');
    const buckets = new Set(budgets.map((budget) => budget.bucketOf('ListExecutions')));
    expect(buckets.size).toBe(1);
    for (const bucket of buckets)
      expect(await takenAtOnce(bucket)).toBe(await takenAtOnce(createBudget(least).bucketOf('ListExecutions')));
  });

  test('count what was asked before the place was known, once, and tell all of it the same', async () => {
    const pool = createBudgetPool();
    let place: Place = null;
    const [a, b] = [pool.budgetFor(0.5, () => place), pool.budgetFor(0.2, () => place)];
    const take = (budget: typeof a) => budget.bucketOf('ListStateMachines').take(createUrgency('click'), never());
    await take(a);
    await take(b);
    expect(a.state()).toMatchObject({ place: null, share: 0.5, operations: [{ called: 1 }] });
    place = SHOP;
    await take(a);
    await take(b);
    a.bucketOf('ListStateMachines').refused();
    const [operation, ...others] = a.state().operations;
    expect(others).toEqual([]);
    expect(operation).toMatchObject({
      operation: 'ListStateMachines',
      quota: { perSecond: 5, burst: 100 },
      called: 4,
      calledLastMinute: 4,
      refused: 1,
      limit: { fullPerSecond: 1, perSecond: 0.5, burst: 20 },
    });
    expect(b.state()).toMatchObject({ place: SHOP, share: 0.2, operations: [{ called: 4, refused: 1 }] });
  });
});

const never = () => new AbortController().signal;

/** How many of very many calls need not wait. */
async function takenAtOnce(bucket: Bucket): Promise<number> {
  const abort = new AbortController();
  setMaxListeners(0, abort.signal);
  let taken = 0;
  const takes = Array.from({ length: 1_000 }, async () => {
    await bucket.take(createUrgency('click'), abort.signal);
    if (!abort.signal.aborted) taken += 1;
  });
  await new Promise((resolve) => setImmediate(resolve));
  abort.abort();
  await Promise.allSettled(takes);
  return taken;
}
