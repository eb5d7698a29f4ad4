import { type EpochMs, epochMs } from '@/lib/base/units';
import { isExecutionArn, parseArn } from '@/lib/domain/arn';
import type { TaskAnswer, TaskName } from '@/lib/domain/decision';
import type { ExecutionStatus } from '@/lib/domain/execution-status';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { type PayloadRule, policyOf, secretsOf } from '@/lib/domain/payload-policy';
import type {
  AwsConnections,
  Connection,
  ExecutionDescription,
  ListedExecution,
  LoggedEvent,
  LogReader,
  MachineDescription,
  MapRunDescription,
  Page,
  RevisionOfExecution,
  StepFunctionsReader,
} from '@/lib/server/ports/aws';
import type { BudgetState } from '@/lib/server/ports/aws-budget';
import type { ConnectionState } from '@/lib/server/ports/aws-connection';
import type { AnswerResult, WaitingTasks } from '@/lib/server/ports/waiting-tasks';

export const FAKE_PLACE = 'arn:aws:states:eu-west-1:123456789012';

export type FakeExecution = {
  listed: ListedExecution;
  events: readonly HistoryEvent[];
  /** Listed, and its history gone. */
  isForgotten?: boolean;
  /** The definition that it ran with; AWS does not tell where it is left out. */
  ranWith?: RevisionOfExecution;
  /** Error and cause, as `DescribeExecution` tells them. */
  failure?: Pick<ExecutionDescription, 'error' | 'cause'>;
};
/** An answer that reached the fake; null is a heartbeat. */
export type SentAnswer = TaskName & { readonly answer: TaskAnswer | null };
export type FakeCall = { readonly operation: string; readonly subject: string; readonly priority: string };

/**
 * AWS as a test wants it: one connection that answers from lists in memory, in pages, without delay. `failures` are thrown
 * by operation (`listExecutions`) or by operation and machine or execution name (`listExecutions orders`).
 */
export class FakeAws implements AwsConnections {
  /** Where its machines are. */
  readonly place: string;
  readonly machines: MachineDescription[] = [];
  readonly executions: FakeExecution[] = [];
  readonly mapRuns: MapRunDescription[] = [];
  readonly lines: LoggedEvent[] = [];
  readonly failures = new Map<string, unknown>();
  readonly calls: FakeCall[] = [];
  pageSize = 1_000;
  /** Answers to tasks, in the order in which they were sent. */
  readonly sent: SentAnswer[] = [];
  /** What AWS says to an answer, and what it does with it. */
  onAnswer: (sent: SentAnswer) => AnswerResult | Promise<AnswerResult> = () => ({ kind: 'accepted', requestId: 'r-1' });
  /** The input of every execution, as `DescribeExecution` tells it. */
  input = '{}';
  /** ARNs of machines that the configuration leaves out. */
  readonly unselected = new Set<string>();
  /** Log groups that were deleted, by the last part of their name. */
  readonly goneLogGroups = new Set<string>();
  state: ConnectionState = {
    name: 'default',
    identity: { profile: 'team', role: null, source: 'chain' },
    partition: 'aws',
    region: 'eu-west-1',
    account: '123456789012',
    health: { kind: 'ok' },
    sinceMs: epochMs(0),
    lastSuccessMs: null,
    problem: null,
    clockAheadMs: null,
    permissions: [],
  };
  budget: BudgetState = { place: null, share: 'off', operations: [] };

  constructor({ name = 'default', region = 'eu-west-1', account = '123456789012' } = {}) {
    this.place = `arn:aws:states:${region}:${account}`;
    this.state = { ...this.state, name, region, account };
  }

  addMachine(name: string, more: Partial<MachineDescription> = {}): MachineDescription {
    const machine: MachineDescription = {
      arn: `${this.place}:stateMachine:${name}`,
      name,
      type: 'STANDARD',
      createdAtMs: epochMs(0),
      status: 'ACTIVE',
      definition: '{"States":{}}',
      roleArn: 'arn:aws:iam::123456789012:role/machine',
      logging: { level: 'OFF', includesData: false, logGroupArn: null },
      revisionId: null,
      ...more,
    };
    this.machines.push(machine);
    return machine;
  }

  addExpressMachine(name: string): MachineDescription {
    const logGroupArn = `arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vendedlogs/states/${name}`;
    return this.addMachine(name, { type: 'EXPRESS', logging: { level: 'ALL', includesData: true, logGroupArn } });
  }

