import { lambdaFails, type MachineScript, succeeds, type TaskCall } from '../engine/task-script';
import { isMap, type JsonMap, numberIn } from '../json-value';
import { lambdaArn } from '../workload/machine-plan';

/** How an execution under load can go; the number that an execution gets by its place in the series chooses one. */
const WAYS = [
  ...Array.from({ length: 14 }, () => 'succeeds' as const),
  'retried',
  'retried',
  'caught',
  'fails',
  'gives-up',
  'times-out',
] as const;

export const WAY_COUNT = WAYS.length;

/** Events of a task that succeeds: entered, scheduled, started, succeeded, exited. */
const EVENTS_OF_TASK = 5;

/** States in a row, as many as make about `events` events of an execution that succeeds. */
export function loadDefinition(events: number): object {
  const count = Math.max(1, Math.round((events - 2) / EVENTS_OF_TASK));
  const names = Array.from({ length: count }, (_, index) => `Step${index + 1}`);
  return {
    Comment: 'One task after the other',
    StartAt: 'Step1',
    States: {
      ...Object.fromEntries(names.map((name, index) => [name, stateOf(name, names[index + 1] ?? 'Done')])),
      Handled: { Type: 'Pass', Result: 'handled', ResultPath: '$.outcome', Next: 'Done' },
      Done: { Type: 'Succeed' },
    },
  };
}

function stateOf(name: string, next: string) {
  return {
    Type: 'Task',
    Resource: lambdaArn(`load-${name.toLowerCase()}`),
    TimeoutSeconds: 2,
    ResultPath: '$.last',
    Retry: [{ ErrorEquals: ['Load.Busy'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 2 }],
    Catch: [{ ErrorEquals: ['Load.Rejected'], ResultPath: '$.error', Next: 'Handled' }],
    Next: next,
  };
}

/** What the tasks do, for every state that the definition has. Only the first one has trouble. */
export function loadScript(definition: { readonly [member: string]: unknown }): MachineScript {
  const { States } = definition;
  const names = typeof States === 'object' && States !== null ? Object.keys(States) : [];
  return Object.fromEntries(names.filter((name) => name.startsWith('Step')).map((name) => [name, behave]));
}

/** What an execution of the series is started with. */
export function loadInput(name: string, way: number): JsonMap {
  return {
    name,
    way,
    customer: 'cus_4f1d',
    lines: [{ sku: 'KB-7731', quantity: 1 }],
    note: 'made by the load generator',
  };
}

function behave({ state, attempt, input, random }: TaskCall) {
  const way = state === 'Step1' ? WAYS[(isMap(input) ? numberIn(input, 'way') : 0) ?? 0] : 'succeeds';
  const busy = () =>
    lambdaFails(random.latencyMs(40), 'Load.Busy', 'no worker was free', ['at take (/var/task/load.js:12:9)']);
  if (way === 'gives-up' || (way === 'retried' && attempt === 0)) return busy();
  if (way === 'caught')
    return lambdaFails(30, 'Load.Rejected', 'refused by rule 7', ['at check (/var/task/load.js:31:9)']);
  if (way === 'fails')
    return lambdaFails(30, 'Load.Broken', 'the document has no total', ['at sum (/var/task/load.js:44:9)']);
  if (way === 'times-out') return succeeds(null, {});
  return succeeds(random.latencyMs(60, 0.5), { done: state, value: random.between(1, 9_999) });
}
