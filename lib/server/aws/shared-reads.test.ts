import { expect, test } from 'vitest';
import { createGate } from './gate';
import { createSharedReads, type SharedCall } from './shared-reads';
import { createUrgency } from './waiting-line';

/** A read that ends when the test says so. */
function heldRead() {
  const calls: SharedCall[] = [];
  const ends: { readonly answer: (value: string) => void; readonly fail: (error: Error) => void }[] = [];
  const work = (call: SharedCall) => {
    calls.push(call);
    return new Promise<string>((resolve, reject) => {
      ends.push({ answer: resolve, fail: reject });
      call.signal.addEventListener('abort', () => reject(call.signal.reason));
    });
  };
  return { calls, ends, work };
}

test('identical reads under way are one call with one answer, also for a failure', async () => {
  const shared = createSharedReads();
  const { calls, ends, work } = heldRead();
  const both = [shared.read('a', { priority: 'background' }, work), shared.read('a', { priority: 'background' }, work)];
  void shared.read('b', { priority: 'background' }, work);
  expect(calls).toHaveLength(2);
  ends[0]?.answer('one');
  expect(await Promise.all(both)).toEqual(['one', 'one']);
  const failing = [shared.read('a', { priority: 'click' }, work), shared.read('a', { priority: 'click' }, work)];
  expect(calls).toHaveLength(3);
  ends[2]?.fail(new Error('no'));
  await expect(Promise.allSettled(failing)).resolves.toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
});

test('a click that joins a background read makes it a click', () => {
  const shared = createSharedReads();
  const { calls, work } = heldRead();
  void shared.read('a', { priority: 'background' }, work);
  expect(calls[0]?.urgency.priority()).toBe('background');
  void shared.read('a', { priority: 'click' }, work);
  expect(calls[0]?.urgency.priority()).toBe('click');
});

test('who leaves does not take the answer from the others; the last one ends the call', async () => {
  const shared = createSharedReads();
  const { calls, ends, work } = heldRead();
  const [one, two] = [new AbortController(), new AbortController()];
  const first = shared.read('a', { priority: 'background', signal: one.signal }, work);
  const second = shared.read('a', { priority: 'background', signal: two.signal }, work);
  one.abort(new Error('left'));
  await expect(first).rejects.toThrow('left');
  expect(calls[0]?.signal.aborted).toBe(false);
  ends[0]?.answer('kept');
  expect(await second).toBe('kept');

  const only = new AbortController();
  const third = shared.read('a', { priority: 'background', signal: only.signal }, work);
  only.abort(new Error('left'));
  await expect(third).rejects.toThrow('left');
  expect(calls[1]?.signal.aborted).toBe(true);
  void shared.read('a', { priority: 'background' }, work);
  expect(calls).toHaveLength(3);
});

test('a gate lets its number in, clicks first, and the next one after a failure too', async () => {
  const gate = createGate(1);
  const order: string[] = [];
  let letGo = () => {};
  const signal = new AbortController().signal;
  const holding = gate.run(createUrgency('background'), signal, () => new Promise<void>((go) => (letGo = go)));
  const failing = gate.run(createUrgency('background'), signal, async () => {
    order.push('background');
    throw new Error('no');
  });
  const last = gate.run(createUrgency('background'), signal, async () => order.push('last'));
  const click = gate.run(createUrgency('click'), signal, async () => order.push('click'));
  await Promise.resolve();
  letGo();
  await Promise.allSettled([holding, failing, last, click]);
  expect(order).toEqual(['click', 'background', 'last']);
});
