import { randomUUID } from 'node:crypto';

export type ExpressRun = {
  readonly executionArn: string;
  readonly lines: readonly { readonly atMs: number; readonly message: string }[];
};

/** The log lines of one execution of the checkouts, as AWS writes them with level ALL; `error` lets it fail in `Pay`. */
export function expressRun(machineArn: string, name: string, startedAtMs: number, error: string | null): ExpressRun {
  const executionArn = `${machineArn.replace(':stateMachine:', ':express:')}:${name}:${randomUUID()}`;
  const data = { input: '{}', inputDetails: { truncated: false } };
  const exit = { output: '{}', outputDetails: { truncated: false } };
  const end =
    error === null
      ? [
          { type: 'PassStateExited', details: { name: 'Pay', ...exit } },
          { type: 'ExecutionSucceeded', details: exit },
        ]
      : [{ type: 'ExecutionFailed', details: { error, cause: 'the card was refused' } }];
  const events = [
    { type: 'ExecutionStarted', details: { ...data, roleArn: 'arn:aws:iam::123456789012:role/peer' } },
    { type: 'PassStateEntered', details: { name: 'Check', ...data } },
    { type: 'PassStateExited', details: { name: 'Check', ...exit } },
    { type: 'PassStateEntered', details: { name: 'Pay', ...data } },
    ...end,
  ];
  const lines = events.map(({ type, details }, index) => {
    const atMs = startedAtMs + index * 10;
    const message = JSON.stringify({
      id: String(index + 1),
      type,
      details,
      previous_event_id: String(index === 1 ? 0 : index),
      event_timestamp: String(atMs),
      execution_arn: executionArn,
      redrive_count: '0',
    });
    return { atMs, message };
  });
  return { executionArn, lines };
}
