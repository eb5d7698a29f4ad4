import 'server-only';
import {
  formatArn,
  machineOf,
  type Partition,
  parseArn,
  partitionOfRegion,
  type StepFunctionsArn,
} from '@/lib/domain/arn';
import { isSelected, type MachineSelection, type NameSelection } from '@/lib/domain/name-pattern';
import { type PayloadRule, policyOf, secretsOf } from '@/lib/domain/payload-policy';
import { AppError } from '@/lib/server/errors';
import type { AwsConnections, Connection, ConnectionMatch, ReadOptions } from '@/lib/server/ports/aws';
import type { ConnectionState, Identity } from '@/lib/server/ports/aws-connection';
import { createActionCalls } from './action-calls';
import { type BudgetPool, createBudgetPool, type Share } from './budget';
import { type Clients, type ConnectionSettings, createClientHolder } from './clients';
import { createClockOffset } from './clock-offset';
import { createHealthTracker } from './connection-health';
import { failureWords } from './failure-words';
import { createLogReader } from './log-reader';
import { createReadCalls } from './read-calls';
import { createStepFunctionsReader } from './step-functions-reader';
import { createTagSelection } from './tag-selection';
import { createTokenRedaction } from './token-redaction';
import { createWaitingTasks } from './waiting-tasks';

export type ConnectionParts = {
  readonly name: string;
  readonly settings: ConnectionSettings;
  readonly share: Share;
  /** The state machines that are read. */
  readonly machines: MachineSelection;
  /** What may be done with inputs and outputs; all are shown where it is left out. */
  readonly payloads?: readonly PayloadRule[];
  /** Says why an address must not be called, or null (N1). */
  readonly refuseEndpoint: (url: string) => string | null;
};

/** Where a connection reads. Parts are null until they are known. */
type Whereabouts = { partition: Partition | null; region: string | null; account: string | null };

type OpenConnection = Connection & {
  readonly machines: NameSelection;
  readonly locate: (options: ReadOptions) => Promise<Whereabouts>;
  /** Whether the tags of the machine that an ARN names are as this connection wants them. */
  readonly isTagged: (arn: StepFunctionsArn, options: ReadOptions) => Promise<boolean>;
};

/**
 * The connections that the server was configured with. Nothing is asked of AWS here: credentials are looked for by the
 * first read.
 */
export function createAwsConnections(configured: readonly ConnectionParts[]): AwsConnections {
  const budgets = createBudgetPool();
  const connections: OpenConnection[] = [];
  for (const parts of configured) connections.push(createConnection(parts, budgets, [...connections]));
  return {
    list: () => connections,
    findFor: async (text, options) => {
      const read = parseArn(text);
      if (read.kind === 'invalid') return { kind: 'invalid' };
      return findConnection(connections, read.arn, options);
    },
  };
}

/**
 * A connection whose region is known to be another is not asked for its account, and nobody is asked where one is known
 * to be the right one. The others are asked side by side: one that hangs or cannot tell its account does not keep the
 * rest from answering (R4), and what it met is the answer only when none of them reads the ARN.
 */
async function findConnection(
  connections: readonly OpenConnection[],
  arn: StepFunctionsArn,
  options: ReadOptions,
): Promise<ConnectionMatch> {
  const able = connections.filter((connection) => mayRead(connection, arn));
  const failures: unknown[] = [];
  for (const connection of able.filter((each) => isWithin(arn, each.state()))) {
    try {
      if (await connection.isTagged(arn, options)) return { kind: 'connection', connection, arn };
    } catch (thrown) {
      failures.push(thrown);
    }
  }
  const asked = able
    .filter((connection) => connection.state().account === null)
    .map(async (connection) => {
      if (isWithin(arn, await connection.locate(options)) && (await connection.isTagged(arn, options)))
        return connection;
      throw new ElsewhereError();
    });
  try {
    return { kind: 'connection', connection: await Promise.any(asked), arn };
  } catch (thrown) {
    failures.push(...(thrown instanceof AggregateError ? thrown.errors : [thrown]));
    const failed = failures.filter((failure) => !(failure instanceof ElsewhereError));
    if (failed.length > 0) throw failed[0];
    return { kind: 'foreign', arn };
  }
}

/** A connection that answered, and reads another account, or not this machine. */
class ElsewhereError extends Error {
  override readonly name = 'ElsewhereError';
}

function mayRead({ machines, state }: OpenConnection, arn: StepFunctionsArn): boolean {
  const { region } = state();
  return namesOneOf(machines, arn) && (region === null || region === arn.region);
}

/** Activities belong to an account and to no machine. */
function namesOneOf(machines: NameSelection, arn: StepFunctionsArn): boolean {
  return arn.kind === 'activity' || isSelected(machines, arn.machine);
}

function isWithin(arn: StepFunctionsArn, { partition, region, account }: Whereabouts): boolean {
  return arn.partition === partition && arn.region === region && arn.account === account;
}

