import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import type { ExecutionQuery, IndexStore } from '@/lib/server/ports/index-store';
import { openIndexStore } from '@/lib/server/store/open-index-store';
import { measure, percentile, printResult, rounded } from './measure';
import { machineArn, makeBatches, type Workload } from './store-workload';

/**
 * Fills an index through `apply` and asks it what pages ask, at 1 million executions and 10 million visits times
 * `--scale`. One JSON line per question. `--data DIR` keeps the index there and, where it is filled, only asks.
 */
const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '0.05' },
    data: { type: 'string' },
    rounds: { type: 'string', default: '40' },
  },
});

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const UNTIL_MS = Date.UTC(2026, 10, 22);
const DAYS = 30;
const workload: Workload = {
  executions: Math.round(1_000_000 * Number(values.scale)),
  machines: 8,
  days: DAYS,
  untilMs: UNTIL_MS,
  batchSize: 500,
};

const dataDirectory = values.data ?? mkdtempSync(join(tmpdir(), 'statelens-bench-'));
let peakRssBytes = 0;

function print(result: Readonly<Record<string, unknown>>): void {
  printResult('store', result);
}

async function fill(store: IndexStore): Promise<void> {
  const startedAtMs = performance.now();
  let applied = 0;
  let events = 0;
  const applyMs: number[] = [];
  for (const batch of makeBatches(workload)) {
    const batchStartedAtMs = performance.now();
    await store.apply(batch);
    applyMs.push(performance.now() - batchStartedAtMs);
    applied += batch.executions.length;
    events += batch.histories.reduce((sum, history) => sum + history.events.length, 0);
    peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
  }
  const seconds = (performance.now() - startedAtMs) / 1000;
  print({
    question: 'fill, making the events included',
    seconds: rounded(seconds),
    executions: applied,
    events,
    eventsPerSecond: Math.round(events / seconds),
    applyP50Ms: percentile(applyMs, 0.5),
    applyP99Ms: percentile(applyMs, 0.99),
    applyMaxMs: percentile(applyMs, 1),
  });
}

async function ask(question: string, goalMs: number | null, work: (round: number) => Promise<unknown>): Promise<void> {
  const cost = await measure(Number(values.rounds), async (round) => {
    await work(round);
    peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
  });
  print({ question, goalMs, ...cost });
}

