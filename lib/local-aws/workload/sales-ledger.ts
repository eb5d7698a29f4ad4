import {
  fails,
  lambdaFails,
  type MachineScript,
  succeeds,
  type TaskBehaviour,
  type TaskCall,
} from '../engine/task-script';
import { isMap, textIn } from '../json-value';
import { SHOP } from '../places';
import type { Random } from '../random';
import type { MachinePlan, Start } from './machine-plan';
import { SALES_LEDGER_DEFINITION } from './sales-ledger-definition';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LATE_FILES_GAP_MS = 35 * MINUTE_MS;

/** UTC hours at which the sales of a region are closed, as their shops shut. */
const CLOSING_HOURS: Readonly<Record<string, number>> = { eu: 1, uk: 2, us: 7 };
const REGIONS = Object.keys(CLOSING_HOURS);
/** On odd days of the month the ledger of the UK is restored from a backup until this hour: nothing can be posted. */
const RESTORED_BY_HOUR = 6;

const SCRIPT: MachineScript = {
  ExportSales: exportSales,
  LoadPartitions: ({ input, random }) => {
    const { region, businessDate } = factsOf(input);
    const files = factsOf(input).isLate ? random.between(4, 12) : random.between(60, 110);
    const folder = `sales/region=${region}/date=${businessDate}`;
    const listed = Array.from({ length: files }, (_, index) => ({
      Key: `${folder}/part-${String(index).padStart(5, '0')}.parquet`,
      Size: random.between(180_000, 9_400_000),
      ETag: `"${random.hex(32)}"`,
      StorageClass: 'STANDARD',
    }));
    return succeeds(0, listed);
  },
  ParsePartition: ({ random, input }) => {
    if (random.chance(0.008)) {
      const message = `${keyOf(input)}: column net_amount is DOUBLE, DECIMAL(12,2) was expected`;
      return lambdaFails(random.latencyMs(2_400), 'Parquet.SchemaMismatch', message, [
        'at readColumn (/var/task/ledger-parse-partition.js:88:11)',
      ]);
    }
    return succeeds(random.latencyMs(6_500, 0.5), { rows: random.between(4_000, 210_000) });
  },
  PostToLedger: postToLedger,
  ReconcileStore: ({ random, input }) => {
    if (random.chance(0.01)) {
      const difference = random.between(5, 90_000) / 100;
      const message = `store ${storeOf(input)}: tills and ledger differ by ${difference.toFixed(2)} EUR`;
      return lambdaFails(random.latencyMs(700), 'Reconciliation.Difference', message, [
        'at compare (/var/task/ledger-reconcile-store.js:41:9)',
      ]);
    }
    return succeeds(random.latencyMs(900), { store: storeOf(input), difference: 0 });
  },
  // The robot of the tape library jams now and then; nobody sends heartbeats until it is freed.
  ArchiveToTape: ({ random }) =>
    random.chance(0.15)
      ? succeeds(6 * HOUR_MS, {})
      : succeeds(random.latencyMs(6 * MINUTE_MS, 0.4), {
          tape: `LTO-${random.between(10_000, 99_999)}`,
          verified: true,
        }),
  PublishFigures: ({ random }) => succeeds(random.latencyMs(70), { MessageId: random.uuid() }),
};

/** Posts the sales of each region in the night, and files that came late in between. A failed night is redriven. */
export const SALES_LEDGER: MachinePlan = {
  name: 'nightly-sales-ledger',
  place: SHOP,
  type: 'STANDARD',
  definition: SALES_LEDGER_DEFINITION,
  script: SCRIPT,
  logs: { level: 'OFF', includeExecutionData: false, group: null },
  tags: { team: 'finance-data', 'cost-centre': '4410' },
  toStart,
  arrivals: [
    { gapMs: (_random, timeMs) => untilNextClosingMs(timeMs) },
    { gapMs: (random) => random.gapMs(LATE_FILES_GAP_MS), afterNumber: 10_000 },
  ],
  operators: { redriveAfterMs: (random) => random.between(3 * HOUR_MS, 5 * HOUR_MS) },
};

