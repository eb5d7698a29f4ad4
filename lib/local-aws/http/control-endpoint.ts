import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Execution } from '../engine/execution';
import type { TaskBehaviour, TaskResult } from '../engine/task-script';
import { isList, isMap, type JsonMap, type JsonValue, numberIn, textIn, tryParseValue } from '../json-value';
import type { World } from '../world';
import { FAULT_KINDS } from './faults';
import { LIMIT_MODES } from './limits';
import { InvalidFault, readFault } from './read-fault';

/** Everything below this path is about the local AWS itself; AWS has nothing like it. */
export const CONTROL_PREFIX = '/__local/';

class BadRequest extends Error {}

type ControlCall = { readonly world: World; readonly body: JsonMap; readonly query: URLSearchParams };
type ControlAction = (call: ControlCall) => JsonMap;

/** What tests and demos may ask for, by method and path. */
const ACTIONS: Readonly<Record<string, ControlAction>> = {
  'GET state': ({ world }) => toState(world),
  'GET faults': ({ world }) => ({ kinds: FAULT_KINDS, faults: faultsOf(world) }),
  'PUT faults': setFault,
  'DELETE faults': ({ world, query }) => {
    world.faults.clear(query.get('action'));
    return toState(world);
  },
  'PUT limits': setLimits,
  'PUT logs': setLogOddities,
  'POST clock': advanceClock,
  'POST workload': ({ world, body }) => {
    world.workload.isPaused = body['paused'] === true;
    return toState(world);
  },
  'POST executions': startExecution,
  'GET tasks': ({ world, query }) => ({ tasks: tasksOf(findExecution(world, query.get('executionArn'))) }),
  'POST tasks': answerTask,
  'GET tokens': ({ world }) => ({ tokens: world.regions.flatMap(({ tokens }) => tokens.all) }),
};

/** Answers one control request with JSON: 200, or 400, 404 and 415 with the reason. */
export function answerControl(world: World, request: IncomingMessage, body: string, response: ServerResponse): void {
  const { status, answer } = act(world, request, body);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer));
}

function act(
  world: World,
  request: IncomingMessage,
  body: string,
): { readonly status: number; readonly answer: JsonMap } {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const action = ACTIONS[`${request.method} ${url.pathname.slice(CONTROL_PREFIX.length)}`];
  if (action === undefined) return { status: 404, answer: { error: `nothing at ${url.pathname}` } };
  // A form of another web page cannot send JSON without asking first, so this keeps browsers' strangers out.
  const isJson = request.method === 'GET' || /^application\/json\b/.test(request.headers['content-type'] ?? '');
  if (!isJson) return { status: 415, answer: { error: 'send content-type: application/json' } };
  try {
    world.clock.catchUp();
    const parsed = tryParseValue(body === '' ? '{}' : body);
    if (!isMap(parsed)) throw new BadRequest('the body must be a JSON object');
    return { status: 200, answer: action({ world, body: parsed, query: url.searchParams }) };
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    return { status: 400, answer: { error: error.message } };
  }
}

function setFault({ world, body }: ControlCall): JsonMap {
  try {
    world.faults.set(readFault(body));
  } catch (error) {
    if (error instanceof InvalidFault) throw new BadRequest(error.message);
    throw error;
  }
  return toState(world);
}

/** Begins anew with full buckets and without counts, also in the mode that it has. */
function setLimits({ world, body }: ControlCall): JsonMap {
  const named = textIn(body, 'mode');
  const mode = LIMIT_MODES.find((known) => known === named);
  if (mode === undefined) throw new BadRequest(`mode must be one of ${LIMIT_MODES.join(', ')}`);
  world.limits.set(mode);
  return toState(world);
}

/** Makes what is logged from now on as odd as told, in the account and region named or else where the workload runs. */
function setLogOddities({ world, body }: ControlCall): JsonMap {
  const place = {
    account: textIn(body, 'account') ?? world.home.account,
    region: textIn(body, 'region') ?? world.home.region,
  };
  world.regionOf(place).logOddities = {
    doubledLines: shareIn(body, 'doubledLines'),
    doubledRuns: shareIn(body, 'doubledRuns'),
  };
  return toState(world);
}

