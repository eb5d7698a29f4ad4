import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import { formatArn, isExecutionArn, machineOf, parseArn } from '@/lib/domain/arn';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { EXPRESS_LIMIT_MS } from '@/lib/domain/history/log-course';
import type { AwsConnections, Connection, ReadOptions } from '@/lib/server/ports/aws';
import type { IndexedMachine } from '@/lib/server/ports/index-store';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import { awsNow } from './aws-clock';
import { toListedRow } from './execution-rows';
import { toMachineRow } from './machine-catalogue';
import { readHistory } from './read-history';
import type { SyncDependencies } from './sync-dependencies';
import { takeLogEvents } from './take-log-events';

/**
 * What reading one execution found. `read`: it is in the index, as new as AWS has it. `gone`: AWS does not have it, or no longer; what
 * the index holds of it stays.
 * `foreign`: no connection reads its account and region. `not-logged`: an Express execution of a machine that logs nothing.
 */
export type ExecutionReading = 'read' | 'gone' | 'foreign' | 'not-logged';

/** Reads single executions into the index, for people and for the sync alike. */
export interface ExecutionReader {
  /** Reads it now. Whoever asks for the same one meanwhile gets the same answer. */
  read(arn: string, options: ReadOptions): Promise<ExecutionReading>;
  /** The same for one whose row the caller has just read from the index. */
  readStored(stored: StoredExecution, options: ReadOptions): Promise<ExecutionReading>;
  /** Reads it unless that was done less than `maxAgeMs` ago; null then. */
  refresh(arn: string, maxAgeMs: number, options: ReadOptions): Promise<ExecutionReading | null>;
  /** When it was last read by this process; null where it was not. */
  lastReadMs(arn: string): EpochMs | null;
}

type Underway = { readonly reading: Promise<ExecutionReading>; readonly isClick: boolean };

/** Readings remembered, the oldest forgotten first. */
const MOST_REMEMBERED = 20_000;

/** How far back an Express execution is looked for whose start is not known, and how many pages that may take. */
const EXPRESS_SEARCH_MS = 24 * 60 * 60_000;
const EXPRESS_SEARCH_PAGES = 40;

export function createExecutionReader(deps: SyncDependencies, connections: AwsConnections): ExecutionReader {
  const underway = new Map<string, Underway>();
  const lastRead = new Map<string, EpochMs>();
  const remember = (arn: string) => {
    lastRead.delete(arn);
    lastRead.set(arn, deps.clock.nowMs());
    const oldest = lastRead.keys().next();
    if (lastRead.size > MOST_REMEMBERED && !oldest.done) lastRead.delete(oldest.value);
  };
  // What was read at a time that is still to come was read before the clock was set back: nobody knows when.
  const lastReadMs = (arn: string) => {
    const atMs = lastRead.get(arn);
    return atMs === undefined || atMs > deps.clock.nowMs() ? null : atMs;
  };
  const begin = (
    arn: string,
    options: ReadOptions,
    find: () => Promise<StoredExecution | null>,
  ): Promise<ExecutionReading> => {
    const shared = underway.get(arn);
    // What the background asked for may wait for its turn; a person does not wait with it.
    if (shared !== undefined && (shared.isClick || options.priority === 'background')) return shared.reading;
    const isClick = options.priority === 'click';
    const reading = readExecution(deps, connections, { arn, find }, options).finally(() => {
      if (underway.get(arn)?.reading === reading) underway.delete(arn);
      remember(arn);
    });
    underway.set(arn, { reading, isClick });
    return reading;
  };
  const read = (arn: string, options: ReadOptions) => begin(arn, options, () => deps.index.getExecution(arn));
  return {
    read,
    readStored: (stored, options) => begin(stored.arn, options, async () => stored),
    refresh: async (arn, maxAgeMs, options) => {
      const atMs = lastReadMs(arn);
      const isFresh = atMs !== null && deps.clock.nowMs() - atMs < maxAgeMs;
      return isFresh && !underway.has(arn) ? null : read(arn, options);
    },
    lastReadMs,
  };
}

async function readExecution(
  deps: SyncDependencies,
  connections: AwsConnections,
  { arn, find }: { readonly arn: string; readonly find: () => Promise<StoredExecution | null> },
  options: ReadOptions,
): Promise<ExecutionReading> {
  const match = await connections.findFor(arn, options);
  if (match.kind !== 'connection' || !isExecutionArn(match.arn)) return 'foreign';
  const { connection } = match;
  const stored = await find();
  const held = stored?.history == null ? [] : ((await deps.index.getEvents(arn)) ?? []);
  if (match.arn.kind === 'express') return readExpress(deps, connection, arn, stored, options);
  return readStandard(deps, connection, arn, { stored, held }, options);
}

type Held = { readonly stored: StoredExecution | null; readonly held: readonly HistoryEvent[] };

