import { isJsonObject, textOf } from '@/lib/base/json';
import { isOpen } from '@/lib/domain/execution-status';
import type { IndexStore } from '@/lib/server/ports/index-store';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import type { LocalAws } from '@/lib/testing/local-aws-process';

const REGION = 'eu-west-1';

/** Executions of the machine `load-standard-1` that a test starts, each with its account and time (`performance.now`). */
export type Started = { readonly arn: string; readonly account: string; readonly startedAt: number };

/** The past of the machine has numbers of its own. */
let number = 0;

/** Starts an execution in an account, as its owner does, by a request of our own; it takes a second or less. */
export async function startExecution({ endpoint }: LocalAws, account: string): Promise<Started> {
  number += 1;
  const stateMachineArn = `arn:aws:states:${REGION}:${account}:stateMachine:load-standard-1`;
  const name = `started-${number}`;
  const startedAt = performance.now();
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AWSStepFunctions.StartExecution',
      authorization: `AWS4-HMAC-SHA256 Credential=starter${account}/20260101/${REGION}/states/aws4_request`,
    },
    body: JSON.stringify({ stateMachineArn, name, input: JSON.stringify({ name, way: 0 }) }),
  });
  const answer: unknown = await response.json();
  const arn = isJsonObject(answer) ? textOf(answer, 'executionArn') : undefined;
  if (arn === undefined) throw new Error(`StartExecution was answered with ${JSON.stringify(answer)}`);
  return { arn, account, startedAt };
}

/** Whether its end and its history are in the index. */
export function isWhole({ status, history }: StoredExecution): boolean {
  return !isOpen(status) && history?.isCurrent === true;
}

/** Those of which the index does not yet hold the end and the history. */
export async function findMissing(store: IndexStore, started: readonly Started[]): Promise<readonly Started[]> {
  const held = await store.findExecutions(started.map(({ arn }) => arn));
  const whole = new Set(held.filter(isWhole).map(({ arn }) => arn));
  return started.filter(({ arn }) => !whole.has(arn));
}
