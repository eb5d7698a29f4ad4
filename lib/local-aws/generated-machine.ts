import type { MachineSource } from './engine/state-machine';
import { fails, type MachineScript, succeeds, type TaskCall } from './engine/task-script';
import type { JsonMap } from './json-value';
import type { Random } from './random';
import { lambdaArn } from './workload/machine-plan';

/** A state as a definition has it. */
type StateText = { readonly [member: string]: unknown };

const RESOURCES = [
  lambdaArn('generated'),
  'arn:aws:states:::lambda:invoke',
  'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
  'arn:aws:states:::ecs:runTask.sync',
  'arn:aws:states:::aws-sdk:dynamodb:updateItem',
];

/** One character more than a result may have. */
const TOO_LARGE = 262_143;

/** What the states below a Map are given of what those around it have. */
const HANDED_DOWN = { 'items.$': '$.items', 'flag.$': '$.flag', 'limits.$': '$.limits' };

/** What every generated machine is started with: its paths lead there. */
export function generatedInput(flag: number, items: number): JsonMap {
  return {
    flag,
    items: Array.from({ length: items }, (_, index) => ({ index })),
    limits: { timeout: 4, heartbeat: 3, count: 1, percentage: 40 },
  };
}

const ERRORS = ['Probe.One', 'Probe.Two', 'Lambda.TooManyRequestsException'];

/**
 * A machine of every state type in every nesting, with retries, catches, time-outs and tasks that often fail: what the
 * rules of histories are checked on. The same randomness gives the same machine.
 */
export function generateMachine(random: Random, number: number, createdMs: number): MachineSource {
  const builder = new DefinitionBuilder(random);
  const definition = builder.states(random.between(1, 5), 2);
  return {
    name: `generated-${number}`,
    type: 'STANDARD',
    definition: random.chance(0.1) ? { ...definition, TimeoutSeconds: random.between(1, 30) } : definition,
    script: builder.script,
    logs: { level: 'OFF', includeExecutionData: false, group: null },
    createdMs,
  };
}

