import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { epochMs } from '@/lib/base/units';
import { sizeOf } from '@/lib/server/aws/budget';
import type { ExecutionPage, ExecutionQuery, IndexStore } from '@/lib/server/ports/index-store';
import type { ConnectionReport } from '@/lib/server/sync/sync-report';
import { type Rig, withRig } from '../reading-rig';
import { printResult, rounded } from './measure';
import { peakRssMb, watchReading } from './watch-reading';

/**
 * Reads a local AWS into an index as a server does, and says how fast. `--part logs|limits|logged` asks a part of it; the load
 * average stands beside each figure, because the local AWS and whatever else runs share the processors.
 */
const { values } = parseArgs({
  options: {
    part: { type: 'string' },
    /** Express executions whose logs are read without limits, and events of each. */
    express: { type: 'string', default: '40000' },
    events: { type: 'string', default: '22' },
    machines: { type: 'string', default: '2' },
    /** Standard executions of the last 24 h that are read under the limits of AWS. */
    standard: { type: 'string', default: '2000' },
    'rest-seconds': { type: 'string', default: '30' },
  },
});

const DAY_MS = 86_400_000;
/** What a server takes where `STATELENS_AWS_SHARE` says nothing. */
const SHARE = 0.5;
const HISTORIES = 'states:GetExecutionHistory';

function print(result: Readonly<Record<string, unknown>>): void {
  const [load = 0] = loadavg();
  printResult('sync', { ...result, loadAverage: rounded(load), processors: availableParallelism() });
}

function loadOptions(type: 'EXPRESS' | 'STANDARD', executions: string, logs: 'ALL' | 'OFF'): readonly string[] {
  const load = `machines=${values.machines},executions=${executions},events=${values.events},type=${type},logs=${logs}`;
  return ['--load', load, '--days', '1'];
}

/** From the first question to the last line of the day in the index, then the same lines over HTTP and no further. */
async function readLogs(rig: Rig): Promise<void> {
  const startedAtMs = performance.now();
  const cpuBefore = process.cpuUsage();
  rig.sync.start();
  await watchReading(rig, 50, ({ phase }) => phase === 'following');
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const { executions, events } = await countEvents(rig.store);
  print({
    question: 'logs to index, limits off',
    goalPerSecond: 50_000,
    eventsPerSecond: Math.round(events / seconds),
    seconds: rounded(seconds),
    executions,
    events,
    cpuSeconds: rounded((user + system) / 1_000_000),
    peakRssMb: peakRssMb(),
  });
  await readAlone(rig);
}

/** What the wire and the local AWS allow: the ceiling of the figure above. */
async function readAlone({ connections, store, sync }: Rig): Promise<void> {
  await sync.stop();
  const [connection] = connections.list();
  const nowMs = Date.now();
  const machines = await store.listMachines();
  const startedAtMs = performance.now();
  let lines = 0;
  for (const { arn, logging } of machines) {
    const logGroupArn = logging?.logGroupArn;
    for (let token: string | null = null; connection !== undefined && logGroupArn != null; ) {
      const page = await connection.logs.filterEvents(
        {
          logGroupArn,
          fromMs: epochMs(nowMs - 2 * DAY_MS),
          toMs: epochMs(nowMs),
          filter: { kind: 'machine', machineArn: arn },
          token,
        },
        { priority: 'background', signal: new AbortController().signal },
      );
      if (page.kind !== 'page') throw new Error(`the log cannot be read: ${page.kind}`);
      lines += page.items.length;
      if (page.nextToken === null) break;
      token = page.nextToken;
    }
  }
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const perSecond = Math.round(lines / seconds);
  print({ question: 'the same lines read and dropped', linesPerSecond: perSecond, seconds: rounded(seconds), lines });
}

/** Events that the index holds, each once however often its line was read. */
async function countEvents(store: IndexStore): Promise<{ readonly executions: number; readonly events: number }> {
  const nowMs = Date.now();
  const all: ExecutionQuery = { fromMs: epochMs(0), toMs: epochMs(nowMs), sort: 'started', limit: 500 };
  let [executions, events] = [0, 0];
  for (let cursor: string | null = null; ; ) {
    const page: ExecutionPage = await store.listExecutions(cursor === null ? all : { ...all, cursor });
    executions += page.rows.length;
    for (const { history } of page.rows) events += history?.eventCount ?? 0;
    if (page.nextCursor === null) return { executions, events };
    cursor = page.nextCursor;
  }
}

