import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DiskGuard } from './disk-guard';
import { type IndexDirectory, prepareIndexDirectory } from './index-directory';

/** More than any disk has. */
const ALL_BYTES = 1e18;

let root: string;
let directory: IndexDirectory;
const log = { info: vi.fn(), warn: vi.fn() };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'statelens-guard-'));
  directory = prepareIndexDirectory(root);
  vi.clearAllMocks();
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

it('asks for room, says where and how much, and goes on by itself, with one line in the log for each', async () => {
  const limits = { leastFreeBytes: 0, timesWal: 2, checkEveryMs: 0 };
  const guard = new DiskGuard(directory, limits, log);
  await guard.ensureRoom();
  expect(log.warn).not.toHaveBeenCalled();
  limits.leastFreeBytes = ALL_BYTES;
  for (let asked = 0; asked < 3; asked += 1) {
    await expect(guard.ensureRoom()).rejects.toMatchObject({ code: 'disk-full', retryable: true });
  }
  await expect(guard.ensureRoom()).rejects.toThrow(
    new RegExp(`^${directory.path} has [\\d.,]+ \\S+ free and needs [\\d.,]+ \\S+\\. Free space .* by itself\\.$`),
  );
  limits.leastFreeBytes = 0;
  await guard.ensureRoom();
  await guard.ensureRoom();
  expect(log.warn).toHaveBeenCalledOnce();
  expect(log.info).toHaveBeenCalledOnce();
});

it('asks for more the larger the WAL is, because a checkpoint writes it once more', async () => {
  writeFileSync(directory.wal, 'x'.repeat(1_000));
  const guard = new DiskGuard(directory, { leastFreeBytes: 0, timesWal: ALL_BYTES / 1_000, checkEveryMs: 0 }, log);
  await expect(guard.ensureRoom()).rejects.toMatchObject({ code: 'disk-full' });
  rmSync(directory.wal);
  await guard.ensureRoom();
});

it('looks at the disk once in a while, however often it is asked', async () => {
  const limits = { leastFreeBytes: 0, timesWal: 2, checkEveryMs: 60_000 };
  const guard = new DiskGuard(directory, limits, log);
  await guard.ensureRoom();
  limits.leastFreeBytes = ALL_BYTES;
  await guard.ensureRoom();
});
