import { expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import type { ExecutionStatus } from '@/lib/domain/execution-status';
import { FakeAws, orderHistory } from '@/lib/testing/fake-aws';
import { toListedRow } from './execution-rows';
import { HistoryQueue } from './history-queue';

const NOW = epochMs(Date.UTC(2026, 10, 22, 18));
const always = () => true;

function execution(name: string, status: ExecutionStatus, ageMs = 60_000) {
  return new FakeAws().addExecution(
    'orders',
    name,
    status,
    orderHistory(NOW - ageMs, status === 'RUNNING' ? 'open' : 'ok'),
  ).listed;
}

function unread(name: string, status: ExecutionStatus) {
  const row = toListedRow(execution(name, status), undefined);
  if (row === null) throw new Error('a new execution is always news');
  return { ...row, connection: 'default', durationMs: null, history: null };
}

function takeAll(queue: HistoryQueue, mayRead: (machineArn: string) => boolean = always): readonly string[] {
  const taken: string[] = [];
  for (let next = queue.take(NOW, mayRead); next !== null; next = queue.take(NOW, mayRead))
    taken.push(next.arn.split(':').at(-1) ?? '');
  return taken;
}

test('failures go before open executions that are due, and those before the rest', () => {
  const queue = new HistoryQueue(() => null);
  queue.refill([unread('failed', 'FAILED'), unread('slow', 'SUCCEEDED')], NOW);
  queue.setOpen('orders', [execution('open', 'RUNNING')]);
  expect(takeAll(queue)).toEqual(['failed', 'open', 'slow']);
});

test('an open execution is read again only after a while', () => {
  const lastRead = new Map<string, number>();
  const queue = new HistoryQueue((arn) => (lastRead.has(arn) ? epochMs(lastRead.get(arn) ?? 0) : null));
  const open = execution('open', 'RUNNING', 600_000);
  queue.setOpen('orders', [open]);
  lastRead.set(open.arn, NOW - 29_000);
  expect(takeAll(queue)).toEqual([]);
  lastRead.set(open.arn, NOW - 30_000);
  expect(takeAll(queue)).toEqual(['open']);
});

test('nothing is read twice at a time, nor of a machine that may not be asked now', () => {
  const queue = new HistoryQueue(() => null);
  queue.refill([unread('one', 'FAILED')], NOW);
  expect(takeAll(queue, () => false)).toEqual([]);
  expect(takeAll(queue)).toEqual(['one']);
  queue.refill([unread('one', 'FAILED')], NOW);
  expect(takeAll(queue)).toEqual([]);
  queue.done(execution('one', 'FAILED').arn);
  queue.refill([unread('one', 'FAILED')], NOW);
  expect(takeAll(queue)).toEqual(['one']);
});
