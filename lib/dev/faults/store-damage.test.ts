import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import type { ExecutionPage, IndexStore } from '@/lib/server/ports/index-store';
import { openIndexStore } from '@/lib/server/store/open-index-store';
import { generatePairs, indexBatch } from '@/lib/testing/index-batches';
import { seededRandom } from '@/lib/testing/seeded-random';
import { scaled } from './scaled';

const log = createLogger('silent');
const UNTIL_MS = Date.UTC(2026, 10, 22);
const DAMAGES = scaled(500, { least: 16 });
const SEED = 6;
const FILES = ['index.duckdb', 'index.duckdb.wal'] as const;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'statelens-damage-'));
});

afterEach(() => {
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
  return store.listExecutions({ fromMs: epochMs(0), toMs: epochMs(UNTIL_MS), sort: 'started', limit: 1_000 });
}

it('gives the right answer or an empty index that says so, never a wrong one (D6)', async () => {
  const random = seededRandom(SEED);
  // No pause is long enough to checkpoint by itself: what is in the WAL stays there.
  const maintenance = { idleMs: 3_600_000, latestMs: 3_600_000 };
  const whole = await openIndexStore({ dataDirectory: join(root, 'whole'), log, maintenance });
  // What was right after each batch: a WAL that is cut gives back an earlier one of these, with its watermark, and
  // reading AWS goes on from there.
  const states = [JSON.stringify(await listAll(whole.store))];
  for (let batch = 0; batch < 6; batch += 1) {
    await fill(whole.store, 200, random);
    states.push(JSON.stringify(await listAll(whole.store)));
    // Half of it in the file, half in the WAL.
    if (batch === 2) await whole.compact();
  }
  const found = { same: 0, earlier: 0, rebuilt: 0, wrong: 0 };
  for (let at = 0; at < DAMAGES; at += 1) {
    const dataDirectory = join(root, `damaged-${at}`);
    mkdirSync(join(dataDirectory, 'index'), { recursive: true });
    for (const name of FILES) copyFileSync(join(root, 'whole', 'index', name), join(dataDirectory, 'index', name));
    damage(join(dataDirectory, 'index', FILES[at % 2] ?? ''), DAMAGE_KINDS[(at >> 1) % 4] ?? 'cut', random);
    const index = await openIndexStore({ dataDirectory, log });
    // What the file holds is read when it is asked for: damage may show only then, and is refused once.
    const answer = await listAll(index.store).catch(() => listAll(index.store));
    const state = states.indexOf(JSON.stringify(answer));
    // Removing the file is how an index is deleted; nothing else is told by its absence.
    const isExpectedEmpty = index.store.rebuilds().length === 1 || isRemoved(at);
    if (state === 0 && isExpectedEmpty) found.rebuilt += 1;
    else if (state === states.length - 1) found.same += 1;
    else if (state > 0) found.earlier += 1;
    else found.wrong += 1;
    await fill(index.store, 2, random);
    await index.close();
    rmSync(dataDirectory, { recursive: true });
  }
  await whole.close();
  process.stdout.write(
    `${DAMAGES} damages (seed ${SEED}), ${found.wrong} wrong answers, ${found.rebuilt} rebuilt, ${found.earlier} as before the last batches, ${found.same} read all the same\n`,
  );
  expect(found.wrong).toBe(0);
  expect(found.rebuilt).toBeGreaterThan(DAMAGES / 4);
});

const DAMAGE_KINDS = ['cut', 'overwritten', 'flipped', 'removed'] as const;

function isRemoved(at: number): boolean {
  return at % 2 === 0 && DAMAGE_KINDS[(at >> 1) % 4] === 'removed';
}

function damage(path: string, kind: (typeof DAMAGE_KINDS)[number], random: () => number): void {
  const bytes = readFileSync(path);
  const place = Math.floor(random() * bytes.length);
  if (kind === 'overwritten') bytes.fill(0x5a, place, Math.min(place + 4_096, bytes.length));
  if (kind === 'flipped') bytes[place] = (bytes[place] ?? 0) ^ 0xff;
  if (kind === 'removed') rmSync(path);
  else writeFileSync(path, kind === 'cut' ? bytes.subarray(0, place) : bytes);
}