type Sample = { readonly atMs: number; readonly calls: number; readonly unread: number };

/** From the first start until the last 24 h are complete, then a while in which nothing is left to do. */
async function readUnderLimits(rig: Rig): Promise<void> {
  const startedAtMs = performance.now();
  const samples: Sample[] = [];
  rig.sync.start();
  await watchReading(rig, 200, isFirstStretchRead, async ({ unreadHistories }) => {
    const calls = (await rig.countCalls()).get(HISTORIES)?.allowed ?? 0;
    samples.push({ atMs: performance.now(), calls, unread: unreadHistories });
  });
  const minutes = (performance.now() - startedAtMs) / 60_000;
  const { executions, histories } = await rig.store.stats();
  print({ question: 'first start to last 24 h complete', minutes: rounded(minutes), executions, histories });
  print({ question: 'share of the budget while histories are queued', goalPercent: 95, ...usedBudget(samples) });
  const before = await countThrottled(rig);
  await pause(Number(values['rest-seconds']) * 1_000);
  const after = await countThrottled(rig);
  print({ question: 'throttling answers', goal: 0, whileReading: before, atRest: after - before });
  print({ question: 'memory of this process, at most so far', goalMb: 768, peakRssMb: peakRssMb() });
}

/** The same executions where their machines log at level ALL: histories told by a call of either kind. */
async function readLoggedUnderLimits(rig: Rig): Promise<void> {
  const startedAtMs = performance.now();
  rig.sync.start();
  await watchReading(rig, 200, isFirstStretchRead);
  const minutes = (performance.now() - startedAtMs) / 60_000;
  const { executions, histories } = await rig.store.stats();
  const calls = await rig.countCalls();
  const fromHistories = calls.get(HISTORIES)?.allowed ?? 0;
  const fromLogs = calls.get('logs:FilterLogEvents')?.allowed ?? 0;
  print({
    question: 'the same with logs at level ALL',
    minutes: rounded(minutes),
    executions,
    histories,
    historyCalls: fromHistories,
    logCalls: fromLogs,
    historiesPerCall: rounded(histories / Math.max(1, fromHistories + fromLogs)),
  });
}

function isFirstStretchRead({ phase }: ConnectionReport): boolean {
  return phase === 'back-fill' || phase === 'following';
}

/** Of what the bucket of histories gave background work from the first queued one to the last. */
function usedBudget(samples: readonly Sample[]) {
  const queued = samples.filter(({ unread }) => unread > 0);
  const [first, last] = [queued[0], queued.at(-1)];
  if (first === undefined || last === undefined) throw new Error('no history was ever queued');
  const { capacity, kept, refillPerSecond } = sizeOf('GetExecutionHistory', SHARE);
  const seconds = (last.atMs - first.atMs) / 1_000;
  const allowed = capacity - kept + refillPerSecond * seconds;
  // The bucket had its burst before the first look at it: calls count from zero.
  return { percent: rounded((100 * last.calls) / allowed), calls: last.calls, allowed: Math.round(allowed) };
}

async function countThrottled(rig: Rig): Promise<number> {
  return [...(await rig.countCalls()).values()].reduce((sum, { throttled }) => sum + throttled, 0);
}

if (values.part === undefined || values.part === 'logs') {
  await withRig({ options: loadOptions('EXPRESS', values.express, 'ALL'), share: 'off' }, readLogs);
}
if (values.part === undefined || values.part === 'limits') {
  const options = [...loadOptions('STANDARD', values.standard, 'OFF'), '--limits', 'aws'];
  await withRig({ options, share: SHARE }, readUnderLimits);
}
if (values.part === undefined || values.part === 'logged') {
  const options = [...loadOptions('STANDARD', values.standard, 'ALL'), '--limits', 'aws'];
  await withRig({ options, share: SHARE }, readLoggedUnderLimits);
}
