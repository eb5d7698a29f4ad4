import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { localCaller } from '@/lib/domain/access';
import { World } from '@/lib/local-aws/world';
import { prepareAuditFile } from '@/lib/server/audit/audit-directory';
import type { Services } from '@/lib/server/container';
import { createLogger } from '@/lib/server/logger';
import { type Answers, askEverything, unaskedOperations } from './api-answers';
import { serveProduct } from './served-product';
import { type ServedWorld, serveWorld } from './served-world';
import { VirtualTime } from './virtual-time';

const START_MS = Date.UTC(2026, 10, 25, 12);
const HOUR = 3_600_000;

let time: VirtualTime;
let world: World;
let aws: ServedWorld;
let dataDirectory: string;

beforeEach(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'statelens-rebuild-'));
  time = new VirtualTime(START_MS);
  world = new World({ kind: 'small', seed: '1', days: 1 }, START_MS);
  // Nothing new starts, and what can end by itself has ended: AWS holds the same before and after.
  world.workload.isPaused = true;
  aws = await serveWorld(world, time);
  vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  await time.pass(HOUR);
});

afterEach(async () => {
  await aws.stop();
  time.end();
  vi.unstubAllEnvs();
  rmSync(dataDirectory, { recursive: true, force: true });
});

async function decideTwo(services: Services): Promise<void> {
  const { items } = await services.listApprovals({ caller: localCaller, view: 'waiting', limit: 100 });
  const answerable = items.filter(({ state }) => state === 'ApproveLargeOrder').slice(0, 2);
  expect(answerable).toHaveLength(2);
  for (const [at, { executionArn: arn, eventId }] of answerable.entries()) {
    const decision =
      at === 0
        ? ({ kind: 'approve', output: '{"approved":true}' } as const)
        : ({ kind: 'reject', error: 'Approval.Rejected', cause: 'no budget' } as const);
    const idempotencyKey = `rebuild-${at}-key`;
    const answer = await services.decide({ caller: localCaller, arn, eventId, decision, idempotencyKey });
    expect(answer).toMatchObject({ kind: 'decided', decision: { outcome: 'accepted' } });
  }
  // What follows from them comes to its end, and is read.
  await time.pass(HOUR);
}

const WINDOW = { from: new Date(START_MS - 24 * HOUR).toISOString(), to: new Date(START_MS + HOUR).toISOString() };

/** All but the headers of the file, which is open; what of it has been read stays in memory. */
function damageIndex(): void {
  const file = join(dataDirectory, 'index', 'index.duckdb');
  writeFileSync(file, readFileSync(file).fill(0x5a, 12_288), { flag: 'r+' });
}

it.each([
  ['deleted', false],
  ['damaged while it was in use', true],
])(
  'answers every question of the API as before when the index was %s, and keeps the audit (D1, D6)',
  async (how, isInUse) => {
    const auditFile = prepareAuditFile(dataDirectory);
    const answers: Answers[] = [];
    const parts = { dataDirectory, time, log: createLogger('silent') };
    await serveProduct(parts, async (services) => {
      await decideTwo(services);
      answers.push(await time.hold(askEverything(services, WINDOW)));
    });
    const auditBefore = readFileSync(auditFile);
    if (!isInUse) rmSync(join(dataDirectory, 'index'), { recursive: true });
    await serveProduct(parts, async (services) => {
      if (isInUse) {
        damageIndex();
        await time.pass(HOUR);
        const facts = await services.getIndexFacts({ caller: localCaller });
        expect(facts?.setAside).toHaveLength(1);
      }
      answers.push(await time.hold(askEverything(services, WINDOW)));
    });
    const [before, after] = answers;
    if (before === undefined || after === undefined) throw new Error('nothing was asked');
    const questions = [...new Set([...before.keys(), ...after.keys()])];
    const differing = questions.filter((question) => !isDeepStrictEqual(before.get(question), after.get(question)));
    const isAuditSame = readFileSync(auditFile).equals(auditBefore);
    process.stdout.write(
      `rebuild of an index that was ${how}: ${questions.length} answers compared, ${differing.length} differ, audit ${isAuditSame ? 'unchanged' : 'CHANGED'}\n`,
    );
    for (const question of differing.slice(0, 3))
      expect([question, after.get(question)]).toEqual([question, before.get(question)]);
    expect(differing).toEqual([]);
    expect(auditBefore.length).toBeGreaterThan(0);
    expect(isAuditSame).toBe(true);
    expect(questions.length).toBeGreaterThan(200);
    expect(unaskedOperations(after)).toEqual([]);
  },
  300_000,
);