  /** A Standard machine that writes every event to a log of its own, or to the one of that group. */
  addLoggedMachine(name: string, group = name): MachineDescription {
    const logGroupArn = `arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vendedlogs/states/${group}`;
    return this.addMachine(name, { logging: { level: 'ALL', includesData: true, logGroupArn } });
  }

  /** Writes log lines of an execution that was added: of all its events where none are given. */
  logExecution({ listed, events }: FakeExecution, lines: readonly HistoryEvent[] = events): void {
    for (const event of lines) {
      const ingestedAtMs = epochMs(event.atMs + 5_000);
      this.lines.push({ kind: 'record', executionArn: listed.arn, event, ingestedAtMs });
    }
  }

  /** Adds a Standard execution with its history, which begins and ends it. */
  addExecution(machine: string, name: string, status: ExecutionStatus, events: readonly HistoryEvent[]): FakeExecution {
    const listed: ListedExecution = {
      arn: `${this.place}:execution:${machine}:${name}`,
      machineArn: `${this.place}:stateMachine:${machine}`,
      name,
      status,
      startedAtMs: events[0]?.atMs ?? epochMs(0),
      endedAtMs: status === 'RUNNING' ? null : (events.at(-1)?.atMs ?? null),
      redriveCount: 0,
      redrivenAtMs: null,
      versionArn: null,
      aliasArn: null,
      mapRunArn: null,
    };
    const execution: FakeExecution = { listed, events };
    this.executions.push(execution);
    return execution;
  }

  /** Writes log lines of an Express execution and answers its ARN. */
  addLines(machine: string, name: string, events: readonly HistoryEvent[]): string {
    const executionArn = `${this.place}:express:${machine}:${name}:0f8fad5b-d9cb-469f-a165-70867728950e`;
    for (const event of events) {
      this.lines.push({ kind: 'record', executionArn, event, ingestedAtMs: epochMs(event.atMs + 2_000) });
    }
    return executionArn;
  }

  /** What configuration says of inputs and outputs. */
  payloadRules: readonly PayloadRule[] = [];
  /** Whether lists of executions go on with none of the tokens that were given out. */
  expiresTokens = false;

  list(): readonly Connection[] {
    return [
      {
        name: this.state.name,
        selects: async (arn) => !this.unselected.has(arn),
        payloadPolicyOf: (arn) => policyOf(this.payloadRules, machineNameIn(arn)),
        secretsOf: (arn) => secretsOf(this.payloadRules, machineNameIn(arn)),
        stepFunctions: this.#stepFunctions(),
        logs: this.#logs(),
        waitingTasks: this.#waitingTasks(),
        state: () => this.state,
        budget: () => this.budget,
      },
    ];
  }

  async findFor(text: string): ReturnType<AwsConnections['findFor']> {
    const parsed = parseArn(text);
    const [connection] = this.list();
    if (parsed.kind === 'invalid' || connection === undefined) return { kind: 'invalid' };
    const { arn } = parsed;
    return text.startsWith(`${this.place}:`) ? { kind: 'connection', connection, arn } : { kind: 'foreign', arn };
  }

