import { expect, test, vi } from 'vitest';
import { localActions, localCaller } from '@/lib/domain/access';
import { indexBatch } from '@/lib/testing/index-batches';
import { failed, succeeded } from '@/lib/testing/index-samples';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { getIndexFacts } from './get-index-facts';

test('counts what the index holds, and says nothing rather than a wrong number where it cannot', async () => {
  const index = new MemoryIndex();
  await index.apply(indexBatch([succeeded, failed]));
  const warn = vi.fn();
  const deps = { index, switches: localActions(false), log: { warn }, keepDays: 400 };
  const { databaseBytes, walBytes } = await index.stats();
  expect(await getIndexFacts(deps, { caller: localCaller })).toMatchObject({
    stateMachines: 1,
    executions: 2,
    histories: 2,
    bytes: databaseBytes + walBytes,
    keepDays: 400,
    setAside: [],
  });
  index.stats = () => Promise.reject(new Error('disk'));
  expect(await getIndexFacts(deps, { caller: localCaller })).toBeNull();
  expect(warn).toHaveBeenCalledOnce();
});
