import type { LogSettings } from '../engine/state-machine';
import type { MachineScript } from '../engine/task-script';
import type { JsonValue } from '../json-value';
import type { Random } from '../random';

/** A machine of the workload and what its executions are started with. */
export type MachinePlan = {
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly definition: object;
  readonly script: MachineScript;
  readonly logs: LogSettings;
  /** A name and an input for the execution that starts at `nowMs` (epoch ms); `number` counts up by one. */
  readonly toStart: (random: Random, nowMs: number, number: number) => Start;
  readonly tags?: Readonly<Record<string, string>>;
  /** How long after a failure (ms) somebody redrives the execution; where it is left out nobody does. */
  readonly redriveAfterMs?: (random: Random) => number;
};

export type Start = { readonly name: string; readonly input: JsonValue };

/** The ARN of a function of the workload's account. */
export function lambdaArn(name: string): string {
  return `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
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