async function readStandard(
  deps: SyncDependencies,
  connection: Connection,
  arn: string,
  { stored, held }: Held,
  options: ReadOptions,
): Promise<ExecutionReading> {
  // The history itself tells how a known execution goes on, so describing it again would only cost a call.
  const known = stored ?? (await describeOne(deps, connection, arn, options));
  if (known === null) return 'gone';
  const isThere = await readHistory(deps, connection, known, held, options);
  return isThere ? 'read' : 'gone';
}

async function describeOne(deps: SyncDependencies, connection: Connection, arn: string, options: ReadOptions) {
  const answer = await connection.stepFunctions.describeExecution(arn, options);
  if (answer.kind !== 'found') return null;
  const { machineArn, startedAtMs } = answer.value;
  await ensureMachine(deps, connection, baseArn(machineArn), startedAtMs, options);
  return toListedRow({ ...answer.value, machineArn: baseArn(machineArn) }, undefined);
}

/** Without label, version and alias: the machine under which the index keeps it. */
function baseArn(machineArn: string): string {
  const parsed = parseArn(machineArn);
  return parsed.kind === 'ok' && parsed.arn.kind === 'machine' ? formatArn(machineOf(parsed.arn)) : machineArn;
}

/** The machine from the index, or described and taken in. */
async function ensureMachine(
  deps: SyncDependencies,
  connection: Connection,
  machineArn: string,
  startedAtMs: EpochMs,
  options: ReadOptions,
): Promise<Pick<IndexedMachine, 'arn' | 'type' | 'logging'> | null> {
  const machine = (await deps.index.listMachines()).find(({ arn }) => arn === machineArn);
  if (machine !== undefined && (machine.logging !== null || machine.type === 'STANDARD')) return machine;
  const answer = await connection.stepFunctions.describeMachine(machineArn, options);
  if (answer.kind === 'found') deps.catalogue.note(answer.value, deps.clock.nowMs());
  const row = answer.kind === 'found' ? toMachineRow(answer.value) : deletedMachine(machineArn, startedAtMs);
  if (row === null) return null;
  await deps.apply({
    connection: connection.name,
    machines: [row],
    executions: [],
    histories: [],
    watermarks: [],
  });
  return row;
}

/** A machine that is gone while an execution of it is still answered for. When it was made is not known: before that. */
function deletedMachine(arn: string, startedAtMs: EpochMs) {
  const parsed = parseArn(arn);
  if (parsed.kind === 'invalid' || parsed.arn.kind !== 'machine') return null;
  const { machine: name } = parsed.arn;
  const logging = null;
  return {
    arn,
    name,
    type: 'STANDARD' as const,
    status: 'DELETED' as const,
    createdAtMs: startedAtMs,
    logging,
    revisionId: null,
  };
}

async function readExpress(
  deps: SyncDependencies,
  connection: Connection,
  arn: string,
  stored: StoredExecution | null,
  options: ReadOptions,
): Promise<ExecutionReading> {
  const parsed = parseArn(arn);
  if (parsed.kind === 'invalid' || !isExecutionArn(parsed.arn)) return 'foreign';
  const nowMs = awsNow(deps.clock, connection);
  const machine = await ensureMachine(deps, connection, formatArn(machineOf(parsed.arn)), nowMs, options);
  const logGroupArn = machine?.logging?.logGroupArn ?? null;
  if (machine === null || logGroupArn === null) return 'not-logged';
  const lines = await readLines(connection, arn, logGroupArn, searchTimes(stored, nowMs), options);
  if (lines.length === 0) return 'gone';
  await takeLogEvents(deps, connection, machine, new Map([[arn, lines]]), []);
  return 'read';
}

/** Its lines lie within 6 minutes of its start; where that is not known, the last day is searched. */
function searchTimes(stored: StoredExecution | null, nowMs: EpochMs) {
  if (stored === null) return { fromMs: epochMs(nowMs - EXPRESS_SEARCH_MS), toMs: nowMs };
  return {
    fromMs: epochMs(stored.startedAtMs - EXPRESS_LIMIT_MS),
    toMs: epochMs(stored.startedAtMs + EXPRESS_LIMIT_MS),
  };
}

async function readLines(
  { logs }: Connection,
  executionArn: string,
  logGroupArn: string,
  times: { readonly fromMs: EpochMs; readonly toMs: EpochMs },
  options: ReadOptions,
): Promise<readonly HistoryEvent[]> {
  const lines: HistoryEvent[] = [];
  let token: string | null = null;
  for (let pages = 0; pages < EXPRESS_SEARCH_PAGES; pages += 1) {
    const page = await logs.filterEvents(
      { logGroupArn, ...times, filter: { kind: 'execution', executionArn }, token },
      options,
    );
    if (page.kind !== 'page') break;
    for (const { event } of page.items) lines.push(event);
    if (page.nextToken === null) break;
    token = page.nextToken;
  }
  return lines;
}
