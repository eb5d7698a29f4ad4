import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { formatDuration } from '@/lib/base/format';
import { isJsonObject } from '@/lib/base/json';
import { listExecutionsRequest } from '@/lib/contract/executions';
import { localCaller } from '@/lib/domain/access';
import { World } from '@/lib/local-aws/world';
import type { Services } from '@/lib/server/container';
import { createLogger } from '@/lib/server/logger';
import { scaled } from './scaled';
import { serveProduct, untilRead } from './served-product';
import { serveWorld } from './served-world';
import { VirtualTime } from './virtual-time';

const START_MS = Date.UTC(2026, 10, 25, 12);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** A second more than the minute from which on it is told: the clocks are compared to half a second. */
const SIZES = [24 * HOUR, HOUR, 5 * MINUTE, 61 * SECOND];
/** Negative where our clock is behind that of AWS. */
const SKEWS = SIZES.flatMap((sizeMs) => [-sizeMs, sizeMs]).slice(0, scaled(8, { least: 2 }));

/** What AWS holds of an execution; how it ended and when it began where a list says so. */
type Truth = { readonly status: string | null; readonly startMs: number | null; readonly stopMs: number | null };
type Seen = Readonly<Record<string, unknown>>;

let time: VirtualTime;
let dataDirectory: string;

beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'statelens-clocks-'));
  time = new VirtualTime(START_MS);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});

afterEach(() => {
  time.end();
  vi.unstubAllEnvs();
  rmSync(dataDirectory, { recursive: true, force: true });
});

/** A local AWS whose clock, events and answers are so much behind ours. */
function worldBehind(skewMs: number): World {
  const world = new World({ kind: 'small', seed: '1', days: 1 }, Date.now() - skewMs);
  world.clock.advance(-skewMs);
  // A millisecond, so that signatures of another time are refused, as AWS refuses them.
  world.faults.set({
    action: '*',
    kind: 'clock-skew',
    account: null,
    region: null,
    latencyMs: 0,
    share: 1,
    times: null,
    durationMs: null,
    skewMs: 1,
  });
  return world;
}

/** All executions of a world: Standard ones from its lists, Express ones from the lines they logged. */
function truthOf({ home }: World): ReadonlyMap<string, Truth> {
  const truth = new Map<string, Truth>();
  for (const group of home.logGroups.values()) {
    const everything = { fromMs: null, toMs: null, fromSequence: 0, limit: 1_000_000, matches: () => true };
    for (let fromSequence: number | null = 0; fromSequence !== null; ) {
      const page = group.read({ ...everything, fromSequence }, Number.MAX_SAFE_INTEGER);
      for (const { message } of page.events) {
        const arn = /"execution_arn":"([^"]+)"/.exec(message)?.[1];
        if (arn !== undefined) truth.set(arn, { status: null, startMs: null, stopMs: null });
      }
      fromSequence = page.nextSequence;
    }
  }
  for (const list of home.lists.values()) {
    for (let at = 0; at < list.length; at += 1) {
      const listed = list.at(at);
      if (listed === undefined || listed.mapRunArn !== null) continue;
      truth.set(listed.arn, { status: listed.listedStatus, startMs: listed.startMs, stopMs: listed.stopMs });
    }
  }
  return truth;
}

/** Every execution of the window that a page shows at first. */
async function listAll(services: Services): Promise<readonly Seen[]> {
  const items: Seen[] = [];
  for (let cursor: string | null = null; ; ) {
    const request = listExecutionsRequest.parse({ limit: 100, ...(cursor !== null && { cursor }) });
    const page = await services.listExecutions({ ...request, caller: localCaller });
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === null) return items;
  }
}

/** Every negative length of time in an answer, by its place. How far the clocks are apart has a sign by its nature. */
function negativesIn(value: unknown, place: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((member, at) => negativesIn(member, `${place}[${at}]`));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (name === 'clockSkewMs') return [];
    const isNegative = name.endsWith('Ms') && typeof member === 'number' && member < 0;
    return isNegative ? [`${place}.${name} ${member}`] : negativesIn(member, `${place}.${name}`);
  });
}