function createConnection(
  { name, settings, share, machines, payloads = [], refuseEndpoint }: ConnectionParts,
  budgets: BudgetPool,
  before: readonly OpenConnection[],
): OpenConnection {
  const where: Whereabouts = { partition: null, region: settings.region, account: null };
  const identity = identityOf(settings);
  const budget = budgets.budgetFor(share, () => {
    const { account, region } = where;
    return account === null || region === null ? null : { account, region };
  });
  const holder = createClientHolder(settings, refuseEndpoint);
  const health = createHealthTracker(budget.slowedForMs);
  const clock = createClockOffset();
  const redaction = createTokenRedaction();
  const parts = {
    holder,
    budget,
    health,
    clock,
    identity,
    region: () => where.region,
    refuseEndpoint,
    requireOwn: (clients: Clients, about: string | null) => requireOwn(where, clients, about),
  };
  const calls = createReadCalls(parts);
  const payloadPolicyOf = (arn: string) => policyOf(payloads, machineNameIn(arn));
  const reader = createStepFunctionsReader(calls, redaction, payloadPolicyOf);
  // Every list of machines says which account it is of: resources of others cannot be in it. The last answer counts,
  // because a login can change the account under a running server.
  const stepFunctions: typeof reader = {
    ...reader,
    listMachines: async (query, options) => {
      const page = await reader.listMachines(query, options);
      if (page.kind === 'page') noteAccount(page.items[0]?.arn, where);
      return page;
    },
  };

  const tags = createTagSelection(machines.tags, stepFunctions.listTags);
  const isTagged = async (arn: StepFunctionsArn, options: ReadOptions): Promise<boolean> =>
    // Activities belong to no machine and have tags of their own, which nobody chooses by.
    arn.kind === 'activity' || tags.selects(formatArn(machineOf(arn)), options);

  async function locate(options: ReadOptions): Promise<Whereabouts> {
    if (where.account !== null) return where;
    try {
      await stepFunctions.listMachines({ token: null }, options);
    } catch (thrown) {
      // The list may be forbidden and the credentials name the account all the same.
      if (where.account === null) throw thrown;
    }
    return where;
  }

  function state(): ConnectionState {
    const { health: now, sinceMs, lastSuccessMs, permissions } = health.read();
    return {
      name,
      identity,
      ...where,
      health: now,
      sinceMs,
      lastSuccessMs,
      problem: problemOf(now, identity, where.region),
      clockAheadMs: clock.aheadMs(),
      permissions,
    };
  }

  const waitingTasks = createWaitingTasks(calls, createActionCalls(parts), stepFunctions, payloadPolicyOf);
  return {
    name,
    machines,
    selects: async (text, options) => {
      const read = parseArn(text);
      if (read.kind === 'invalid' || !namesOneOf(machines, read.arn)) return false;
      const { arn } = read;
      if (!(await isTagged(arn, options))) return false;
      const others = before.filter((other) => namesOneOf(other.machines, arn) && isWithin(arn, other.state()));
      // Of another that cannot tell by now nobody waits: at worst both read the machine, into one row.
      const taken = await Promise.all(others.map((other) => other.isTagged(arn, options).catch(() => false)));
      return !taken.includes(true);
    },
    isTagged,
    payloadPolicyOf,
    secretsOf: (arn) => secretsOf(payloads, machineNameIn(arn)),
    stepFunctions,
    logs: createLogReader(calls, redaction, payloadPolicyOf),
    waitingTasks,
    state,
    budget: budget.state,
    locate,
  };
}

/** Empty for an ARN that names no machine: only rules for all machines hold of it. */
function machineNameIn(text: string): string {
  const read = parseArn(text);
  return read.kind === 'invalid' || read.arn.kind === 'activity' ? '' : read.arn.machine;
}

function identityOf({ profile, role, webIdentity }: ConnectionSettings): Identity {
  return {
    profile,
    role: role?.arn ?? webIdentity?.roleArn ?? null,
    source: webIdentity === null ? 'chain' : 'web-identity',
  };
}

function problemOf(health: ConnectionState['health'], identity: Identity, region: string | null): string | null {
  if (health.kind === 'untried' || health.kind === 'ok') return null;
  return failureWords({
    kind: health.kind,
    identity,
    region,
    actions: health.kind === 'access-denied' ? health.actions : [],
  });
}

function noteAccount(machineArn: string | undefined, where: Whereabouts): void {
  const read = parseArn(machineArn ?? '');
  if (read.kind === 'ok') where.account = read.arn.account;
}

/**
 * Takes note of the region that the clients turned out to have, and refuses an ARN of any other place (N2). Callers ask
 * `findFor` first; this is the second lock, in front of the client itself.
 */
function requireOwn(where: Whereabouts, clients: Clients, about: string | null): void {
  where.region = clients.region;
  where.partition = partitionOfRegion(clients.region);
  where.account ??= clients.account;
  if (about === null) return;
  const [prefix, partition, , region, account] = about.split(':');
  const isOwn =
    prefix === 'arn' &&
    partition === where.partition &&
    region === where.region &&
    (where.account === null || account === where.account);
  if (!isOwn)
    throw new AppError('invalid-request', 'The ARN is of an account or region that this server does not read.');
}
