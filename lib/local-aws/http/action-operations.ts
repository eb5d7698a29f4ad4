import type { Execution } from '../engine/execution';
import type { InFlightTask } from '../engine/task-tokens';
import { type JsonMap, type JsonValue, textIn, tryParseValue } from '../json-value';
import { MAX_PAYLOAD_BYTES } from '../language/states-error';
import { AwsError, invalidToken, validation } from './aws-error';
import { type Call, type Operation, requireText, toWireTime } from './call';
import { reasonAgainstRedrive } from './execution-item';
import { requireExecution } from './execution-lookup';
import { requireActive, requireNamed } from './machine-operations';

const startExecution: Operation = (call) => {
  const { machine, qualified } = requireNamed(call.target, requireText(call, 'stateMachineArn'));
  requireActive(machine);
  const input = readPayload(textIn(call.input, 'input') ?? '{}', (reason) => {
    return new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`);
  });
  const name = textIn(call.input, 'name');
  if (name !== undefined && !/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/.test(name)) {
    throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
  }
  const known = machine.type === 'STANDARD' && name !== undefined ? findNamed(call, machine.name, name) : undefined;
  if (known !== undefined) return repeatStart(known, input);
  const started = call.target.start({
    machine,
    input,
    ...(name === undefined ? {} : { name }),
    ...(qualified === null ? {} : { qualifier: qualified.qualifier }),
  });
  return { executionArn: started.arn, startDate: toWireTime(started.startMs) };
};

const stopExecution: Operation = (call) => {
  const execution = requireExecution(call.target, requireText(call, 'executionArn'));
  // Stopping what is over is no error: AWS answers when it stopped.
  if (execution.status === 'RUNNING') {
    execution.abort({ error: textIn(call.input, 'error') ?? null, cause: textIn(call.input, 'cause') ?? null });
  }
  return { stopDate: toWireTime(execution.stopMs ?? call.nowMs) };
};

const redriveExecution: Operation = (call) => {
  const arn = requireText(call, 'executionArn');
  const execution = requireExecution(call.target, arn);
  if (execution.mapRun !== null) throw validation('Labeled Execution ARNs are not supported for this API');
  const token = textIn(call.input, 'clientToken');
  const repeatedMs = token === undefined ? null : call.target.redriveTokens.find(arn, token, call.nowMs);
  if (repeatedMs !== null) return { redriveDate: toWireTime(repeatedMs) };
  const reason = reasonAgainstRedrive(execution, call.nowMs);
  if (reason !== null) throw new AwsError('ExecutionNotRedrivable', reason);
  call.target.revive(arn);
  requireExecution(call.target, arn).redrive();
  if (token !== undefined) call.target.redriveTokens.remember(arn, token, call.nowMs);
  return { redriveDate: toWireTime(call.nowMs) };
};

const sendTaskSuccess: Operation = (call) => {
  // The output is looked at before the token, so that a bad one leaves the task waiting (aws-facts §3).
  const text = requireText(call, 'output');
  const output = readPayload(text, (reason) => new AwsError('InvalidOutput', `Invalid Output: ${reason}`));
  requireTask(call).answer({ kind: 'succeeded', output });
  return {};
};

const sendTaskFailure: Operation = (call) => {
  const error = textIn(call.input, 'error') ?? null;
  requireTask(call).answer({ kind: 'failed', error, cause: textIn(call.input, 'cause') ?? null });
  return {};
};

const sendTaskHeartbeat: Operation = (call) => {
  requireTask(call).heartbeat();
  return {};
};

/** Calls that change something. */
export const ACTION_OPERATIONS: Readonly<Record<string, Operation>> = {
  StartExecution: startExecution,
  StopExecution: stopExecution,
  RedriveExecution: redriveExecution,
  SendTaskSuccess: sendTaskSuccess,
  SendTaskFailure: sendTaskFailure,
  SendTaskHeartbeat: sendTaskHeartbeat,
};

function requireTask(call: Call): InFlightTask {
  const token = textIn(call.input, 'taskToken');
  if (token === undefined || token === '' || token.length > 2048) throw invalidToken();
  const known = call.target.tokens.find(token);
  if (known === undefined) throw invalidToken();
  if (known.task !== null) return known.task;
  throw new AwsError('TaskTimedOut', `Task Timed Out: '${known.subject}'`);
}

function findNamed(call: Call, machineName: string, name: string): Execution | undefined {
  const { account, region } = call.target;
  const arn = `arn:aws:states:${region}:${account}:execution:${machineName}:${name}`;
  return call.target.holderOf(arn).executions.get(arn);
}

/** A second start under one name is the same start while it runs with the same input; otherwise the name is taken. */
function repeatStart(known: Execution, input: JsonValue): JsonMap {
  if (known.status === 'RUNNING' && JSON.stringify(known.input) === JSON.stringify(input)) {
    return { executionArn: known.arn, startDate: toWireTime(known.startMs) };
  }
  throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${known.arn}'`);
}

function readPayload(text: string, refuse: (reason: string) => AwsError): JsonValue {
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) throw refuse('payload size exceeded');
  const value = tryParseValue(text);
  if (value === undefined) throw refuse(`'${text.slice(0, 80)}' is not valid JSON.`);
  return value;
}