function shareIn(body: JsonMap, member: string): number {
  const share = numberIn(body, member) ?? 0;
  if (share < 0 || share > 1) throw new BadRequest(`${member} must be from 0 to 1`);
  return share;
}

function advanceClock({ world, body }: ControlCall): JsonMap {
  const advanceMs = numberIn(body, 'advanceMs');
  if (advanceMs === undefined || advanceMs < 0) throw new BadRequest('advanceMs must be a number of milliseconds');
  world.clock.advance(advanceMs);
  return toState(world);
}

/** Starts an execution whose named states behave as told, attempt by attempt; the rest follow the machine's script. */
function startExecution({ world, body }: ControlCall): JsonMap {
  const sample = world.workload.sampleStart(textIn(body, 'machine') ?? '');
  if (sample === null) throw new BadRequest('machine must name a machine of this workload');
  const script = body['script'] ?? {};
  if (!isMap(script)) throw new BadRequest('script must map state names to lists of behaviours');
  const overrides = Object.fromEntries(Object.entries(script).map(([state, list]) => [state, toBehaviours(list)]));
  const { region, request } = sample;
  const execution = region.start({
    ...request,
    name: textIn(body, 'name') ?? request.name ?? '',
    input: body['input'] ?? request.input,
    overrides,
  });
  return { executionArn: execution.arn, name: execution.name };
}

function toBehaviours(list: JsonValue): readonly TaskBehaviour[] {
  if (!isList(list)) throw new BadRequest('a state needs a list of behaviours, one per attempt');
  return list.map((item) => {
    if (!isMap(item)) throw new BadRequest('a behaviour is an object');
    return { durationMs: item['hold'] === true ? null : (numberIn(item, 'durationMs') ?? 50), result: toResult(item) };
  });
}

/** `{output}` succeeds, `{error, cause}` fails. */
function toResult(item: JsonMap): TaskResult {
  const error = textIn(item, 'error');
  if (error === undefined) return { kind: 'succeeded', output: item['output'] ?? {} };
  return { kind: 'failed', error, cause: textIn(item, 'cause') ?? null };
}

/** Ends the attempt that a state is in, whether it is held, waits for a token or works. */
function answerTask({ world, body }: ControlCall): JsonMap {
  const execution = findExecution(world, textIn(body, 'executionArn') ?? null);
  const state = textIn(body, 'state');
  const tasks = [...execution.inFlight.values()].filter((task) => task.state === state);
  if (tasks.length === 0) throw new BadRequest(`no attempt of ${state} is under way in ${execution.name}`);
  for (const task of tasks) task.answer(toResult(body));
  return { answered: tasks.length };
}

function tasksOf(execution: Execution): readonly JsonMap[] {
  return [...execution.inFlight.values()].map(({ state, scheduledEventId, token }) => ({
    state,
    scheduledEventId,
    waitsForToken: token !== null,
    token,
  }));
}

function findExecution(world: World, arn: string | null): Execution {
  const found = world.regions.map(({ executions, scripted }) => executions.get(arn ?? '') ?? scripted.get(arn ?? ''));
  const execution = found.find((one) => one !== undefined);
  if (execution === undefined) throw new BadRequest('executionArn names no execution that is kept');
  return execution;
}

function faultsOf(world: World): readonly JsonMap[] {
  return world.faults.all.map((fault) => ({ ...fault }));
}

function toState(world: World): JsonMap {
  const executions = world.regions.flatMap((target) => [...target.executions.values()]);
  return {
    now: new Date(world.clock.nowMs).toISOString(),
    paused: world.workload.isPaused,
    faults: faultsOf(world),
    limits: { mode: world.limits.mode, calls: world.limits.counts.map((count) => ({ ...count })) },
    calls: Object.fromEntries(world.calls),
    machines: world.regions
      .flatMap(({ machines }) => [...machines.values()])
      .map(({ arn, name, type }) => ({ arn, name, type })),
    executions: world.regions.reduce((sum, { past }) => sum + past.size, executions.length),
    running: executions.filter(({ status }) => status === 'RUNNING').length,
  };
}