  #note(operation: string, subject: string, { priority }: { readonly priority: string }): void {
    const name = subject.split(':').at(-1) ?? '';
    this.calls.push({ operation, subject, priority });
    const failure = this.failures.get(operation) ?? this.failures.get(`${operation} ${name}`);
    if (failure !== undefined) throw failure;
  }

  #page<Item>(items: readonly Item[], token: string | null, size = this.pageSize): Page<Item> {
    const from = Number(token ?? 0);
    const until = from + Math.min(size, this.pageSize);
    return { kind: 'page', items: items.slice(from, until), nextToken: until < items.length ? String(until) : null };
  }

  #stepFunctions(): StepFunctionsReader {
    const find = (arn: string) => this.executions.find(({ listed }) => listed.arn === arn);
    return {
      listMachines: async ({ token }, options) => {
        this.#note('listMachines', '', options);
        return this.#page(this.machines, token);
      },
      describeMachine: async (arn, options) => {
        this.#note('describeMachine', arn, options);
        const value = this.machines.find((machine) => machine.arn === arn);
        return value === undefined ? { kind: 'gone' } : { kind: 'found', value };
      },
      describeMachineOfExecution: async (arn, options) => {
        this.#note('describeMachineOfExecution', arn, options);
        const machine = this.machines.find((each) => each.arn === find(arn)?.listed.machineArn);
        if (machine === undefined) return { kind: 'gone' };
        return { kind: 'found', value: { ...machine, updatedAtMs: machine.createdAtMs } };
      },
      describeRevisionOfExecution: async (arn, options) => {
        this.#note('describeRevisionOfExecution', arn, options);
        const execution = find(arn);
        if (execution?.ranWith === undefined || execution.isForgotten === true) return { kind: 'gone' };
        return { kind: 'found', value: execution.ranWith };
      },
      listTags: async () => ({ kind: 'found', value: {} }),
      listExecutions: async ({ machineArn, status, token, limit }, options) => {
        this.#note('listExecutions', machineArn, options);
        if (!this.machines.some(({ arn }) => arn === machineArn)) return { kind: 'gone' };
        if (token !== null && this.expiresTokens) return { kind: 'token-expired' };
        const own = this.executions.map(({ listed }) => listed).filter((listed) => listed.machineArn === machineArn);
        const page = this.#page(
          own.toSorted((a, b) => b.startedAtMs - a.startedAtMs),
          token,
          limit,
        );
        // A page may hold few of a status or none and not be the last (aws-facts §9.22).
        return { ...page, items: page.items.filter((listed) => status === undefined || listed.status === status) };
      },
      describeExecution: async (arn, options) => {
        this.#note('describeExecution', arn, options);
        const execution = find(arn);
        if (execution === undefined) return { kind: 'gone' };
        return { kind: 'found', value: toDescription(execution, this.input) };
      },
      describeMapRun: async (arn, options) => {
        this.#note('describeMapRun', arn, options);
        const value = this.mapRuns.find((run) => run.arn === arn);
        return value === undefined ? { kind: 'gone' } : { kind: 'found', value };
      },
      listMapRunExecutions: async ({ mapRunArn, status, token, limit }, options) => {
        this.#note('listMapRunExecutions', mapRunArn, options);
        if (!this.mapRuns.some(({ arn }) => arn === mapRunArn)) return { kind: 'gone' };
        const own = this.executions
          .map(({ listed }) => listed)
          .filter((listed) => listed.mapRunArn === mapRunArn && (status === undefined || listed.status === status));
        return this.#page(own, token, limit);
      },
      getHistoryPage: async ({ executionArn, token, reverse }, options) => {
        this.#note('getHistoryPage', executionArn, options);
        const execution = find(executionArn);
        if (execution === undefined || execution.isForgotten === true) return { kind: 'gone' };
        const { events } = execution;
        return { ...this.#page(reverse === true ? events.toReversed() : events, token), unreadable: 0 };
      },
      getEventPayload: async ({ executionArn, eventId }, options) => {
        this.#note('getEventPayload', executionArn, options);
        const value = find(executionArn)?.events.find(({ id }) => id === eventId);
        return value === undefined ? { kind: 'gone' } : { kind: 'found', value };
      },
    };
  }

  /** Finds a token for every event; definitions are the gateway's affair. */
  #waitingTasks(): WaitingTasks {
    return {
      find: async ({ executionArn, eventId }, options) => {
        this.#note('findToken', executionArn, options);
        const send = async (answer: TaskAnswer | null): Promise<AnswerResult> => {
          const sent = { executionArn, eventId, answer };
          this.sent.push(sent);
          return this.onAnswer(sent);
        };
        const fingerprint = `${eventId}`.padStart(8, '0');
        return {
          kind: 'found',
          task: { fingerprint, redact: (text) => text, answer: send, keepAlive: () => send(null) },
        };
      },
    };
  }

  #logs(): LogReader {
    return {
      filterEvents: async ({ logGroupArn, fromMs, toMs, filter, token }, options) => {
        this.#note('filterEvents', logGroupArn, options);
        const isThere = this.machines.some(({ logging }) => logging.logGroupArn === logGroupArn);
        if (!isThere || this.goneLogGroups.has(logGroupArn.split('/').at(-1) ?? '')) return { kind: 'gone' };
        const wanted = this.lines.filter(
          ({ event, executionArn }) =>
            event.atMs >= fromMs && event.atMs <= toMs && isWanted(filter, executionArn, event),
        );
        return { ...this.#page(wanted, token), skippedLines: 0 };
      },
    };
  }
}

