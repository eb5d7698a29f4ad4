/**
 * Amazon Resource Names of Step Functions: what they name, and what is wrong with one that names nothing.
 * Every ARN that enters from outside (address bar, jump dialog, API path) goes through `parseArn`.
 */

export const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov'] as const;
export type Partition = (typeof PARTITIONS)[number];

type Place = { readonly partition: Partition; readonly region: string; readonly account: string };

/** A state machine; `label` is set on the machine of a distributed Map, `qualifier` on a version or an alias. */
export type MachineArn = Place & {
  readonly kind: 'machine';
  readonly machine: string;
  readonly label: string | null;
  readonly qualifier:
    | { readonly kind: 'none' }
    | { readonly kind: 'version'; readonly version: number }
    | { readonly kind: 'alias'; readonly alias: string };
};

/** A Standard execution; `label` is set on a child of a map run. */
export type StandardExecutionArn = Place & {
  readonly kind: 'execution';
  readonly machine: string;
  readonly label: string | null;
  readonly name: string;
};

/** An Express execution. Names may repeat, `run` (a UUID) does not. `label` is set on a child of a map run. */
export type ExpressExecutionArn = Place & {
  readonly kind: 'express';
  readonly machine: string;
  readonly label: string | null;
  readonly name: string;
  readonly run: string;
};

export type ExecutionArn = StandardExecutionArn | ExpressExecutionArn;

/** One run of a distributed Map state. */
export type MapRunArn = Place & {
  readonly kind: 'mapRun';
  readonly machine: string;
  readonly label: string;
  readonly run: string;
};

export type ActivityArn = Place & { readonly kind: 'activity'; readonly name: string };

export type StepFunctionsArn = MachineArn | ExecutionArn | MapRunArn | ActivityArn;

export type ArnProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-long'; readonly length: number }
  | { readonly kind: 'not-an-arn' }
  | { readonly kind: 'partition'; readonly found: string }
  | { readonly kind: 'service'; readonly found: string }
  | { readonly kind: 'region'; readonly found: string }
  | { readonly kind: 'foreign-region'; readonly region: string; readonly partition: Partition }
  | { readonly kind: 'account'; readonly found: string }
  | { readonly kind: 'resource'; readonly found: string }
  | { readonly kind: 'shape'; readonly expected: string }
  | { readonly kind: 'name'; readonly part: string; readonly found: string };

export type ArnResult =
  | { readonly kind: 'ok'; readonly arn: StepFunctionsArn }
  | { readonly kind: 'invalid'; readonly problem: ArnProblem };

/** AWS accepts no longer ARN in any Step Functions call. */
const LONGEST_ARN = 2_000;
const LONGEST_NAME = 80;

// What CreateStateMachine and StartExecution refuse in a name: white space, brackets, wildcards, special characters
// (among them the `:` and `/` that separate the parts of an ARN) and control characters.
const NOT_IN_NAME = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;
const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/;

const SHAPES = {
  stateMachine: 'stateMachine:NAME, stateMachine:NAME:VERSION or stateMachine:NAME:ALIAS',
  execution: 'execution:MACHINE:NAME',
  express: 'express:MACHINE:NAME:UUID',
  mapRun: 'mapRun:MACHINE/LABEL:UUID',
  activity: 'activity:NAME',
} as const;

type ResourceResult =
  | { readonly kind: 'ok'; readonly arn: WithoutPlace<StepFunctionsArn> }
  | { readonly kind: 'invalid'; readonly problem: ArnProblem };

type WithoutPlace<T> = T extends Place ? Omit<T, keyof Place> : never;

function invalid(problem: ArnProblem): { readonly kind: 'invalid'; readonly problem: ArnProblem } {
  return { kind: 'invalid', problem };
}

function isName(text: string): boolean {
  return text.length > 0 && text.length <= LONGEST_NAME && !NOT_IN_NAME.test(text);
}

function partitionOf(text: string): Partition | undefined {
  return PARTITIONS.find((partition) => partition === text);
}

