import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import type { Intent } from '@/lib/domain/decision';
import { prepareAuditFile } from '@/lib/server/audit/audit-directory';
import { openAuditLog } from '@/lib/server/audit/audit-log';
import { createLogger } from '@/lib/server/logger';
import { openIndexStore } from '@/lib/server/store/open-index-store';
import { indexBatch } from '@/lib/testing/index-batches';
import { failed, succeeded, waiting } from '@/lib/testing/index-samples';

// The commands are those of the guide, word for word: whoever changes one there changes what is tested.
const GUIDE = readFileSync('docs/running.md', 'utf8');
const log = createLogger('silent');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'statelens-backup-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function runGuide(name: string, dataDirectory: string): Promise<void> {
  const command = new RegExp(`\`\`\`sh ${name}\\n([^\`]+)\`\`\``).exec(GUIDE)?.[1];
  if (command === undefined) throw new Error(`the guide has no command ${name}`);
  const env = { ...process.env, STATELENS_DATA: dataDirectory, BACKUP: join(folder, 'backup') };
  // The mask of an ordinary shell: this process may have a stricter one by now, which the index sets for its own files.
  await promisify(execFile)('sh', ['-euc', `umask 022\n${command}`], { env });
}

function intentOf(number: number): Intent {
  return {
    id: `decision-${number}`,
    idempotencyKey: `key-of-${number}`,
    task: { executionArn: succeeded.execution.arn, eventId: number },
    stateMachineArn: succeeded.execution.machineArn,
    state: 'Approve',
    by: 'local user',
    atMs: epochMs(1_795_000_000_000 + number),
    fingerprint: '0a1b2c3d',
    comment: null,
    answer: { kind: 'approve', output: JSON.stringify({ approved: true, note: 'x'.repeat(2_000) }) },
  };
}

async function readAll(dataDirectory: string) {
  const index = await openIndexStore({ dataDirectory, log });
  const audit = await openAuditLog(prepareAuditFile(dataDirectory), log);
  const all = { fromMs: epochMs(0), toMs: epochMs(1_900_000_000_000), sort: 'started', limit: 100 } as const;
  const { rows } = await index.store.listExecutions(all);
  const events = await Promise.all(rows.map(({ arn }) => index.store.getEvents(arn)));
  await index.close();
  return { rows, events, records: audit.records() };
}

it('brings back every decision and every execution from a backup of a stopped server, for this user alone', async () => {
  const from = join(folder, 'from');
  const index = await openIndexStore({ dataDirectory: from, log });
  const audit = await openAuditLog(prepareAuditFile(from), log);
  await index.store.apply(indexBatch([succeeded, failed, waiting]));
  for (let number = 1; number <= 20; number += 1) await audit.begin(intentOf(number));
  await index.close();
  await runGuide('backup-stopped', from);
  const before = await readAll(from);
  expect([before.rows.length, before.records.length]).toEqual([3, 20]);
  const to = join(folder, 'to');
  await runGuide('restore-all', to);
  for (const part of ['index', 'audit']) chmodSync(join(to, part), 0o755);
  expect(await readAll(to)).toEqual(before);
  for (const part of ['index', 'audit']) expect(statSync(join(to, part)).mode & 0o777).toBe(0o700);
});

it('makes backups that only this user may read', async () => {
  const from = join(folder, 'from');
  const audit = await openAuditLog(prepareAuditFile(from), log);
  await audit.begin(intentOf(1));
  await runGuide('backup-running', from);
  await runGuide('backup-stopped', from);
  const modes = ['', 'statelens.tgz', 'audit'].map((name) => statSync(join(folder, 'backup', name)).mode & 0o777);
  expect(modes).toEqual([0o700, 0o600, 0o700]);
});

it('brings back the decisions from a copy that was made while more were written', async () => {
  const from = join(folder, 'from');
  const audit = await openAuditLog(prepareAuditFile(from), log);
  let written = 0;
  const writing = (async () => {
    for (let number = 1; number <= 200; number += 1) {
      await audit.begin(intentOf(number));
      written = number;
    }
  })();
  const copied: { readonly before: number; readonly held: number }[] = [];
  for (let copy = 0; copy < 10; copy += 1) {
    const before = written;
    const to = join(folder, `to-${copy}`);
    await runGuide('backup-running', from);
    await runGuide('restore-audit', to);
    copied.push({ before, held: (await openAuditLog(prepareAuditFile(to), log)).records().length });
    rmSync(join(folder, 'backup'), { recursive: true });
  }
  await writing;
  // Everything that was on the disk when the copy began; what was written meanwhile as far as it came.
  for (const { before, held } of copied) expect(held).toBeGreaterThanOrEqual(before);
  expect(copied.some(({ held }) => held > 0 && held < 200)).toBe(true);
  process.stdout.write(`backup: ${copied.length} copies of an audit that was being written, 0 decisions lost\n`);
});

it('reads a copy whose last line was cut short, and goes on writing after it', async () => {
  const from = join(folder, 'from');
  const path = prepareAuditFile(from);
  const audit = await openAuditLog(path, log);
  for (let number = 1; number <= 3; number += 1) await audit.begin(intentOf(number));
  truncateSync(path, statSync(path).size - 40);
  const cut = await openAuditLog(path, log);
  expect(cut.records()).toHaveLength(2);
  await cut.begin(intentOf(4));
  expect((await openAuditLog(path, log)).records()).toHaveLength(3);
});
