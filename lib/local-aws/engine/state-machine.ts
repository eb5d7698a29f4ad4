import type { Definition, TaskState } from '../language/definition';
import { parseDefinition } from '../language/parse-definition';
import { parseTaskResource, startsExecution } from './task-resource';
import type { MachineScript } from './task-script';

export type LogLevel = 'ALL' | 'ERROR' | 'FATAL' | 'OFF';

/** Where and how much a machine logs. */
export type LogSettings = {
  readonly level: LogLevel;
  readonly includeExecutionData: boolean;
  /** `null` exactly when the level is OFF. */
  readonly group: string | null;
};

/** What a workload says about a machine. */
export type MachineSource = {
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  /** Amazon States Language as an object, serialised when the machine is made. */
  readonly definition: object;
  readonly script: MachineScript;
  readonly logs: LogSettings;
  readonly createdMs: number;
  /** Published versions and what names them, oldest first; none where it is left out. */
  readonly versions?: readonly MachineVersion[];
  readonly aliases?: readonly MachineVersion[];
  readonly tags?: Readonly<Record<string, string>>;
};

/** A version (`3`) or an alias (`live`) of a machine; the name ends its ARN. */
export type MachineVersion = { readonly name: string; readonly createdMs: number };

/** A state machine of one account and region. */
export type StateMachine = {
  readonly arn: string;
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly definitionText: string;
  readonly definition: Definition;
  readonly script: MachineScript;
  readonly roleArn: string;
  readonly logs: LogSettings;
  readonly createdMs: number;
  readonly versions: readonly MachineVersion[];
  readonly aliases: readonly MachineVersion[];
  readonly tags: Readonly<Record<string, string>>;
};

/** @throws InvalidDefinition when the definition cannot run here, Error when a Task of it has no script */
export function createStateMachine(source: MachineSource, account: string, region: string): StateMachine {
  const { definition, ...rest } = source;
  const definitionText = JSON.stringify(definition, null, 2);
  const parsed = parseDefinition(definitionText);
  const tasks = tasksOf(parsed).filter(({ resource }) => !startsExecution(parseTaskResource(resource)));
  const scripted = tasks.map(({ name }) => name);
  for (const state of [...scripted, ...readersOf(parsed)]) {
    if (!Object.hasOwn(source.script, state)) throw new Error(`${source.name}: no script says what ${state} does`);
  }
  return {
    versions: [],
    aliases: [],
    tags: {},
    ...rest,
    arn: `arn:aws:states:${region}:${account}:stateMachine:${source.name}`,
    roleArn: `arn:aws:iam::${account}:role/${source.name}-states`,
    definitionText,
    definition: parsed,
  };
}

/** Every Task of a definition, at any depth. */
export function tasksOf(definition: Definition): readonly TaskState[] {
  return [...definition.states.values()].flatMap((state) => {
    if (state.type === 'Task') return [state];
    if (state.type === 'Parallel') return state.branches.flatMap(tasksOf);
    return state.type === 'Map' ? tasksOf(state.processor) : [];
  });
}

/** The Maps of a definition whose items an `ItemReader` finds. */
function readersOf(definition: Definition): readonly string[] {
  return [...definition.states.values()].flatMap((state) => {
    if (state.type === 'Parallel') return state.branches.flatMap(readersOf);
    if (state.type !== 'Map') return [];
    return [...(state.distributed?.hasReader ? [state.name] : []), ...readersOf(state.processor)];
  });
}
