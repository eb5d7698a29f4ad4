import { expect, test } from 'vitest';
import { Scheduler } from '../clock/scheduler';
import { AccountRegion } from '../engine/account-region';
import { findViolations, HISTORY_RULES } from '../history-rules';
import { ask, listIn } from '../http/ask';
import { toWireEvent } from '../http/wire-event';
import { isMap, type JsonMap, parseValue, tryParseValue } from '../json-value';
import type { LogEvent } from '../logs/log-group';
import { toRuleHistory } from '../rules/rule-history';
import { loadDefinition, loadScript } from './load-machine';
import { type LoadSettings, layOutLoad, placesOfLoad } from './load-workload';

const NOW_MS = Date.UTC(2026, 10, 25, 12);
const ALL_LINES = { fromMs: null, toMs: null, fromSequence: 0, limit: 10_000, matches: () => true };

function regionUnder(load: Partial<LoadSettings>, days = 1): AccountRegion {
  const region = new AccountRegion('123456789012', 'eu-west-1', new Scheduler(NOW_MS), 'load');
  layOutLoad(region, { machines: 1, executions: 400, events: 20, type: 'STANDARD', ...load }, 'load', days, NOW_MS);
  return region;
}

function machineArnOf({ machines }: AccountRegion): string {
  return [...machines.keys()][0] ?? '';
}

function* pagesOf(region: AccountRegion, input: JsonMap): Generator<readonly JsonMap[]> {
  let nextToken: JsonMap = {};
  do {
    const answer = ask(region, 'ListExecutions', { ...input, ...nextToken });
    yield listIn(answer, 'executions');
    nextToken = 'nextToken' in answer ? { nextToken: answer['nextToken'] ?? '' } : {};
  } while ('nextToken' in nextToken);
}

function* linesOf(region: AccountRegion, pageLimit = 10_000): Generator<readonly LogEvent[]> {
  const [group] = region.logGroups.values();
  let fromSequence: number | null = 0;
  while (group !== undefined && fromSequence !== null) {
    const page = group.read({ ...ALL_LINES, fromSequence, limit: pageLimit }, NOW_MS + 60_000);
    yield page.events;
    fromSequence = page.nextSequence;
  }
}

test('lists are complete, and what they tell of an execution is what its history shows', () => {
  const region = regionUnder({});
  const stateMachineArn = machineArnOf(region);
  const items = [...pagesOf(region, { stateMachineArn, maxResults: 150 })].flat();
  expect(items).toHaveLength(400);
  expect(new Set(items.map(({ executionArn }) => executionArn)).size).toBe(400);
  const starts = items.map(({ startDate }) => Number(startDate));
  expect(starts).toEqual(starts.toSorted((one, other) => other - one));
  const failed = [...pagesOf(region, { stateMachineArn, statusFilter: 'FAILED' })].flat();
  expect(failed).toEqual(items.filter(({ status }) => status === 'FAILED'));
  expect(failed).toHaveLength(60);
  const violations = items.slice(0, 40).flatMap((item) => {
    const execution = region.holderOf(String(item['executionArn'])).executions.get(String(item['executionArn']));
    expect(execution?.status).toBe(item['status']);
    expect((execution?.stopMs ?? 0) / 1000).toBe(item['stopDate']);
    return findViolations(toRuleHistory((execution?.events ?? []).map((event) => toWireEvent(event, true))));
  });
  process.stdout.write(`load: ${HISTORY_RULES.length} rules, 40 executions, ${violations.length} violations\n`);
  expect(violations).toEqual([]);
});

test('an execution under load can be redriven like any other', () => {
  const region = regionUnder({});
  const [failed] = [...pagesOf(region, { stateMachineArn: machineArnOf(region), statusFilter: 'FAILED' })].flat();
  const executionArn = String(failed?.['executionArn']);
  ask(region, 'RedriveExecution', { executionArn });
  expect(ask(region, 'DescribeExecution', { executionArn })).toMatchObject({ status: 'RUNNING', redriveCount: 1 });
});