/** Milliseconds from a time (epoch ms) to the next closing of a region. */
export function untilNextClosingMs(timeMs: number): number {
  const hours = Object.values(CLOSING_HOURS).map((hour) => hour * HOUR_MS);
  const sinceMidnightMs = timeMs % DAY_MS;
  const next = hours.find((hourMs) => hourMs > sinceMidnightMs) ?? DAY_MS + Math.min(...hours);
  return next - sinceMidnightMs;
}

function exportSales({ random, nowMs, attempt }: TaskCall): TaskBehaviour {
  const durationMs = random.latencyMs(4 * MINUTE_MS, 0.4);
  const taskArn = `arn:aws:ecs:eu-west-1:123456789012:task/batch/${random.hex(32)}`;
  const isKilled = attempt === 0 && random.chance(0.12);
  const container = { Name: 'export', ExitCode: isKilled ? 137 : 0, LastStatus: 'STOPPED' };
  const task = {
    ClusterArn: 'arn:aws:ecs:eu-west-1:123456789012:cluster/batch',
    Containers: [container],
    Cpu: '1024',
    CreatedAt: nowMs,
    DesiredStatus: 'STOPPED',
    LastStatus: 'STOPPED',
    LaunchType: 'FARGATE',
    Memory: '4096',
    StopCode: 'EssentialContainerExited',
    StoppedAt: nowMs + durationMs,
    StoppedReason: 'Essential container in task exited',
    TaskArn: taskArn,
    TaskDefinitionArn: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/sales-export:41',
  };
  if (!isKilled) return succeeds(durationMs, task);
  const Reason = 'OutOfMemoryError: Container killed due to memory usage';
  return fails(durationMs, 'States.TaskFailed', JSON.stringify({ ...task, Containers: [{ ...container, Reason }] }));
}

function postToLedger({ random, input, nowMs }: TaskCall): TaskBehaviour {
  const payload = isMap(input) ? input['Payload'] : undefined;
  const region = isMap(payload) ? textIn(payload, 'region') : undefined;
  if (region === 'uk' && isRestoring(nowMs)) {
    return lambdaFails(random.latencyMs(400), 'Ledger.ReadOnly', 'ledger-uk is in recovery and takes no journals', [
      'at post (/var/task/ledger-post.js:152:17)',
    ]);
  }
  if (random.chance(0.03)) {
    return lambdaFails(5_000, 'Ledger.Busy', 'no connection from the pool within 5000 ms', [
      'at acquire (/var/task/node_modules/pool/index.js:64:13)',
    ]);
  }
  return succeeds(random.latencyMs(3_200, 0.5), { journal: `J-${random.between(100_000, 999_999)}` });
}

function isRestoring(nowMs: number): boolean {
  const date = new Date(nowMs);
  return date.getUTCDate() % 2 === 1 && date.getUTCHours() < RESTORED_BY_HOUR;
}

/** At a closing hour the day before of that region, else some files of yesterday that came late. */
function toStart(random: Random, nowMs: number, number: number): Start {
  const hour = new Date(nowMs).getUTCHours();
  const closing = REGIONS.find((region) => CLOSING_HOURS[region] === hour && nowMs % HOUR_MS === 0);
  const region = closing ?? random.pick(REGIONS);
  const businessDate = new Date(nowMs - DAY_MS).toISOString().slice(0, 10);
  const stores = Array.from({ length: closing === undefined ? 3 : 24 }, (_, index) => `${region}-${101 + index}`);
  const run = closing === undefined ? `late-${number}` : 'close';
  return { name: `sales-${region}-${businessDate}-${run}`, input: { businessDate, region, run, stores } };
}

function factsOf(input: TaskCall['input']) {
  const facts = isMap(input) ? input : {};
  return {
    region: textIn(facts, 'region') ?? '',
    businessDate: textIn(facts, 'businessDate') ?? '',
    isLate: textIn(facts, 'run') !== 'close',
  };
}

function keyOf(input: TaskCall['input']): string {
  return isMap(input) ? (textIn(input, 'key') ?? '') : '';
}

function storeOf(input: TaskCall['input']): string {
  return isMap(input) ? (textIn(input, 'store') ?? '') : '';
}
