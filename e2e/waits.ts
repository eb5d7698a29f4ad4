import { callAws } from './aws-wire';
import type { LocalAws } from './stack';
import { expect, type Stack } from './with-local-aws';

/** An index that was just started reads the past first; what is opened is read ahead of it, but not in no time. */
export const FIRST_READ = { timeout: 60_000 };

const QUICK = [{ durationMs: 5, output: {} }];
const HELD = [{ hold: true }];
/** Large enough to need an approval, and held wherever it would go on to. */
const LARGE_ORDER = {
  ValidateOrder: QUICK,
  ReserveStock: QUICK,
  ApproveLargeOrder: HELD,
  ChargeCard: HELD,
  CancelOrder: HELD,
};
const BATCH = { CheckSanctions: QUICK, ApprovePayout: HELD, ReleaseFunds: HELD, BookPayouts: HELD };

/** The states of a batch that wait, in the order in which it comes to them. */
const BATCH_WAITS = ['ApprovePayout', 'ReleaseFunds', 'BookPayouts'] as const;

/** A task under way in the local AWS. Its token is what no answer of the product may show. */
export type Task = { readonly state: string; readonly scheduledEventId: number; readonly token: string | null };

/** A task of an execution, with where the product shows it. */
export type Wait = Task & {
  readonly executionArn: string;
  readonly name: string;
  /** Its page, and its resource in the API. */
  readonly page: string;
  readonly api: string;
};

/** An order that waits for its approval. `what` begins its name. */
export async function waitingOrder(stack: Stack, what: string): Promise<Wait> {
  const order = await stack.start('order-fulfilment', nameOf(what), LARGE_ORDER, { amount: 4_000 });
  return onlyWait(await waitsOf(stack.aws, order, 'ApproveLargeOrder'));
}

type Batch = {
  /** Where it stops; everything before that is answered at once. */
  readonly at: (typeof BATCH_WAITS)[number];
  readonly payouts?: number;
  readonly approvalSeconds?: number;
};

/** A batch of payouts that waits, once for each payout where these are to be approved. */
export async function waitingBatch(stack: Stack, what: string, batch: Batch): Promise<readonly Wait[]> {
  const { at, payouts = 1, approvalSeconds = 86_400 } = batch;
  const before = BATCH_WAITS.slice(0, BATCH_WAITS.indexOf(at));
  const script = { ...BATCH, ...Object.fromEntries(before.map((state) => [state, QUICK])) };
  const list = Array.from({ length: payouts }, (_, index) => ({
    payoutId: `po-${index + 1}`,
    supplier: 'Lumen Optics',
    amount: 120.5,
  }));
  const input = { batchId: 'batch-of-a-test', payouts: list, approvalSeconds };
  const started = await stack.start('supplier-payouts', nameOf(what), script, input);
  return waitsOf(stack.aws, started, at, at === 'ApprovePayout' ? payouts : 1);
}

/** The only one there is. */
export function onlyWait(waits: readonly Wait[]): Wait {
  const [wait] = waits;
  if (wait === undefined || waits.length > 1) throw new Error(`${waits.length} tasks wait`);
  return wait;
}

function nameOf(what: string): string {
  return `${what}-${Date.now()}`;
}

type Started = { readonly executionArn: string; readonly name: string };

/** Waits until that many tasks of a state are under way, and gives them in the order in which they began. */
export async function waitsOf(aws: LocalAws, started: Started, state: string, count = 1): Promise<readonly Wait[]> {
  const find = async () => (await tasksOf(aws, started.executionArn)).filter((task) => task.state === state);
  await expect.poll(async () => (await find()).length, FIRST_READ).toBe(count);
  return (await find()).map((task) => toWait(started, task)).toSorted(byAge);
}

function toWait({ executionArn, name }: Started, task: Task): Wait {
  return {
    ...task,
    executionArn,
    name,
    page: `/approvals?id=${encodeURIComponent(`${task.scheduledEventId}.${executionArn}`)}`,
    api: `/api/v1/approvals/${encodeURIComponent(executionArn)}/${task.scheduledEventId}`,
  };
}

function byAge(one: Task, other: Task): number {
  return one.scheduledEventId - other.scheduledEventId;
}

/** What is under way in an execution, by the local AWS itself. */
export async function tasksOf(aws: LocalAws, executionArn: string): Promise<readonly Task[]> {
  const answer = await aws.control('GET', `tasks?executionArn=${encodeURIComponent(executionArn)}`);
  if (!hasMember(answer, 'tasks') || !Array.isArray(answer.tasks)) throw new Error('no tasks in the answer');
  return answer.tasks.map((task) => ({
    state: String(task.state),
    scheduledEventId: Number(task.scheduledEventId),
    token: typeof task.token === 'string' ? task.token : null,
  }));
}

/** Every task token that the local AWS has given out, those that are over among them. */
export async function tokensOf(aws: LocalAws): Promise<readonly string[]> {
  const answer = await aws.control('GET', 'tokens');
  if (!hasMember(answer, 'tokens') || !Array.isArray(answer.tokens)) throw new Error('no tokens in the answer');
  return answer.tokens.map(String);
}

/** How many answers to tasks have reached the local AWS, whatever came of them. Heartbeats are none. */
export async function answersSent(aws: LocalAws): Promise<number> {
  const state = await aws.control('GET', 'state');
  if (!hasMember(state, 'calls') || typeof state.calls !== 'object') throw new Error('no calls in the answer');
  const counts = Object.entries(state.calls ?? {}).filter(([action]) => /:SendTask(Success|Failure)$/.test(action));
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

/** An event as it comes over the wire. */
export type WireEvent = Readonly<Record<string, unknown>> & { readonly id: number; readonly type: string };

/** The history of an execution as AWS tells it, without any code of the product. */
export async function eventsOf(
  aws: LocalAws,
  { executionArn }: Pick<Wait, 'executionArn'>,
): Promise<readonly WireEvent[]> {
  const events = await callAws(aws.url, 'GetExecutionHistory', { executionArn, maxResults: 1000 }, 'events');
  if (!Array.isArray(events)) throw new Error('no events');
  return events;
}

function hasMember<Name extends string>(value: unknown, name: Name): value is Readonly<Record<Name, unknown>> {
  return typeof value === 'object' && value !== null && name in value;
}
