import 'server-only';
import { SendTaskFailureCommand, SendTaskHeartbeatCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { textOf } from '@/lib/base/json';
import { parseArn } from '@/lib/domain/arn';
import type { TaskAnswer } from '@/lib/domain/decision';
import { readDefinition, type StateDefinition } from '@/lib/domain/definition/definition';
import type { PayloadPolicy } from '@/lib/domain/payload-policy';
import { createTokenRedactor, tokenToAnswer } from '@/lib/domain/task-token';
import type { ReadOptions, StepFunctionsReader } from '@/lib/server/ports/aws';
import type {
  AnswerResult,
  NotWaitingError,
  WaitingTask,
  WaitingTaskQuery,
  WaitingTasks,
} from '@/lib/server/ports/waiting-tasks';
import type { ActionCall, ActionCalls } from './action-calls';
import { createEventPayloads } from './event-payloads';
import { fingerprintOf } from './fingerprint';
import { createHistoryPages } from './history-pages';
import type { ReadCalls } from './read-calls';

const NOT_WAITING: readonly NotWaitingError[] = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];
const UNDERSTOOD: readonly string[] = [...NOT_WAITING, 'InvalidOutput'];

/**
 * Finds the tokens of waiting tasks and sends answers with them. The one place where a history is read past the redaction:
 * the event with the token does not leave this file, and the token only goes back to AWS (T1–T3).
 */
export function createWaitingTasks(
  reads: ReadCalls,
  actions: ActionCalls,
  reader: Pick<StepFunctionsReader, 'describeMachineOfExecution'>,
  policyOf: (arn: string) => PayloadPolicy,
): WaitingTasks {
  const getEvent = createEventPayloads(createHistoryPages(reads, { redactEvents: (items) => items }, 'token'));

  async function find(query: WaitingTaskQuery, options: ReadOptions): ReturnType<WaitingTasks['find']> {
    const parsed = parseArn(query.executionArn);
    if (parsed.kind === 'invalid') return { kind: 'gone' };
    if (parsed.arn.kind === 'express') return { kind: 'unavailable', reason: 'express' };
    // Its token is among the data that is not read (T4).
    if (policyOf(query.executionArn) === 'hidden') return { kind: 'no-token', reason: 'hidden' };
    const [event, state] = await Promise.all([getEvent(query, options), stateOf(query, options)]);
    if (event.kind === 'gone') return event;
    const isTask = textOf(event.value.details, 'resource')?.endsWith('.waitForTaskToken') ?? false;
    if (event.value.type !== 'TaskScheduled' || !isTask) return { kind: 'no-token', reason: 'not-passed' };
    const found = tokenToAnswer(event.value, state);
    if (found.kind !== 'token') return { kind: 'no-token', reason: found.kind };
    return { kind: 'found', task: toTask(actions, query.executionArn, found.token) };
  }

  /** The state as the execution's own definition has it; undefined where that is gone or encrypted. */
  async function stateOf(
    { executionArn, state }: WaitingTaskQuery,
    options: ReadOptions,
  ): Promise<StateDefinition | undefined> {
    const machine = await reader.describeMachineOfExecution(executionArn, options);
    if (machine.kind !== 'found') return undefined;
    const read = readDefinition(machine.value.definition);
    return read.kind === 'definition' ? read.definition.states.get(state) : undefined;
  }

  return { find };
}

function toTask(actions: ActionCalls, about: string, taskToken: string): WaitingTask {
  const redact = createTokenRedactor([taskToken], fingerprintOf);
  const send = async (operation: ActionCall['operation'], command: ActionCall['send']): Promise<AnswerResult> => {
    const result = await actions.send({ operation, about, redact, send: command }, UNDERSTOOD);
    switch (result.kind) {
      case 'answered':
        return { kind: 'accepted', requestId: result.requestId };
      case 'named': {
        const error = NOT_WAITING.find((name) => name === result.error);
        if (error === undefined) return { kind: 'refused', requestId: result.requestId };
        return { kind: 'not-waiting', error, requestId: result.requestId };
      }
      default:
        return result;
    }
  };
  return {
    fingerprint: fingerprintOf(taskToken),
    redact,
    answer: (answer: TaskAnswer) =>
      answer.kind === 'approve'
        ? send('SendTaskSuccess', (clients, sending) =>
            clients.actions.send(new SendTaskSuccessCommand({ taskToken, output: answer.output }), sending),
          )
        : send('SendTaskFailure', (clients, sending) =>
            clients.actions.send(
              new SendTaskFailureCommand({ taskToken, error: answer.error, cause: answer.cause }),
              sending,
            ),
          ),
    keepAlive: () =>
      send('SendTaskHeartbeat', (clients, sending) =>
        clients.actions.send(new SendTaskHeartbeatCommand({ taskToken }), sending),
      ),
  };
}
