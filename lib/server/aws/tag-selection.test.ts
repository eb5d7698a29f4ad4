import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Found, Gone, MachineTags } from '@/lib/server/ports/aws';
import { createTagSelection } from './tag-selection';

const OPTIONS = { priority: 'background' } as const;
const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const tagged = (value: MachineTags): Found<MachineTags> => ({ kind: 'found', value });

test('asks for nothing where no tags are wanted', async () => {
  const read = vi.fn();
  expect(await createTagSelection(undefined, read).selects('orders', OPTIONS)).toBe(true);
  expect(read).not.toHaveBeenCalled();
});

test('asks once an hour, and notices then that a tag was changed', async () => {
  let tags: Found<MachineTags> | Gone = tagged({ team: 'shop' });
  const read = vi.fn(async () => tags);
  const selection = createTagSelection({ include: ['team=shop'], exclude: ['stage=test'] }, read);
  expect(await selection.selects('orders', OPTIONS)).toBe(true);
  tags = tagged({ team: 'shop', stage: 'test' });
  vi.advanceTimersByTime(HOUR - 1);
  expect(await selection.selects('orders', OPTIONS)).toBe(true);
  expect(read).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(await selection.selects('orders', OPTIONS)).toBe(false);
  // Deleted: it stays what it was.
  tags = { kind: 'gone' };
  vi.advanceTimersByTime(HOUR);
  expect(await selection.selects('orders', OPTIONS)).toBe(false);
  expect(await selection.selects('never-seen', OPTIONS)).toBe(true);
});

test('fails as the read does, and asks again then', async () => {
  const read = vi.fn().mockRejectedValueOnce(new Error('denied')).mockResolvedValue(tagged({}));
  const selection = createTagSelection({ include: ['team=*'], exclude: [] }, read);
  await expect(selection.selects('orders', OPTIONS)).rejects.toThrow('denied');
  expect(await selection.selects('orders', OPTIONS)).toBe(false);
});