test('lines are those that the engine writes, each once and in the order of their times', () => {
  const region = regionUnder({ type: 'EXPRESS', executions: 300 });
  const lines = [...linesOf(region, 700)].flat();
  const times = lines.map(({ timestampMs }) => timestampMs);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(new Set(lines.map(({ sequence }) => sequence)).size).toBe(lines.length);
  const byExecution = new Map<string, LogEvent[]>();
  for (const line of lines) {
    const arn = String(asMap(line.message)['execution_arn']);
    byExecution.set(arn, [...(byExecution.get(arn) ?? []), line]);
  }
  expect(byExecution.size).toBe(300);
  for (const [arn, own] of [...byExecution].slice(0, 25)) {
    expect(own.map(({ message }) => message)).toEqual(engineLines(arn, own));
  }
});

/** What the engine logs for the same start. */
function engineLines(arn: string, own: readonly LogEvent[]): readonly string[] {
  const started = asMap(own[0]?.message ?? '');
  const input = parseValue(String(asMap(JSON.stringify(started['details']))['input']));
  const name = isMap(input) ? String(input['name']) : '';
  const way = isMap(input) ? Number(input['way']) : 0;
  const startMs = own[0]?.timestampMs ?? 0;
  const region = new AccountRegion('123456789012', 'eu-west-1', new Scheduler(startMs), 'load');
  const definition = loadDefinition(20);
  const machine = region.createMachine({
    name: 'load-express-1',
    type: 'EXPRESS',
    definition,
    script: loadScript({ ...definition }),
    logs: { level: 'ALL', includeExecutionData: true, group: 'g' },
    createdMs: startMs,
  });
  region.start({ machine, name, input, drawnAs: `load/way-${way}` });
  region.scheduler.runUntil(startMs + 600_000);
  const lines = region.logGroups.get('g')?.read(ALL_LINES, startMs + 700_000).events ?? [];
  // The UUID of an Express execution is drawn, here and there.
  return lines.slice(1).map(({ message }) => message.replaceAll(String(asMap(message)['execution_arn']), arn));
}

function asMap(text: string): JsonMap {
  const value = tryParseValue(text);
  return isMap(value) ? value : {};
}

test('Standard executions that are logged have the lines of their histories', () => {
  const region = regionUnder({ isLogged: true, executions: 50 });
  const lines = [...linesOf(region)].flat().map(({ message }) => asMap(message));
  const [listed] = [...pagesOf(region, { stateMachineArn: machineArnOf(region) })].flat();
  const executionArn = String(listed?.['executionArn']);
  const history = listIn(ask(region, 'GetExecutionHistory', { executionArn, maxResults: 1_000 }), 'events');
  const own = lines.filter((line) => line['execution_arn'] === executionArn);
  const ids = new Set(own.map(({ id }) => Number(id)));
  expect(ids).toEqual(new Set(history.map(({ id }) => Number(id))));
});

test('reading from a time on begins there', () => {
  const region = regionUnder({ type: 'EXPRESS', executions: 300 });
  const all = [...linesOf(region)].flat();
  const [group] = region.logGroups.values();
  const middle = all[Math.floor(all.length / 2)]?.timestampMs ?? 0;
  const query = { ...ALL_LINES, fromMs: middle, toMs: middle + 60_000 };
  const wanted = all.filter(({ timestampMs }) => timestampMs >= middle && timestampMs <= middle + 60_000);
  expect(group?.read(query, NOW_MS + 60_000).events).toEqual(wanted);
});

test('has as many accounts as asked for, the first of them the shop’s', () => {
  const load = { machines: 1, executions: 10, events: 20, type: 'STANDARD' } as const;
  expect(placesOfLoad(load)).toEqual([{ account: '123456789012', region: 'eu-west-1' }]);
  const accounts = placesOfLoad({ ...load, accounts: 3 }).map(({ account }) => account);
  expect(accounts).toEqual(['123456789012', '123456789013', '123456789014']);
});