async function negativeDurations(services: Services, listed: readonly Seen[]): Promise<readonly string[]> {
  const caller = localCaller;
  const window = { from: 'now-24h', to: 'now', zone: 'UTC' };
  const found = [
    ...negativesIn(listed, 'executions'),
    ...negativesIn(await services.getOverview({ caller, ...window }), 'overview'),
    ...negativesIn(await services.listMachines({ caller, ...window }), 'machines'),
    ...negativesIn(await services.listHotspots({ caller, ...window, by: 'failure', limit: 100 }), 'hotspots'),
    ...negativesIn(await services.getSync({ caller }), 'sync'),
    ...negativesIn(await services.listApprovals({ caller, view: 'waiting', limit: 100 }), 'approvals'),
  ];
  for (const { executionArn } of listed) {
    const arn = String(executionArn);
    found.push(...negativesIn(await services.getExecution({ caller, arn }), arn));
    found.push(...negativesIn(await services.getTimeline({ caller, arn }), `${arn} timeline`));
  }
  return found;
}

/** Where what is listed is not what AWS holds. */
function compare(truth: ReadonlyMap<string, Truth>, listed: readonly Seen[]) {
  const byArn = new Map<string, Seen[]>();
  for (const execution of listed) {
    const arn = String(execution['executionArn']);
    byArn.set(arn, [...(byArn.get(arn) ?? []), execution]);
  }
  const missed = [...truth.keys()].filter((arn) => !byArn.has(arn));
  const doubled = [...byArn].filter(([, seen]) => seen.length > 1).map(([arn]) => arn);
  const wrong = [...byArn].flatMap(([arn, [seen]]) => {
    const held = truth.get(arn);
    if (held === undefined) return [`${arn} is not in AWS`];
    if (held.startMs === null) return [];
    const told = [seen?.['status'], seen?.['startDate'], seen?.['stopDate'], seen?.['durationMs']];
    const meant = [held.status, iso(held.startMs), iso(held.stopMs), durationOf(held)];
    return String(told) === String(meant) ? [] : [`${arn}: ${told} instead of ${meant}`];
  });
  return { missed, doubled, wrong };
}

function iso(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}

function durationOf({ startMs, stopMs }: Truth): number | null {
  return startMs === null || stopMs === null ? null : stopMs - startMs;
}

/** What a person is told about the clocks. */
async function toldOf(services: Services) {
  const [connection] = (await services.listConnections({ caller: localCaller })).items;
  const problem = connection?.problems.find(({ code }) => code === 'clock-skew');
  return { skewMs: connection?.clockSkewMs ?? Number.NaN, title: problem?.title, health: connection?.state };
}

it('finds every execution once, and no time below zero, with our clock off by up to a day (R7)', async () => {
  const negative: string[] = [];
  const missed: string[] = [];
  const doubled: string[] = [];
  const wrong: string[] = [];
  let compared = 0;
  for (const skewMs of SKEWS) {
    const world = worldBehind(skewMs);
    const aws = await serveWorld(world, time);
    vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
    rmSync(dataDirectory, { recursive: true, force: true });
    await serveProduct({ dataDirectory, time, log: createLogger('silent') }, async (services) => {
      for (const { name } of world.home.machines.values()) {
        const sample = world.workload.sampleStart(name);
        sample?.region.start(sample.request);
      }
      // An order takes 45 s, and what ended is seen a round later.
      await time.pass(80 * SECOND);
      await untilRead(services, time);
      world.clock.catchUp();
      const truth = truthOf(world);
      const listed = await time.hold(listAll(services));
      const found = compare(truth, listed);
      const name = `${formatDuration(Math.abs(skewMs))} ${skewMs > 0 ? 'ahead of' : 'behind'}`;
      missed.push(...found.missed.map((arn) => `${name}: ${arn}`));
      doubled.push(...found.doubled.map((arn) => `${name}: ${arn}`));
      wrong.push(...found.wrong.map((difference) => `${name}: ${difference}`));
      negative.push(...(await time.hold(negativeDurations(services, listed))).map((place) => `${name}: ${place}`));
      compared += truth.size;
      const told = await toldOf(services);
      expect(told.health, name).toBe('ok');
      expect(Math.abs(told.skewMs - skewMs), name).toBeLessThanOrEqual(SECOND);
      expect(told.title, name).toMatch(`${skewMs > 0 ? 'ahead of' : 'behind'} AWS`);
    });
    await aws.stop();
  }
  process.stdout.write(
    `clocks: ${SKEWS.length} skews, ${compared} executions compared, ${negative.length} negative durations, ${missed.length} missed, ${doubled.length} doubled, ${wrong.length} wrong\n`,
  );
  expect(compared).toBeGreaterThan(SKEWS.length * 100);
  expect({ negative, missed, doubled, wrong }).toEqual({ negative: [], missed: [], doubled: [], wrong: [] });
}, 300_000);
