import { expect, test, vi } from 'vitest';
import { AppError } from './errors';

test('recognizes an error of its kind that another bundle made', async () => {
  vi.resetModules();
  const other = await import('./errors');
  expect(other.AppError).not.toBe(AppError);
  expect(new other.AppError('throttled', 'Later.')).toBeInstanceOf(AppError);
  for (const value of [new Error('other'), { code: 'throttled' }, null, 'text'])
    expect(value).not.toBeInstanceOf(AppError);
});
