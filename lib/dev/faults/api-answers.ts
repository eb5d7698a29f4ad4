import { isJsonObject } from '@/lib/base/json';
import { ENDPOINTS } from '@/lib/contract/endpoints';
import { localCaller } from '@/lib/domain/access';
import { HOTSPOT_MEASURES } from '@/lib/domain/hotspots';
import type { Services } from '@/lib/server/container';
import { AppError } from '@/lib/server/errors';

/** Answers by the question that they answer. */
export type Answers = ReadonlyMap<string, unknown>;

type Window = { readonly from: string; readonly to: string };
type Ask = (operation: string, input: object) => Promise<unknown>;

/** What tells of now or of this process and not of what AWS holds, by name, and why it differs from one start to the next. */
const OF_THE_MOMENT: ReadonlySet<string> = new Set([
  'readDate', // when AWS was last asked
  'freshDate', // the same of a machine
  'serverDate', // the clock
  'version', // counts the changes that this index saw
  'remainingMs', // until a deadline, which is compared itself
  'soonestRemainingMs',
]);

/** Operations that are left out, and why. */
const NOT_OF_THE_INDEX: ReadonlySet<string> = new Set([
  'listConnections', // tells of this process: when it asked AWS, and with which budget
  'getSync', // the same: how far it has come
  'getMapRun', // read from AWS whenever it is asked; the index holds no map run
  'listMapRunExecutions', // the same
]);

/** Operations that read and that no answer is of: a new one, or one that nothing led to. */
export function unaskedOperations(answers: Answers): readonly string[] {
  const asked = new Set([...answers.keys()].map((question) => question.split(' ')[0]));
  return ENDPOINTS.filter(({ method }) => method === 'get')
    .map(({ operation }) => operation)
    .filter((operation) => !asked.has(operation) && !NOT_OF_THE_INDEX.has(operation));
}

/** Every question that the API takes, over everything that it lists: all answers, without what is of the moment. */
export async function askEverything(services: Services, window: Window): Promise<Answers> {
  const answers = new Map<string, unknown>();
  const ask: Ask = async (operation, input) => {
    const answer = await askOne(services, operation, input);
    answers.set(`${operation} ${JSON.stringify(input)}`, withoutMoment(answer));
    return answer;
  };
  await ask('getOverview', window);
  await ask('getOpenApi', {});
  for (const by of HOTSPOT_MEASURES) await ask('listHotspots', { ...window, by });
  const machines = arnsOf(await ask('listMachines', window), 'stateMachineArn');
  for (const arn of machines) await askOfMachine(ask, arn, window);
  for (const view of ['waiting', 'decided', 'expired']) await askOfApprovals(ask, view);
  await ask('listAudit', {});
  const executions = await askOfLists(ask, window);
  for (const arn of executions) await askOfExecution(ask, arn);
  return answers;
}

async function askOfMachine(ask: Ask, arn: string, window: Window): Promise<void> {
  for (const operation of ['getMachine', 'getDurations', 'getMatrix']) await ask(operation, { arn, ...window });
  await ask('getMachineGraph', { arn });
  const hotspots = await ask('getHotspots', { arn, ...window });
  for (const state of namesIn(hotspots, 'states', 'state')) await ask('listFailures', { arn, state, ...window });
}

async function askOfApprovals(ask: Ask, view: string): Promise<void> {
  const answer = await ask('listApprovals', { view });
  for (const item of itemsOf(answer)) {
    await ask('getApproval', { arn: item['executionArn'], eventId: item['eventId'] });
  }
}

/** Lists with every kind of filter, page by page; answers the ARNs of all executions. */
async function askOfLists(ask: Ask, window: Window): Promise<ReadonlySet<string>> {
  const arns = new Set<string>();
  const filters = [
    {},
    { sort: 'duration' },
    { status: ['FAILED', 'TIMED_OUT'] },
    { minRetries: 1 },
    { redriven: 'true' },
    { minDurationMs: 1_000 },
    { q: 'declined' },
    { state: 'ChargeCard', seen: 'failing' },
  ];
  for (const filter of filters) {
    for (let cursor: unknown = null; ; ) {
      const answer = await ask('listExecutions', {
        ...window,
        ...filter,
        limit: 40,
        ...(typeof cursor === 'string' && { cursor }),
      });
      for (const arn of arnsOf(answer, 'executionArn')) arns.add(arn);
      cursor = isJsonObject(answer) ? answer['nextCursor'] : null;
      if (cursor === null || cursor === undefined) break;
    }
  }
  return arns;
}

async function askOfExecution(ask: Ask, arn: string): Promise<void> {
  const answer = await ask('getExecution', { arn });
  for (const operation of ['getTimeline', 'listEvents', 'getExecutionGraph', 'getDefinition'])
    await ask(operation, { arn });
  const id = isJsonObject(answer) ? answer['inputEventId'] : null;
  if (typeof id === 'number') await ask('getEventPayload', { arn, id });
}

/** What the API would answer, or the code of its refusal. */
async function askOne(services: Services, operation: string, input: object): Promise<unknown> {
  const endpoint = ENDPOINTS.find((one) => one.operation === operation);
  const service: unknown = Reflect.get(services, operation);
  if (typeof service !== 'function') throw new Error(`there is no ${operation}`);
  const parsed = endpoint === undefined ? input : endpoint.request.parse(input);
  try {
    const answer: unknown = await service({ ...parsed, caller: localCaller });
    // As it leaves the server.
    return endpoint === undefined ? answer : endpoint.response.parse(JSON.parse(JSON.stringify(answer)));
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return { refused: thrown.code, message: thrown.message };
  }
}

function withoutMoment(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMoment);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !OF_THE_MOMENT.has(name));
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutMoment(member)]));
}

function itemsOf(answer: unknown, member = 'items'): readonly Record<string, unknown>[] {
  const items = isJsonObject(answer) ? answer[member] : null;
  return Array.isArray(items) ? items.filter(isJsonObject) : [];
}

function arnsOf(answer: unknown, member: string): readonly string[] {
  return namesIn(answer, 'items', member);
}

function namesIn(answer: unknown, list: string, member: string): readonly string[] {
  return itemsOf(answer, list).flatMap((item) => (typeof item[member] === 'string' ? [item[member]] : []));
}