class DefinitionBuilder {
  readonly script: Record<string, MachineScript[string]> = {};
  #count = 0;
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A line of states; `depth` is how many more levels may lie below. */
  states(length: number, depth: number) {
    const names = Array.from({ length }, () => this.#name());
    const failName = this.#name();
    const entries = names.map((name, index): [string, StateText] => {
      const next = names[index + 1];
      return [name, this.#state(name, next === undefined ? { End: true } : { Next: next }, failName, depth)];
    });
    // A state that nothing leads to is refused.
    const leadsToFail = JSON.stringify(entries).includes(`"${failName}"`);
    const fail = this.#random.chance(0.5)
      ? { Error: 'Probe.Fail', Cause: 'by definition' }
      : { ErrorPath: '$$.State.Name', CausePath: "States.Format('flag {}', $.flag)" };
    return {
      StartAt: names[0] ?? failName,
      States: Object.fromEntries([...entries, ...(leadsToFail ? [[failName, { Type: 'Fail', ...fail }]] : [])]),
    };
  }

  #state(name: string, next: StateText, failName: string, depth: number): StateText {
    const kind = this.#random.between(1, depth > 0 ? 10 : 6);
    if (kind <= 3) return this.#task(name, next, failName);
    if (kind === 4 && this.#random.chance(0.4)) return this.#jsonataPass(next);
    if (kind === 4 && this.#random.chance(0.6)) return this.#functions(next);
    if (kind === 4) return { Type: 'Pass', Result: { from: name }, ResultPath: '$.pass', ...next };
    if (kind === 5) return { Type: 'Wait', Seconds: this.#random.between(0, 5), ...next };
    if (kind === 6) return this.#choice(next, failName);
    if (kind <= 8) {
      const branches = Array.from({ length: this.#random.between(1, 3) }, () =>
        this.states(this.#random.between(1, 3), depth - 1),
      );
      return { Type: 'Parallel', Branches: branches, ResultPath: '$.branches', ...this.#handling(failName), ...next };
    }
    return this.#map(next, failName, depth);
  }

  #map(next: StateText, failName: string, depth: number): StateText {
    const isDistributed = this.#random.chance(0.3);
    const processor = this.states(this.#random.between(1, 3), depth - 1);
    const isBatched = isDistributed && this.#random.chance(0.4);
    const mode = isDistributed ? { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } } : {};
    const tolerated = this.#random.pick([
      { ToleratedFailurePercentage: 40 },
      { ToleratedFailurePercentagePath: '$.limits.percentage' },
      { ToleratedFailureCountPath: '$.limits.count' },
    ]);
    return {
      Type: 'Map',
      ItemsPath: '$.items',
      ...(this.#random.chance(0.7)
        ? { MaxConcurrency: this.#random.between(0, 3) }
        : { MaxConcurrencyPath: '$.limits.count' }),
      ItemSelector: { 'item.$': '$$.Map.Item.Value', ...HANDED_DOWN },
      ...(isBatched ? { ItemBatcher: { MaxItemsPerBatch: this.#random.between(1, 3), BatchInput: HANDED_DOWN } } : {}),
      ItemProcessor: { ...mode, ...(isBatched ? this.#unpacked(processor) : processor) },
      ...(isDistributed ? tolerated : {}),
      ResultPath: '$.mapped',
      ...this.#handling(failName),
      ...next,
    };
  }

  /** A batch brings what its states ask for one level further down. */
  #unpacked({ StartAt, States }: { readonly StartAt: string; readonly States: StateText }) {
    const name = this.#name();
    const unpack = { Type: 'Pass', InputPath: '$.BatchInput', Next: StartAt };
    return { StartAt: name, States: { [name]: unpack, ...States } };
  }

  /** What paths and functions give, and now and then what none can. */
  #functions(next: StateText): StateText {
    const call = this.#random.pick([
      'States.ArrayUnique(States.Array($.flag, States.MathRandom(1, 9), States.UUID()))',
      "States.Hash(States.JsonToString($.items), 'SHA-256')",
      "States.ArrayGetItem(States.StringSplit('a,b;c', ',;'), $.flag)",
      'States.ArrayPartition(States.ArrayRange(1, $.flag, 2), 2)',
      '$..index',
      '$.items[?(@.index > 1)]',
      '$.items[-2:].index',
    ]);
    return { Type: 'Pass', Parameters: { 'value.$': call }, ResultPath: '$.pass', ...next };
  }

  /** Sets a variable and adds a member, or asks for what is nowhere. */
  #jsonataPass(next: StateText): StateText {
    const expression = this.#random.chance(0.8) ? "$merge([$states.input, {'pass': 1}])" : '$nowhere';
    const Assign = { seen: '{% $states.input.flag %}' };
    return { Type: 'Pass', QueryLanguage: 'JSONata', Assign, Output: `{% ${expression} %}`, ...next };
  }

  #task(name: string, next: StateText, failName: string): StateText {
    this.script[name] = (call) => this.#behave(call);
    const resource = this.#random.pick(RESOURCES);
    const isRequest = resource.includes(':states:::');
    return {
      Type: 'Task',
      Resource: resource,
      ...(isRequest
        ? { Parameters: { 'flag.$': '$.flag', ...(resource.endsWith('Token') ? { 'token.$': '$$.Task.Token' } : {}) } }
        : {}),
      ...(this.#random.chance(0.8) ? this.#limit('TimeoutSeconds', 4) : {}),
      ...(this.#random.chance(0.2) ? this.#limit('HeartbeatSeconds', 3) : {}),
      ResultPath: '$.result',
      ...this.#handling(failName),
      ...next,
    };
  }

  /** In the definition, or where its input says. */
  #limit(member: 'TimeoutSeconds' | 'HeartbeatSeconds', seconds: number): StateText {
    const path = member === 'TimeoutSeconds' ? '$.limits.timeout' : '$.limits.heartbeat';
    return this.#random.chance(0.6) ? { [member]: seconds } : { [`${member}Path`]: path };
  }

  #choice(next: StateText, failName: string): StateText {
    const target = next['Next'];
    return {
      Type: 'Choice',
      Choices: [{ Variable: '$.flag', NumericLessThan: 8, Next: target ?? failName }],
      ...(this.#random.chance(0.8) ? { Default: failName } : {}),
    };
  }

  #handling(failName: string): StateText {
    const retry = {
      ErrorEquals: [this.#random.pick([...ERRORS, 'States.ALL'])],
      IntervalSeconds: 1,
      MaxAttempts: this.#random.pick([0, 2, 2, 3]),
      ...(this.#random.chance(0.5) ? { MaxDelaySeconds: 2 } : {}),
      JitterStrategy: this.#random.pick(['FULL', 'NONE']),
    };
    return {
      ...(this.#random.chance(0.5) ? { Retry: [retry] } : {}),
      ...(this.#random.chance(0.3)
        ? { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: failName }] }
        : {}),
    };
  }

  #behave({ random, input }: TaskCall) {
    const share = random.next();
    if (share < 0.05) return succeeds(null, {});
    if (share < 0.06) return succeeds(random.latencyMs(400), 'x'.repeat(TOO_LARGE));
    if (share < 0.25) return fails(random.latencyMs(400), random.pick(ERRORS), 'on purpose');
    return succeeds(random.latencyMs(300), { echo: input });
  }

  #name(): string {
    this.#count += 1;
    return `S${this.#count}`;
  }
}
