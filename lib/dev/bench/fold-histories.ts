import { isJsonObject, type JsonObject } from '@/lib/base/json';
import { type Body, type BuiltEvent, type Chain, HistoryBuilder, toLogLines } from '@/lib/testing/history-builder';

/** The histories that the fold is measured on, by what makes each hard. All end as soon as they have `events` events. */
export const FOLD_SHAPES = ['deep-parallel', 'wide-map', 'aborted-map', 'long-loop', 'many-retries'] as const;
export type FoldShape = (typeof FOLD_SHAPES)[number];

/** Bytes of input, output and cause for each event, on average over the whole history. */
const PAYLOAD_BYTES = 400;

/** Members of event details that hold what users' states pass on. */
const PAYLOAD_MEMBERS = ['input', 'output', 'cause'] as const;

/** A history as the text of a `GetExecutionHistory` answer. */
export function historyText(shape: FoldShape, events: number): string {
  return JSON.stringify({ events: withPayloads(builtHistory(shape, events)) });
}

/** The same as log lines, one JSON text each, in the order in which a log hands them out: not quite by id. */
export function logTexts(shape: FoldShape, events: number, executionArn: string): readonly string[] {
  const lines = toLogLines(withPayloads(builtHistory(shape, events)), executionArn);
  return lines.map((line) => JSON.stringify(line)).toSorted((a, b) => deliveryOf(a) - deliveryOf(b));
}

/** Lines change places within some dozens, as their delivery times differ. Any fixed mixing does. */
function deliveryOf(line: string): number {
  const id = Number(/"id":"(\d+)"/.exec(line)?.[1]);
  return id + ((id * 7_919) % 61);
}

function builtHistory(shape: FoldShape, events: number): readonly BuiltEvent[] {
  const history = new HistoryBuilder();
  const chain = history.chain();
  // What is after `events` is left out: a history that is still being written.
  const isLong = () => history.events.length >= events;
  switch (shape) {
    case 'deep-parallel':
      for (let at = 0; !isLong(); at += 1) chain.parallel(`Parallel${at}`, nestedBranches(`${at}`, 4));
      break;
    case 'wide-map':
      // A Pass makes four events of an iteration, a Lambda task seven: five on average.
      chain.map(
        'Items',
        Array.from({ length: Math.ceil(events / 5) }, (_, index) => (item: Chain) => {
          if (index % 3 === 0) item.task('PriceItem', { family: 'LambdaFunction', resource: LAMBDA });
          else item.state('Pass', 'SkipItem');
        }),
      );
      break;
    case 'aborted-map':
      abortedMap(history, chain, Math.ceil(events / 5));
      break;
    case 'long-loop':
      while (!isLong()) chain.task('Poll').state('Wait', 'Pause').state('Choice', 'IsDone?');
      break;
    case 'many-retries':
      for (let at = 0; !isLong(); at += 1) chain.task(`Flaky${at % 20}`, { attempts: RETRIED });
      break;
  }
  return history.events.slice(0, events);
}

const LAMBDA = 'arn:aws:lambda:eu-west-1:123456789012:function:price-item';
const RETRIED = [...Array.from({ length: 40 }, () => 'Lambda.TooManyRequestsException'), 'ok'];

/** Every iteration works at the same time, the first one fails, and all others are ended because of it. */
function abortedMap(history: HistoryBuilder, chain: Chain, items: number): void {
  chain.open('Map', 'Items');
  const started = history.add('MapStateStarted', chain.at, { length: items });
  const indexes = Array.from({ length: items }, (_, index) => index);
  const iterations = indexes.map((index) => history.add('MapIterationStarted', started, { name: 'Items', index }));
  const tasks = iterations.map((iteration) =>
    history.chain(iteration).task('PriceItem', { family: 'LambdaFunction', resource: LAMBDA, attempts: ['scheduled'] }),
  );
  const failed = history.add('LambdaFunctionTimedOut', tasks[0]?.at ?? 0, { error: 'States.Timeout' });
  history.add('MapIterationFailed', failed, { name: 'Items', index: 0 });
  for (const index of indexes.slice(1)) {
    history.add('TaskStateAborted', failed);
    history.add('MapIterationAborted', failed, { name: 'Items', index });
  }
  history.add('MapStateFailed', failed);
}

function nestedBranches(prefix: string, depth: number): Body[] {
  return [0, 1, 2].map((branch) => (chain: Chain) => {
    const name = `${prefix}-${branch}`;
    chain.task(`Work${name}`);
    if (depth > 1) chain.parallel(`Parallel${name}`, nestedBranches(name, depth - 1));
  });
}

function withPayloads(events: readonly BuiltEvent[]): readonly BuiltEvent[] {
  const carrying = Math.max(1, events.filter((event) => payloadMembers(event).length > 0).length);
  const bytes = Math.round((PAYLOAD_BYTES * events.length) / carrying);
  return events.map((event) => {
    const [key, details] = detailsOf(event);
    const filled = payloadMembers(event).map((member) => [member, payloadText(event.id, bytes)]);
    return { ...event, [key]: { ...details, ...Object.fromEntries(filled) } };
  });
}

function payloadMembers(event: BuiltEvent): readonly string[] {
  const [, details] = detailsOf(event);
  return PAYLOAD_MEMBERS.filter((member) => member in details);
}

function detailsOf(event: BuiltEvent): [string, JsonObject] {
  for (const [key, value] of Object.entries(event)) if (isJsonObject(value)) return [key, value];
  return ['details', {}];
}

/** JSON text of about that many bytes, different for each event, with the quotes that make it long when it is quoted. */
function payloadText(id: number, bytes: number): string {
  const head = {
    orderId: `ord-${id}`,
    amount: id % 1_000,
    currency: 'EUR',
    items: [{ sku: `KB-${id % 97}`, count: 1 }],
  };
  const length = Math.max(0, bytes - JSON.stringify(head).length - 20);
  return JSON.stringify({ ...head, note: 'customer asked for delivery after six. '.repeat(40).slice(0, length) });
}
