import type { Definition, TaskState } from '../language/definition';
import { parseDefinition } from '../language/parse-definition';
import type { LogOddities } from '../logs/log-oddities';
import { parseTaskResource, startsExecution } from './task-resource';
import type { MachineScript } from './task-script';

export type LogLevel = 'ALL' | 'ERROR' | 'FATAL' | 'OFF';

/** Where and how much a machine logs. */
export type LogSettings = {
  readonly level: LogLevel;
  readonly includeExecutionData: boolean;
  /** `null` exactly when the level is OFF. */
  readonly group: string | null;
  /** What is odd about the lines of this machine; as in its account where it is left out. */
  readonly oddities?: LogOddities;
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
  /** Versions published of this definition and what names the newest of them, oldest first; none where it is left out. */
  readonly versions?: readonly Named[];
  readonly aliases?: readonly Named[];
  readonly tags?: Readonly<Record<string, string>>;
};

/** A version (`3`) or an alias (`live`) of a machine; the name ends its ARN. */
type Named = { readonly name: string; readonly createdMs: number };

/** What an update of a machine replaces: executions keep that of their start (aws-facts §1.1). */
export type Revision = {
  readonly definitionText: string;
  readonly definition: Definition;
  readonly script: MachineScript;
  readonly roleArn: string;
  readonly logs: LogSettings;
  readonly updatedMs: number;
  /** `null` until the first update. */
  readonly revisionId: string | null;
};

export type MachineVersion = Named & { readonly revision: Revision };

/** `version` is the name of the version that it leads to. */
export type MachineAlias = Named & { readonly version: string };

/** A state machine of one account and region as it is at one time: an update makes another value of the same ARN. */
export type StateMachine = Revision & {
  readonly arn: string;
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly createdMs: number;
  readonly versions: readonly MachineVersion[];
  readonly aliases: readonly MachineAlias[];
  readonly tags: Readonly<Record<string, string>>;
  /** When its deletion was asked for, or `null`: it is there a little longer (aws-facts §1.1). */
  readonly deletedMs: number | null;
};

/** What an update says anew; what it leaves out stays. */
export type MachineUpdate = {
  readonly definition?: object;
  readonly script?: MachineScript;
  readonly logs?: LogSettings;
  readonly roleArn?: string;
  /** Publishes the outcome as the next version. */
  readonly publish?: boolean;
  /** An alias to lead to the version that is published, or to the newest there is; made where there is none. */
  readonly alias?: string;
};

/** Throws InvalidDefinition when a definition, as text, is none. */
export type DefinitionCheck = (text: string) => void;

/** @throws InvalidDefinition when the definition cannot run here, Error when a Task of it has no script */
export function createStateMachine(
  source: MachineSource,
  account: string,
  region: string,
  check: DefinitionCheck,
): StateMachine {
  const { definition, script, logs, versions = [], aliases = [], tags = {}, ...rest } = source;
  const revision: Revision = {
    ...toDefinition(source.name, definition, script, check),
    script,
    logs,
    roleArn: `arn:aws:iam::${account}:role/${source.name}-states`,
    updatedMs: source.createdMs,
    revisionId: null,
  };
  const newest = versions.at(-1)?.name;
  return {
    ...rest,
    ...revision,
    arn: `arn:aws:states:${region}:${account}:stateMachine:${source.name}`,
    versions: versions.map((version) => ({ ...version, revision })),
    aliases: newest === undefined ? [] : aliases.map((alias) => ({ ...alias, version: newest })),
    tags,
    deletedMs: null,
  };
}

/**
 * The machine after an update. One that changes nothing of the revision keeps its id, as publishing alone does.
 * @throws as `createStateMachine`
 */
export function updateStateMachine(
  machine: StateMachine,
  update: MachineUpdate,
  nowMs: number,
  newRevisionId: string,
  check: DefinitionCheck,
): StateMachine {
  const { definition, publish = false, alias, ...changed } = update;
  const script = update.script ?? machine.script;
  const isRevised = definition !== undefined || Object.keys(changed).length > 0;
  const revision: Revision = {
    ...toRevision(machine),
    ...changed,
    ...(definition === undefined ? {} : toDefinition(machine.name, definition, script, check)),
    ...(isRevised ? { updatedMs: nowMs, revisionId: newRevisionId } : {}),
  };
  if (definition === undefined) requireScripts(machine.name, revision.definition, script);
  const published = { name: nextVersion(machine), createdMs: nowMs, revision };
  const versions = publish ? [...machine.versions, published] : machine.versions;
  const newest = versions.at(-1)?.name;
  const isLed = alias !== undefined && newest !== undefined;
  const aliases = isLed ? leading(machine.aliases, alias, newest, nowMs) : machine.aliases;
  return { ...machine, ...revision, versions, aliases };
}

function toRevision(machine: StateMachine): Revision {
  const { definitionText, definition, script, roleArn, logs, updatedMs, revisionId } = machine;
  return { definitionText, definition, script, roleArn, logs, updatedMs, revisionId };
}

function nextVersion({ versions }: StateMachine): string {
  return String(Number(versions.at(-1)?.name ?? 0) + 1);
}

function leading(aliases: readonly MachineAlias[], name: string, version: string, nowMs: number) {
  const createdMs = aliases.find((alias) => alias.name === name)?.createdMs ?? nowMs;
  return [...aliases.filter((alias) => alias.name !== name), { name, createdMs, version }];
}

function toDefinition(machineName: string, source: object, script: MachineScript, check: DefinitionCheck) {
  const definitionText = JSON.stringify(source, null, 2);
  check(definitionText);
  const definition = parseDefinition(definitionText);
  requireScripts(machineName, definition, script);
  return { definitionText, definition };
}

function requireScripts(machineName: string, definition: Definition, script: MachineScript): void {
  const tasks = tasksOf(definition).filter(({ resource }) => !startsExecution(parseTaskResource(resource)));
  const scripted = tasks.map(({ name }) => name);
  for (const state of [...scripted, ...readersOf(definition)]) {
    if (!Object.hasOwn(script, state)) throw new Error(`${machineName}: no script says what ${state} does`);
  }
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
