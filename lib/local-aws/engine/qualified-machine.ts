import type { JsonMap } from '../json-value';
import type { MachineVersion, StateMachine } from './state-machine';

/** The version, and the alias that led to it, that an execution was started by; both `null` for one started by neither. */
export type Qualifier = { readonly versionArn: string | null; readonly aliasArn: string | null };

export const UNQUALIFIED: Qualifier = { versionArn: null, aliasArn: null };

/** A machine as one of its versions has it. */
export type QualifiedMachine = {
  readonly machine: StateMachine;
  readonly version: MachineVersion;
  readonly by: Qualifier;
};

/**
 * What a version's number or an alias' name stands for, or `null` where the machine has neither of that name. The machine
 * keeps its own ARN: what an execution was started by stands beside it (aws-facts §1.1).
 */
export function findQualified(machine: StateMachine, qualifier: string): QualifiedMachine | null {
  const alias = machine.aliases.find(({ name }) => name === qualifier);
  const version = machine.versions.find(({ name }) => name === (alias?.version ?? qualifier));
  if (version === undefined) return null;
  const versionArn = `${machine.arn}:${version.name}`;
  const aliasArn = alias === undefined ? null : `${machine.arn}:${alias.name}`;
  return { machine: { ...machine, ...version.revision }, version, by: { versionArn, aliasArn } };
}

/** As lists, descriptions and the first event of an execution name it; what is `null` is left out. */
export function qualifierMembers({ versionArn, aliasArn }: Qualifier): JsonMap {
  return {
    ...(versionArn === null ? {} : { stateMachineVersionArn: versionArn }),
    ...(aliasArn === null ? {} : { stateMachineAliasArn: aliasArn }),
  };
}