function isWanted(
  filter: Parameters<LogReader['filterEvents']>[0]['filter'],
  executionArn: string,
  event: HistoryEvent,
): boolean {
  switch (filter.kind) {
    case 'everything':
      return true;
    case 'machine': {
      const parsed = parseArn(executionArn);
      return parsed.kind === 'ok' && isExecutionArn(parsed.arn) && filter.machineArn.endsWith(`:${parsed.arn.machine}`);
    }
    case 'execution':
      return filter.executionArn === executionArn && (filter.eventId === undefined || filter.eventId === event.id);
  }
}

function toDescription({ listed, failure }: FakeExecution, input: string): ExecutionDescription {
  return {
    ...listed,
    input,
    output: null,
    error: failure?.error ?? null,
    cause: failure?.cause ?? null,
    redriveStatus: null,
    redriveStatusReason: null,
  };
}

/** The history of an order that ends well or fails in ChargeCard after a retry, from `startMs` on, 10 ms an event. */
export function orderHistory(startMs: number, ending: 'ok' | 'failed' | 'open'): readonly HistoryEvent[] {
  const work = { resourceType: 'lambda', resource: 'invoke' };
  const told: (readonly [type: string, previous: number, details: HistoryEvent['details']])[] = [
    ['ExecutionStarted', 0, { input: '{"order":88412}' }],
    ['TaskStateEntered', 0, { name: 'ChargeCard', input: '{"order":88412}' }],
    ['TaskScheduled', 2, { ...work, parameters: '{"FunctionName":"charge"}' }],
    ['TaskStarted', 3, work],
    ['TaskFailed', 4, { ...work, error: 'Payment.Declined', cause: 'card refused' }],
    ['TaskScheduled', 5, work],
    ['TaskStarted', 6, work],
  ];
  if (ending === 'ok') {
    told.push(['TaskSucceeded', 7, { ...work, output: '{"paid":true}' }]);
    told.push(['TaskStateExited', 8, { name: 'ChargeCard', output: '{"paid":true}' }]);
    told.push(['ExecutionSucceeded', 9, { output: '{"paid":true}' }]);
  } else if (ending === 'failed') {
    told.push(['TaskFailed', 7, { ...work, error: 'Payment.Declined', cause: 'card refused' }]);
    told.push(['ExecutionFailed', 8, { error: 'Payment.Declined', cause: 'card refused' }]);
  }
  return told.map(([type, previousEventId, details], at): HistoryEvent => {
    const atMs: EpochMs = epochMs(startMs + at * 10);
    return { id: at + 1, previousEventId, type, atMs, details };
  });
}

/** An open order whose approval was asked for at `startMs + 20` and has a time-out; `end` is what ended the wait. */
export function approvalHistory(
  startMs: number,
  end?: readonly [type: string, details: object],
): readonly HistoryEvent[] {
  const work = { resourceType: 'sqs', resource: 'sendMessage.waitForTaskToken' };
  const told: (readonly [type: string, previous: number, details: object])[] = [
    ['ExecutionStarted', 0, { input: '{}' }],
    ['TaskStateEntered', 0, { name: 'Approve', input: '{}' }],
    ['TaskScheduled', 2, { ...work, parameters: '{"MessageBody":{}}', timeoutInSeconds: 3_600 }],
    ['TaskStarted', 3, work],
    ['TaskSubmitted', 4, work],
  ];
  if (end !== undefined) told.push([end[0], 5, { ...work, ...end[1] }]);
  return told.map(([type, previousEventId, details], at) => {
    const entries = Object.fromEntries(Object.entries(details));
    return { id: at + 1, previousEventId, type, atMs: epochMs(startMs + at * 10), details: entries };
  });
}

function machineNameIn(arn: string): string {
  return /(?:stateMachine|execution|express):([^:/]+)/.exec(arn)?.[1] ?? '';
}

/** Several of them as one server reads them. */
export function joinAws(...all: readonly FakeAws[]): AwsConnections {
  return {
    list: () => all.flatMap((aws) => aws.list()),
    findFor: async (text) => {
      const matches = await Promise.all(all.map((aws) => aws.findFor(text)));
      return matches.find(({ kind }) => kind === 'connection') ?? matches[0] ?? { kind: 'invalid' };
    },
  };
}