async function askAll(store: IndexStore): Promise<void> {
  const month = { fromMs: epochMs(UNTIL_MS - DAYS * DAY_MS), toMs: epochMs(UNTIL_MS) };
  const day = { fromMs: epochMs(UNTIL_MS - DAY_MS), toMs: epochMs(UNTIL_MS) };
  const nowMs = epochMs(UNTIL_MS);
  const newest: ExecutionQuery = { ...month, sort: 'started', limit: 50 };
  const first = await store.listExecutions(newest);
  const tenth = await pageAfter(store, newest, 10);
  const arn = first.rows[7]?.arn ?? '';
  const oneMachine = (round: number) => ({ machineArns: [machineArn(round % workload.machines)] });
  await ask('list, 30 days, all machines', 60, () => store.listExecutions(newest));
  await ask('list, 30 days, page 11', 60, () => store.listExecutions({ ...newest, cursor: tenth }));
  await ask('list, 30 days, one machine', 60, (round) => store.listExecutions({ ...newest, ...oneMachine(round) }));
  await ask('list, 30 days, one machine, failed', 60, (round) =>
    store.listExecutions({ ...newest, ...oneMachine(round), statuses: ['FAILED', 'TIMED_OUT'] }),
  );
  await ask('list, last day, all machines', 60, () => store.listExecutions({ ...newest, ...day }));
  await ask('list, 30 days, one error name', null, () =>
    store.listExecutions({ ...newest, error: 'Payment.Declined' }),
  );
  await ask('list, 30 days, text in name or cause', null, () =>
    store.listExecutions({ ...newest, text: 'issuer 477' }),
  );
  await ask('list, 30 days, last stopped', 60, () =>
    store.listExecutions({ ...newest, time: 'stopped', sort: 'stopped' }),
  );
  await ask('list, 30 days, by duration', null, () => store.listExecutions({ ...newest, sort: 'duration' }));
  await ask('list, 30 days, executions behind a number of a state', null, (round) =>
    store.listExecutions({
      ...newest,
      ...oneMachine(round),
      visit: { state: `ChargeCard${round % workload.machines}`, kind: 'failing' },
    }),
  );
  await ask('execution by ARN', null, () => store.getExecution(arn));
  await ask('events of an execution', null, () => store.getEvents(arn));
  await ask('hotspots, one machine, 30 days', 300, (round) =>
    store.stateFigures({ ...month, machineArn: machineArn(round % workload.machines) }),
  );
  await ask('hotspots, one machine, last 15 days and the 15 before', 300, (round) =>
    store.stateFigures({
      ...month,
      fromMs: epochMs(UNTIL_MS - 15 * DAY_MS),
      machineArn: machineArn(round % workload.machines),
    }),
  );
  await ask('hotspots, one machine, last day', 300, (round) =>
    store.stateFigures({ ...day, machineArn: machineArn(round % workload.machines) }),
  );
  await ask('states over time, one machine, 30 days by day', 300, (round) =>
    store.stateSteps({ ...month, machineArn: machineArn(round % workload.machines), stepMs: DAY_MS }),
  );
  await ask('states over time, one machine, last day by hour', 300, (round) =>
    store.stateSteps({ ...day, machineArn: machineArn(round % workload.machines), stepMs: HOUR_MS }),
  );
  await ask('last failures of a state, 30 days', null, (round) =>
    store.listFailures({
      ...month,
      machineArn: machineArn(round % workload.machines),
      state: `ChargeCard${round % workload.machines}`,
      limit: 5,
    }),
  );
  await ask('worst states of all machines, 30 days', 300, () => store.stateRates(month));
  await ask('worst states of all machines, last day', 300, () => store.stateRates(day));
  await ask('overview table, 30 days', 300, () => store.machineFigures(month));
  await ask('overview tiles, 30 days', 300, () => store.overviewTiles({ ...month, nowMs }));
  await ask('overview, table and tiles, 30 days', 300, () =>
    Promise.all([store.machineFigures(month), store.overviewTiles({ ...month, nowMs })]),
  );
  await ask('overview, table and tiles, last day', 300, () =>
    Promise.all([store.machineFigures(day), store.overviewTiles({ ...day, nowMs })]),
  );
  await ask('approvals', 20, () => store.listWaits());
}

async function pageAfter(store: IndexStore, query: ExecutionQuery, pages: number): Promise<string> {
  let cursor: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    cursor = (await store.listExecutions(cursor === null ? query : { ...query, cursor })).nextCursor;
  }
  if (cursor === null) throw new Error(`There are fewer than ${pages + 1} pages to read.`);
  return cursor;
}

const index = await openIndexStore({ dataDirectory, log: createLogger('warn') });
try {
  const { store } = index;
  if ((await store.stats()).executions === 0) await fill(store);
  else print({ question: 'fill', kept: dataDirectory });
  const compactedAtMs = performance.now();
  const groups = await index.compact();
  peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
  print({ question: 'compaction', groups, ms: rounded(performance.now() - compactedAtMs) });
  await askAll(store);
  const stats = await store.stats();
  print({
    question: 'size',
    ...stats,
    bytesPerVisit: rounded(stats.databaseBytes / stats.visits),
    waitsOpen: (await store.listWaits()).length,
    peakRssMb: Math.round(peakRssBytes / 2 ** 20),
  });
} finally {
  await index.close();
  if (values.data === undefined) rmSync(dataDirectory, { recursive: true, force: true });
}
