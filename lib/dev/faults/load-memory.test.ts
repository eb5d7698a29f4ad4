import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { Scheduler } from '@/lib/local-aws/clock/scheduler';
import { AccountRegion } from '@/lib/local-aws/engine/account-region';
import { ask, listIn } from '@/lib/local-aws/http/ask';
import { layOutLoad } from '@/lib/local-aws/load/load-workload';
import { scaled } from './scaled';

const NOW_MS = Date.UTC(2026, 10, 25, 12);
const EXECUTIONS = scaled(1_000_000, { least: 20_000 });
const LINES = scaled(10_000_000, { least: 200_000 });
/** Whatever is listed or read, no more than this stays in memory. */
const MOST_KEPT_BYTES = 128 * 1_048_576;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function keptBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

it('lists and logs of any size are handed out without being held', () => {
  const before = keptBytes();
  const region = new AccountRegion('123456789012', 'eu-west-1', new Scheduler(NOW_MS), 'load');
  const load = { machines: 1, executions: EXECUTIONS, events: 22 };
  layOutLoad(region, { ...load, type: 'STANDARD' }, 'load', 30, NOW_MS);
  layOutLoad(region, { ...load, type: 'EXPRESS' }, 'load', 30, NOW_MS);
  const beganMs = performance.now();
  const listed = listAll(region);
  const lines = readLines(region, LINES);
  const seconds = (performance.now() - beganMs) / 1000;
  const kept = keptBytes() - before;
  process.stdout.write(
    `${listed} executions listed, ${lines} lines read in ${seconds.toFixed(1)} s, ${(kept / 1_048_576).toFixed(1)} MB kept\n`,
  );
  expect(listed).toBe(EXECUTIONS);
  expect(lines).toBeGreaterThanOrEqual(LINES);
  expect(kept).toBeLessThan(MOST_KEPT_BYTES);
}, 600_000);

function listAll(region: AccountRegion): number {
  const stateMachineArn = [...region.machines.values()].find(({ type }) => type === 'STANDARD')?.arn ?? '';
  let listed = 0;
  let nextToken: object = {};
  do {
    const answer = ask(region, 'ListExecutions', { stateMachineArn, maxResults: 1_000, ...nextToken });
    listed += listIn(answer, 'executions').length;
    nextToken = 'nextToken' in answer ? { nextToken: answer['nextToken'] } : {};
  } while ('nextToken' in nextToken);
  return listed;
}

/** Reads pages as FilterLogEvents does until there are enough lines, from the beginning again where they end. */
function readLines(region: AccountRegion, enough: number): number {
  const [group] = region.logGroups.values();
  let lines = 0;
  let fromSequence = 0;
  while (group !== undefined && lines < enough) {
    const query = { fromMs: null, toMs: null, fromSequence, limit: 10_000, matches: () => true };
    const page = group.read(query, NOW_MS + 60_000);
    lines += page.events.length;
    fromSequence = page.nextSequence ?? 0;
  }
  return lines;
}
