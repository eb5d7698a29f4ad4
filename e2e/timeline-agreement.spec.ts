import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import type { Executions } from '@/lib/contract/executions';
import type { TimelineAnswer } from '@/lib/contract/timeline';
import { callAws } from './aws-wire';
import { localAwsEnvironment, startDashboard, startLocalAws } from './stack';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

const WANTED = 50;
const LONGEST_OUTPUT_BYTES = 256 * 1024 * 1024;

/** What both sides tell of one execution. */
type Told = {
  readonly status: string;
  readonly rootCause: number | null;
  readonly fatalVisits: readonly number[];
  readonly visits: readonly object[];
};

test('the timelines of 50 executions equal what inspect reads from their exported histories', async () => {
  test.setTimeout(240_000);
  const aws = await startLocalAws('demo');
  const dashboard = await startDashboard(localAwsEnvironment(aws.url));
  try {
    await compare(aws.url, dashboard.url);
  } finally {
    await dashboard.stop();
    await aws.stop();
  }
});

async function compare(aws: string, dashboard: string): Promise<void> {
  const executions = await chooseExecutions(dashboard);
  const directory = await mkdtemp(join(tmpdir(), 'statelens-agreement-'));
  const files = await Promise.all(
    executions.map(async (execution, at) => {
      const file = join(directory, `${at}.json`);
      await writeFile(file, JSON.stringify(await exportExecution(aws, execution)));
      return file;
    }),
  );
  const inspected = await inspect(files);
  await rm(directory, { recursive: true });
  let [visits, attempts] = [0, 0];
  const different: string[] = [];
  for (const { executionArn } of executions) {
    const shown = await readTimeline(dashboard, executionArn);
    const expected = inspected.get(executionArn);
    visits += shown.visits.length;
    attempts += shown.visits.reduce(
      (sum, visit) => sum + ('attempts' in visit ? [visit.attempts].flat().length : 0),
      0,
    );
    if (JSON.stringify(shown) !== JSON.stringify(expected)) different.push(executionArn);
  }
  process.stdout.write(
    `${executions.length} executions, ${visits} visits, ${attempts} attempts compared, ${different.length} differ\n`,
  );
  expect(different).toEqual([]);
  expect(executions).toHaveLength(WANTED);
  expect(visits).toBeGreaterThan(WANTED);
}

/** Ended ones of every machine and status, as many of each as there are, once the index holds enough. */
async function chooseExecutions(dashboard: string): Promise<Executions['items']> {
  let chosen: Executions['items'] = [];
  await expect(async () => {
    const answer = await fetch(`${dashboard}/api/v1/executions?from=now-30d&limit=1000`);
    const { items }: Executions = await answer.json();
    const read = items.filter(({ status, historyCoverage }) => status !== 'RUNNING' && historyCoverage === 'full');
    chosen = spread(read).slice(0, WANTED);
    expect(chosen.length).toBe(WANTED);
    expect(new Set(chosen.map(({ stateMachineName }) => stateMachineName)).size).toBeGreaterThanOrEqual(2);
    expect(new Set(chosen.map(({ type }) => type)).size).toBe(2);
  }).toPass({ timeout: 120_000 });
  return chosen;
}

/** One of each kind after the other, so that rare kinds are among the first. */
function spread(items: Executions['items']): Executions['items'] {
  const kinds = new Map<string, Executions['items'][number][]>();
  for (const item of items) {
    const kind = `${item.stateMachineName} ${item.status} ${item.failedState} ${item.retries}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), item]);
  }
  const longest = Math.max(0, ...[...kinds.values()].map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => [...kinds.values()].flatMap((kind) => kind[at] ?? [])).flat();
}

/** The execution as somebody would export it from AWS with its own tools. */
async function exportExecution(
  aws: string,
  { executionArn, type, startDate, stateMachineName }: Executions['items'][number],
) {
  if (type === 'STANDARD') {
    const history = await callAws(aws, 'GetExecutionHistory', { executionArn, maxResults: 1_000 }, 'events');
    return { history, describeExecution: await callAws(aws, 'DescribeExecution', { executionArn }) };
  }
  const startedMs = Date.parse(startDate);
  return {
    events: await callAws(
      aws,
      'FilterLogEvents',
      {
        logGroupName: `/aws/vendedlogs/states/${stateMachineName}-Logs`,
        filterPattern: `{ $.execution_arn = "${executionArn}" }`,
        startTime: startedMs - 60_000,
        endTime: startedMs + 600_000,
      },
      'events',
    ),
  };
}

/** Runs the command on the files and answers what it tells of each execution. */
async function inspect(files: readonly string[]): Promise<ReadonlyMap<string, Told>> {
  const args = ['lib/dev/run.mjs', 'inspect', ...files, '--json'];
  const { stdout } = await run(process.execPath, args, { cwd: root, maxBuffer: LONGEST_OUTPUT_BYTES });
  const summaries = stdout.split('\n').filter((line) => line.startsWith('{'));
  return new Map(
    summaries.map((line) => {
      const { arn, status, rootCause, fatalVisits, visits } = JSON.parse(line);
      return [arn, { status, rootCause, fatalVisits, visits }];
    }),
  );
}

/** The timeline of the API in the members that `inspect` prints too. */
async function readTimeline(dashboard: string, executionArn: string): Promise<Told> {
  const answer = await fetch(`${dashboard}/api/v1/executions/${encodeURIComponent(executionArn)}/timeline`);
  const timeline: TimelineAnswer = await answer.json();
  if (timeline.kind !== 'whole') throw new Error(`${executionArn}: ${JSON.stringify(timeline)}`);
  const { status, rootCause, fatalVisits } = timeline;
  const visits = timeline.visits.map(({ id, state, parent, iteration, exit, attempts, outcome }) => ({
    id,
    state,
    parent,
    iteration,
    exit,
    attempts: attempts.map((attempt) => attempt.id),
    outcome,
  }));
  return { status, rootCause, fatalVisits, visits };
}
