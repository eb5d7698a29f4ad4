import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import type { ExecutionPage, ExecutionQuery, IndexStore } from '@/lib/server/ports/index-store';
import { generatePairs, indexBatch } from '@/lib/testing/index-batches';
import { failed, succeeded } from '@/lib/testing/index-samples';
import { runSql } from '@/lib/testing/run-sql';
import { seededRandom } from '@/lib/testing/seeded-random';
import { CREATE_TABLES } from './migrations/0001-tables';
import { type OpenIndex, openIndexStore } from './open-index-store';

const log = createLogger('silent');
const UNTIL_MS = Date.UTC(2026, 10, 22);
const ALWAYS: ExecutionQuery = { fromMs: epochMs(0), toMs: epochMs(UNTIL_MS), sort: 'started', limit: 1_000 };

let root: string;
const opened: OpenIndex[] = [];

async function open(dataDirectory: string): Promise<OpenIndex> {
  // No pause is long enough to checkpoint by itself: these tests look at files.
  const maintenance = { idleMs: 3_600_000, latestMs: 3_600_000 };
  const index = await openIndexStore({ dataDirectory, log, maintenance });
  opened.push(index);
  return index;
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'statelens-open-'));
});

afterEach(async () => {
  for (const index of opened) await index.close();
  opened.length = 0;
  rmSync(root, { recursive: true, force: true });
});

async function fill(store: IndexStore, count: number, random: () => number): Promise<void> {
  const untilMs = UNTIL_MS;
  await store.apply(
    indexBatch(
      generatePairs({ count, fromMs: untilMs - 86_400_000, untilMs, machines: ['orders', 'checkout'], random }),
    ),
  );
}

function listAll(store: IndexStore): Promise<ExecutionPage> {
  return store.listExecutions(ALWAYS);
}

describe('the index directory', () => {
  it('and its files belong to us alone (D7)', async () => {
    const { store } = await open(join(root, 'data'));
    await fill(store, 5, seededRandom(1));
    const directory = join(root, 'data', 'index');
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    const files = readdirSync(directory).filter((name) => name.startsWith('index.'));
    expect(files).toContain('index.duckdb.wal');
    for (const name of files) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  });

  it('that cannot be made is named, with what to do', async () => {
    writeFileSync(join(root, 'file'), '');
    await expect(openIndexStore({ dataDirectory: join(root, 'file'), log })).rejects.toThrow(
      /cannot be written.*STATELENS_DATA/,
    );
  });

  it('may have a path longer than a socket’s can be', async () => {
    const dataDirectory = join(root, 'a'.repeat(60), 'b'.repeat(60));
    const index = await open(dataDirectory);
    await expect(openIndexStore({ dataDirectory, log })).rejects.toThrow('in use by another Statelens server');
    await index.close();
    const again = await open(dataDirectory);
    await fill(again.store, 1, seededRandom(1));
    await again.close();
    expect(readdirSync(join(dataDirectory, 'index'))).toEqual(['index.duckdb']);
  });
});

describe('a second opening', () => {
  it('is refused in the same process, and the first one goes on (D2)', async () => {
    const { store } = await open(root);
    let entered = 0;
    for (let start = 0; start < 20; start += 1) {
      await openIndexStore({ dataDirectory: root, log }).then(
        () => (entered += 1),
        (error: unknown) => expect(error).toHaveProperty('name', 'IndexDirectoryError'),
      );
    }
    process.stdout.write(`20 starts in the same process, ${entered} opened\n`);
    await fill(store, 3, seededRandom(1));
    expect((await listAll(store)).rows).toHaveLength(3);
  });

  it.runIf(process.platform === 'linux')('of the file happens nowhere in the process (D3)', async () => {
    await open(root);
    const paths = readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return [];
      }
    });
    expect(paths.filter((path) => path.endsWith('index.duckdb'))).toHaveLength(1);
  });

  it('by another program is told apart from damage', async () => {
    await (await open(root)).close();
    const file = join(root, 'index', 'index.duckdb');
    // Opens the file as any DuckDB tool would, starts us beside itself, and tells what we said.
    const holder = `
      const { DuckDBInstance } = require('@duckdb/node-api');
      DuckDBInstance.create(${JSON.stringify(file)}).then((db) => {
        process.stdout.write('held\\n');
        process.stdin.on('data', () => process.exit(0));
      });`;
    const child = spawn(process.execPath, ['-e', holder], { stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await expect(openIndexStore({ dataDirectory: root, log })).rejects.toThrow('open in another program');
    child.stdin.write('x');
    await new Promise((resolve) => child.once('exit', resolve));
    expect((await open(root)).store.rebuilds()).toEqual([]);
  });
});