/** The partition that a region lies in, by its name. */
export function partitionOfRegion(region: string): Partition {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/**
 * Reads any ARN of Step Functions. Total: any text gives an answer, none throws. The text is taken as it is, so a
 * caller that reads a person's paste trims it first. `formatArn` gives the same text back.
 */
export function parseArn(text: string): ArnResult {
  if (text.length === 0) return invalid({ kind: 'empty' });
  if (text.length > LONGEST_ARN) return invalid({ kind: 'too-long', length: text.length });
  const [prefix, partitionText = '', service = '', region = '', account = '', resource = '', ...parts] =
    text.split(':');
  if (prefix !== 'arn') return invalid({ kind: 'not-an-arn' });
  const partition = partitionOf(partitionText);
  if (partition === undefined) return invalid({ kind: 'partition', found: partitionText });
  if (service !== 'states') return invalid({ kind: 'service', found: service });
  if (!REGION.test(region)) return invalid({ kind: 'region', found: region });
  if (partitionOfRegion(region) !== partition) return invalid({ kind: 'foreign-region', region, partition });
  if (!/^\d{12}$/.test(account)) return invalid({ kind: 'account', found: account });
  const result = parseResource(resource, parts);
  return result.kind === 'ok' ? { kind: 'ok', arn: { ...result.arn, partition, region, account } } : result;
}

function parseResource(resource: string, parts: readonly string[]): ResourceResult {
  switch (resource) {
    case 'stateMachine':
      return parseMachine(parts);
    case 'execution':
      return parseExecution(parts);
    case 'express':
      return parseExpress(parts);
    case 'mapRun':
      return parseMapRun(parts);
    case 'activity':
      return parseActivity(parts);
    default:
      return invalid({ kind: 'resource', found: resource });
  }
}

/** The first bad part, by the word a person knows it by; `null` when all are good. */
function badName(parts: Readonly<Record<string, string | null>>): ArnProblem | null {
  for (const [part, value] of Object.entries(parts)) {
    if (value !== null && !isName(value)) return { kind: 'name', part, found: value };
  }
  return null;
}

/** `MACHINE` or, for what belongs to a distributed Map, `MACHINE/LABEL`. */
function splitLabel(text: string): { readonly machine: string; readonly label: string | null } {
  const slash = text.indexOf('/');
  return slash < 0 ? { machine: text, label: null } : { machine: text.slice(0, slash), label: text.slice(slash + 1) };
}

function parseMachine(parts: readonly string[]): ResourceResult {
  const [first = '', qualifier] = parts;
  const { machine, label } = splitLabel(first);
  // A labelled machine belongs to a map run and can have neither a version nor an alias.
  const isLabelledAndQualified = label !== null && qualifier !== undefined;
  if (parts.length > 2 || isLabelledAndQualified) return invalid({ kind: 'shape', expected: SHAPES.stateMachine });
  const bad = badName({ 'state machine': machine, label, 'version or alias': qualifier ?? null });
  if (bad !== null) return invalid(bad);
  return { kind: 'ok', arn: { kind: 'machine', machine, label, qualifier: toQualifier(qualifier) } };
}

function toQualifier(text: string | undefined): MachineArn['qualifier'] {
  if (text === undefined) return { kind: 'none' };
  // AWS refuses aliases of digits only, so a number is a version. One too large to count with stays text.
  const version = Number(text);
  const isVersion = /^[1-9]\d*$/.test(text) && Number.isSafeInteger(version);
  return isVersion ? { kind: 'version', version } : { kind: 'alias', alias: text };
}

function parseExecution(parts: readonly string[]): ResourceResult {
  const [first = '', name = ''] = parts;
  if (parts.length !== 2) return invalid({ kind: 'shape', expected: SHAPES.execution });
  const { machine, label } = splitLabel(first);
  const bad = badName({ 'state machine': machine, label, execution: name });
  return bad === null ? { kind: 'ok', arn: { kind: 'execution', machine, label, name } } : invalid(bad);
}

function parseExpress(parts: readonly string[]): ResourceResult {
  const [first = '', name = '', run = ''] = parts;
  if (parts.length !== 3) return invalid({ kind: 'shape', expected: SHAPES.express });
  const { machine, label } = splitLabel(first);
  const bad = badName({ 'state machine': machine, label, execution: name, run });
  return bad === null ? { kind: 'ok', arn: { kind: 'express', machine, label, name, run } } : invalid(bad);
}

function parseMapRun(parts: readonly string[]): ResourceResult {
  const [first = '', run = ''] = parts;
  const { machine, label } = splitLabel(first);
  if (parts.length !== 2 || label === null) return invalid({ kind: 'shape', expected: SHAPES.mapRun });
  const bad = badName({ 'state machine': machine, label, 'map run': run });
  return bad === null ? { kind: 'ok', arn: { kind: 'mapRun', machine, label, run } } : invalid(bad);
}

function parseActivity(parts: readonly string[]): ResourceResult {
  const [name = ''] = parts;
  if (parts.length !== 1) return invalid({ kind: 'shape', expected: SHAPES.activity });
  const bad = badName({ activity: name });
  return bad === null ? { kind: 'ok', arn: { kind: 'activity', name } } : invalid(bad);
}

/** The text of an ARN, as AWS writes it. */
export function formatArn(arn: StepFunctionsArn): string {
  return `arn:${arn.partition}:states:${arn.region}:${arn.account}:${formatResource(arn)}`;
}

function formatResource(arn: StepFunctionsArn): string {
  switch (arn.kind) {
    case 'machine':
      return `stateMachine:${formatMachine(arn)}${formatQualifier(arn.qualifier)}`;
    case 'execution':
      return `execution:${formatMachine(arn)}:${arn.name}`;
    case 'express':
      return `express:${formatMachine(arn)}:${arn.name}:${arn.run}`;
    case 'mapRun':
      return `mapRun:${formatMachine(arn)}:${arn.run}`;
    case 'activity':
      return `activity:${arn.name}`;
  }
}

function formatMachine(arn: { readonly machine: string; readonly label: string | null }): string {
  return arn.label === null ? arn.machine : `${arn.machine}/${arn.label}`;
}

function formatQualifier(qualifier: MachineArn['qualifier']): string {
  switch (qualifier.kind) {
    case 'none':
      return '';
    case 'version':
      return `:${qualifier.version}`;
    case 'alias':
      return `:${qualifier.alias}`;
  }
}

export function isExecutionArn(arn: StepFunctionsArn): arn is ExecutionArn {
  return arn.kind === 'execution' || arn.kind === 'express';
}

/** The number in the ARN of a version; null where it is none. */
export function versionIn(arn: string | null): number | null {
  const qualifier = qualifierIn(arn);
  return qualifier?.kind === 'version' ? qualifier.version : null;
}

/** The name in the ARN of an alias; null where it is none. */
export function aliasIn(arn: string | null): string | null {
  const qualifier = qualifierIn(arn);
  return qualifier?.kind === 'alias' ? qualifier.alias : null;
}

function qualifierIn(text: string | null): MachineArn['qualifier'] | null {
  const parsed = text === null ? null : parseArn(text);
  return parsed?.kind === 'ok' && parsed.arn.kind === 'machine' ? parsed.arn.qualifier : null;
}

/** The state machine an execution, a map run or a version belongs to, without label and qualifier. */
export function machineOf(arn: MachineArn | ExecutionArn | MapRunArn): MachineArn {
  const { partition, region, account, machine } = arn;
  return { kind: 'machine', partition, region, account, machine, label: null, qualifier: { kind: 'none' } };
}

/** What is wrong with the text, as one sentence for the person who gave it. */
export function describeArnProblem(problem: ArnProblem): string {
  switch (problem.kind) {
    case 'empty':
      return 'There is no ARN here.';
    case 'too-long':
      return `An ARN has at most ${LONGEST_ARN.toLocaleString('en-US')} characters, this text has ${problem.length.toLocaleString('en-US')}.`;
    case 'not-an-arn':
      return 'An ARN begins with “arn:”, this text does not.';
    case 'partition':
      return `The partition is ${quoted(problem.found)}; known are ${PARTITIONS.join(', ')}.`;
    case 'service':
      return `This is an ARN of ${quoted(problem.found)}; one of Step Functions has “states” there.`;
    case 'region':
      return `The region is ${quoted(problem.found)}; it should read like “eu-west-1”.`;
    case 'foreign-region':
      return `The region “${problem.region}” does not belong to the partition “${problem.partition}”.`;
    case 'account':
      return `The account is ${quoted(problem.found)}; it should be 12 digits.`;
    case 'resource':
      return `The resource is ${quoted(problem.found)}; known are ${Object.keys(SHAPES).join(', ')}.`;
    case 'shape':
      return `The last part should read ${problem.expected}.`;
    case 'name':
      return `The name of the ${problem.part} is ${quoted(problem.found)}; a name has 1 to ${LONGEST_NAME} characters, without spaces, brackets, wildcards or any of " # % \\ ^ | ~ \` $ & , ; : /`;
  }
}

function quoted(text: string): string {
  return text === '' ? 'missing' : `“${text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text}”`;
}
