import type { LogSettings, MachineSource, MachineUpdate } from '../engine/state-machine';
import type { MachineScript } from '../engine/task-script';
import type { JsonValue } from '../json-value';
import { type Place, SHOP } from '../places';
import type { Random } from '../random';

/** A machine of the workload and what its executions are started with. */
export type MachinePlan = {
  readonly name: string;
  readonly place: Place;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly definition: object;
  readonly script: MachineScript;
  readonly logs: LogSettings;
  /** Published versions of it, and what names the newest of them. */
  readonly versions?: NonNullable<MachineSource['versions']>;
  readonly aliases?: NonNullable<MachineSource['aliases']>;
  /** A name and an input for the execution that starts at `nowMs` (epoch ms); no two have the same number. */
  readonly toStart: (random: Random, nowMs: number, number: number) => Start;
  /** What starts its executions in the demo; nothing where other machines do. */
  readonly arrivals: readonly Arrivals[];
  readonly tags?: Readonly<Record<string, string>>;
  /** A later revision, which replaces parts of this one. */
  readonly revision?: PlannedRevision;
  /** The version or alias by which its executions are started; by none where it is left out. */
  readonly qualifier?: string;
  /** What operators do to its executions by hand; nothing where it is left out. */
  readonly operators?: Operators;
};

export type Start = { readonly name: string; readonly input: JsonValue };

/** Executions that start one after the other. */
export type Arrivals = {
  /** Milliseconds from one start, or the beginning, to the next. */
  readonly gapMs: (random: Random, timeMs: number) => number;
  /** The first is one more than this, so that no two ways of arriving number alike; 0 where it is left out. */
  readonly afterNumber?: number;
  /** How long before now they begin; where it is left out they go back as far as the demo does. */
  readonly sinceMs?: number;
};

export type PlannedRevision = Pick<MachineUpdate, 'definition' | 'script' | 'publish' | 'alias'> & {
  /** When it was made, for a workload that is ready at `nowMs`; both epoch ms. */
  readonly atMs: (nowMs: number) => number;
};

export type Operators = {
  /** The share of executions that somebody stops in their first minute. */
  readonly stoppedShare?: number;
  /** How long after a failure (ms) somebody redrives the execution. */
  readonly redriveAfterMs?: (random: Random) => number;
};

/** The ARN of a function of the workload. */
export function lambdaArn(name: string, { account, region }: Place = SHOP): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}

/** The retrier that the console proposes for Lambda: errors of the service, not of the function. */
export const LAMBDA_SERVICE_RETRY = {
  ErrorEquals: [
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.TooManyRequestsException',
  ],
  IntervalSeconds: 1,
  MaxAttempts: 3,
  BackoffRate: 2,
  JitterStrategy: 'FULL',
};