describe('a file from a newer version', () => {
  it('is kept, and not opened', async () => {
    await (await open(root)).close();
    runSql(join(root, 'index', 'index.duckdb'), ['INSERT INTO migrations VALUES (99, NULL)']);
    await expect(openIndexStore({ dataDirectory: root, log })).rejects.toThrow('newer version');
    expect(readdirSync(join(root, 'index'))).toContain('index.duckdb');
  });
});

/** Takes from a file what the second migration adds, as if it had been written before. */
const TO_FORM_1 = [
  ...['executions', 'replaced_executions'].flatMap((table) => [
    `ALTER TABLE ${table} DROP COLUMN machine_version`,
    `ALTER TABLE ${table} DROP COLUMN alias`,
  ]),
  ...CREATE_TABLES.filter((sql) => /VIEW (signed|current)_executions/.test(sql)).map((sql) =>
    sql.replace('CREATE VIEW', 'CREATE OR REPLACE VIEW'),
  ),
  'DROP TABLE payloads',
  'DROP TABLE revisions',
  'DELETE FROM migrations WHERE number > 1',
];

describe('a file from before versions and aliases were kept', () => {
  it('says that it does not know them, takes them in, and is compacted as any other', async () => {
    const before = await open(root);
    await before.store.apply(indexBatch([succeeded, failed]));
    await before.close();
    runSql(join(root, 'index', 'index.duckdb'), TO_FORM_1);
    const compaction = { replacedRows: 1, looseRows: 1, watermarks: 1, share: 0 };
    const maintenance = { idleMs: 3_600_000, latestMs: 3_600_000 };
    const index = await openIndexStore({ dataDirectory: root, log, maintenance, compaction });
    opened.push(index);
    const startedWith = { version: 3, alias: 'live' };
    const page = async (more: object) => index.store.listExecutions({ ...ALWAYS, ...more });
    expect(index.store.rebuilds()).toEqual([]);
    expect((await page({})).rows.map((row) => row.startedWith)).toEqual([null, null]);
    expect(await page({ version: 3 })).toMatchObject({ rows: [], unjudged: { starts: 2 } });
    await index.store.apply(indexBatch([], { executions: [{ ...failed.execution, startedWith }] }));
    const known = {
      rows: [{ name: failed.execution.name, startedWith }],
      unjudged: { starts: 1 },
      counts: { FAILED: 1 },
    };
    expect(await page({ version: 3 })).toMatchObject(known);
    expect(await index.compact()).toContain('executions');
    expect(await page({ alias: 'live' })).toMatchObject(known);
    await index.close();
    expect(await (await open(root)).store.listExecutions({ ...ALWAYS, version: 3 })).toMatchObject(known);
  });
});

describe('damage (D6)', () => {
  it('leaves the file aside with its WAL, and a missing file is a new index', async () => {
    await (await open(root)).close();
    writeFileSync(join(root, 'index', 'index.duckdb'), 'not a database');
    const index = await open(root);
    const [rebuild] = index.store.rebuilds();
    expect(readFileSync(join(rebuild?.movedTo ?? '', 'index.duckdb'), 'utf8')).toBe('not a database');
    await index.close();
    rmSync(join(root, 'index', 'index.duckdb'));
    expect((await open(root)).store.rebuilds()).toEqual([]);
  });

  it('that is met while the index is in use starts it again, and nothing of before is written to it', async () => {
    const before = await open(root);
    await fill(before.store, 2_000, seededRandom(3));
    await before.close();
    const file = join(root, 'index', 'index.duckdb');
    const { store } = await open(root);
    // All but the headers.
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0x5a, 12_288), { flag: 'r+' });
    await expect(listAll(store)).rejects.toMatchObject({ code: 'internal', retryable: true });
    const batch = indexBatch([succeeded], { watermarks: [{ key: 'span', value: 'all of it was read' }] });
    await expect(store.apply(batch)).rejects.toMatchObject({ code: 'internal', retryable: true });
    expect(await listAll(store)).toMatchObject({ rows: [] });
    expect(await store.getWatermark('span')).toBeUndefined();
    const [rebuild] = store.rebuilds();
    expect(readdirSync(rebuild?.movedTo ?? '')).toContain('index.duckdb');
    store.writeAgain();
    await store.apply(batch);
    expect((await listAll(store)).rows).toHaveLength(1);
  });
});
