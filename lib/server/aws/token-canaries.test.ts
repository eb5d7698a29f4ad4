import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { isJsonObject } from '@/lib/base/json';
import { epochMs, readTime } from '@/lib/base/units';
import type { StepFunctionsReader } from '@/lib/server/ports/aws';
import {
  type AwsOverHttp,
  startWire,
  TEST_CONNECTION,
  type WireAnswer,
  type WireCall,
} from '@/lib/testing/aws-over-http';
import { readCorpus } from '@/lib/testing/corpus';
import { parseCase, readCaseText } from '@/lib/testing/corpus-case';
import { findTokens, TOKEN_ENCODINGS, tokensOf } from '@/lib/testing/task-tokens';
import { createAwsConnections } from './connections';

const PLACE = 'arn:aws:states:eu-west-1:123456789012';
const MACHINE = `${PLACE}:stateMachine:orders`;
const EXECUTION = `${PLACE}:execution:orders:ord-1`;
const CLICK = { priority: 'click' } as const;
const MARK = /⟨token:[0-9a-f]{8}⟩/;

const BODY = 'x/Y+9zQ7wKJ3n5hTgPbVcRdS'.repeat(14);
/** As AWS makes them, as older ones were, and as an emulator makes them: that one only its place gives away. */
const TOKENS = [
  `AQCEAAAAKgAAAAMAAAAAAAAAA${BODY}==`,
  `AQB8AAAAKgAAAAMAAAAA${BODY.split('').toReversed().join('')}=${BODY}`,
  `AAAAKgAAAAIAAAAAAAAAA${BODY.replaceAll('x', 'q')}=`,
  '5f0c2a68-6f4e-4c9b-9d53-ticket-of-an-emulator-0011',
];

const ENCODINGS = [
  ...TOKEN_ENCODINGS,
  { name: 'JSON in JSON', encode: (token: string) => JSON.stringify({ body: JSON.stringify({ token }) }) },
  {
    name: 'JSON in JSON in JSON',
    encode: (token: string) => JSON.stringify(JSON.stringify(JSON.stringify({ token }))),
  },
  { name: 'URL-encoded twice', encode: (token: string) => encodeURIComponent(encodeURIComponent(token)) },
  {
    name: 'URL-encoded in small letters',
    encode: (token: string) => encodeURIComponent(token).replace(/%../g, (code) => code.toLowerCase()),
  },
  ...['', 'x', 'xy'].map((before) => ({
    name: `base64 of a text, ${before.length} before`,
    encode: (token: string) => Buffer.from(`${before}${token} and more`).toString('base64'),
  })),
  { name: 'base64 for URLs', encode: (token: string) => Buffer.from(token).toString('base64url') },
];

/** Where the state passes its token: under a name that says nothing. */
const definition = JSON.stringify({
  StartAt: 'Approve',
  States: {
    Approve: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: { MessageBody: { 'ticket.$': '$$.Task.Token' } },
      End: true,
    },
  },
});

const seen = { bytes: 0, hits: 0, texts: 0 };
afterAll(() => {
  process.stdout.write(
    `token canaries at the gateway: ${seen.texts} answers, ${seen.bytes} bytes scanned, ${seen.hits} hits\n`,
  );
});

function scan(output: unknown, tokens: readonly string[], about: string): string {
  const text = typeof output === 'string' ? output : JSON.stringify(output);
  const hits = [
    ...findTokens(text, tokens),
    // A token in base64 of a longer text looks different at each of three alignments.
    ...tokens.flatMap((token) =>
      ['x', 'xy', 'xyz'].flatMap((before) => {
        const piece = Buffer.from(`${before}${token}`).toString('base64').slice(8, 48);
        return text.includes(piece) ? [`base64 ${piece}`] : [];
      }),
    ),
  ];
  seen.texts += 1;
  seen.bytes += Buffer.byteLength(text);
  seen.hits += hits.length;
  expect(hits, about).toEqual([]);
  return text;
}

let aws: AwsOverHttp | null = null;
afterEach(async () => {
  await aws?.stop();
  aws = null;
  vi.unstubAllEnvs();
});

type Answers = Readonly<Record<string, WireAnswer | ((call: WireCall) => WireAnswer)>>;

async function connect(answers: Answers) {
  aws = await startWire((call) => {
    const answer = answers[call.operation] ?? { error: 'UnknownOperationException' };
    return typeof answer === 'function' ? answer(call) : answer;
  });
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  const [connection] = createAwsConnections([TEST_CONNECTION]).list();
  if (connection === undefined) throw new Error('no connection');
  return connection;
}

const machineBody = {
  stateMachineArn: MACHINE,
  name: 'orders',
  type: 'STANDARD',
  status: 'ACTIVE',
  roleArn: 'arn:aws:iam::123456789012:role/orders',
  creationDate: 1_790_000_000,
  updateDate: 1_790_000_000,
};

/** A history whose wait shows the token, and whose every other text holds it in some encoding. */
function historyWith(token: string, planted: string) {
  const at = (id: number, type: string, member: string, details: object) => ({
    id,
    previousEventId: id > 2 ? id - 1 : 0,
    type,
    timestamp: 1_790_000_000 + id,
    [`${member}EventDetails`]: details,
  });
  const passed = { QueueUrl: 'https://example.com/q', MessageBody: { ticket: token, note: planted } };
  const wait = { resourceType: 'sqs', resource: 'sendMessage.waitForTaskToken' };
  return [
    at(1, 'ExecutionStarted', 'executionStarted', { input: planted, roleArn: 'r' }),
    at(2, 'TaskStateEntered', 'stateEntered', { name: 'Approve', input: planted }),
    at(3, 'TaskScheduled', 'taskScheduled', { ...wait, region: 'eu-west-1', parameters: JSON.stringify(passed) }),
    at(4, 'TaskStarted', 'taskStarted', wait),
    at(5, 'TaskSubmitted', 'taskSubmitted', { ...wait, output: planted }),
    at(6, 'TaskFailed', 'taskFailed', { ...wait, error: planted, cause: `worker said ${planted}` }),
    at(7, 'TaskStateExited', 'stateExited', {
      name: 'Approve',
      output: planted,
      assignedVariables: { ticket: planted },
    }),
    at(8, 'EvaluationFailed', 'evaluationFailed', { state: 'Approve', error: 'e', cause: planted, location: planted }),
    at(9, 'ExecutionFailed', 'executionFailed', { error: 'e', cause: planted }),
  ];
}

function toLogLine(event: Record<string, unknown>): object {
  const details = Object.entries(event).find(([name]) => name.endsWith('EventDetails'))?.[1];
  const time = Number(event['timestamp']) * 1_000;
  const line = {
    id: String(event['id']),
    previous_event_id: String(event['previousEventId']),
    type: event['type'],
    event_timestamp: String(time),
    execution_arn: EXECUTION,
    redrive_count: '0',
    details,
  };
  return {
    logStreamName: 's',
    timestamp: time,
    ingestionTime: time + 2_000,
    eventId: `e${event['id']}`,
    message: JSON.stringify(line),
  };
}

async function readHistory(reader: StepFunctionsReader, includeData = true, reverse = false) {
  return reader.getHistoryPage({ executionArn: EXECUTION, token: null, includeData, reverse }, CLICK);
}

describe('no task token passes the gateway (T1–T3)', () => {
  const cases = TOKENS.flatMap((token, index) =>
    ENCODINGS.map(({ name, encode }) => ({ name: `token ${index + 1}, ${name}`, token, planted: encode(token) })),
  );

  test.each(cases)('$name, in every position', async ({ name, token, planted }) => {
    const history = historyWith(token, planted);
    const execution = {
      executionArn: EXECUTION,
      stateMachineArn: MACHINE,
      name: 'ord-1',
      status: 'FAILED',
      startDate: 1_790_000_001,
      stopDate: 1_790_000_009,
      input: planted,
      output: planted,
      error: planted,
      cause: planted,
    };
    const { stepFunctions: reader, logs } = await connect({
      DescribeStateMachine: { body: { ...machineBody, definition } },
      DescribeExecution: { body: execution },
      GetExecutionHistory: { body: { events: history } },
      FilterLogEvents: { body: { events: history.map(toLogLine).toReversed() } },
      DescribeStateMachineForExecution: { error: 'SomethingNewException', message: `no ${TOKENS[0]} for you` },
    });
    await reader.describeMachine(MACHINE, CLICK);
    const page = await readHistory(reader);
    expect(page.kind === 'page' && page.items.length).toBe(9);
    expect(scan(page, TOKENS, name)).toMatch(MARK);
    scan(await reader.getEventPayload({ executionArn: EXECUTION, eventId: 3 }, CLICK), TOKENS, name);
    // Lines arrive newest first here: what a later line of the page shows is taken out of all.
    const query = { logGroupArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:orders', token: null };
    const filter = { kind: 'everything' } as const;
    const lines = await logs.filterEvents({ ...query, filter, fromMs: epochMs(0), toMs: epochMs(Date.now()) }, CLICK);
    expect(lines.kind === 'page' && lines.items.length).toBe(9);
    scan(lines, TOKENS, name);
    // The execution's own texts come apart from its history, and after it.
    scan(await reader.describeExecution(EXECUTION, CLICK), TOKENS, name);
    const failure = await reader.describeMachineOfExecution(EXECUTION, CLICK).catch((thrown: Error) => thrown);
    expect(failure).toBeInstanceOf(Error);
    scan(failure instanceof Error ? `${failure.stack} ${failure.cause}` : failure, TOKENS, name);
  });

  const looks = TOKENS.slice(0, 3).flatMap((token) =>
    ENCODINGS.map(({ name, encode }) => ({ name, token, planted: encode(token) })),
  );

  test.each(looks)('by its look alone, $name, where nothing says whose it is', async ({ name, token, planted }) => {
    const started = historyWith(token, planted).filter(({ id }) => id !== 3);
    const { stepFunctions: reader } = await connect({
      DescribeStateMachine: {
        body: { ...machineBody, definition: `{"Comment":${JSON.stringify(planted)},"States":{}}` },
      },
      DescribeExecution: {
        body: {
          executionArn: EXECUTION,
          stateMachineArn: MACHINE,
          name: 'ord-1',
          status: 'RUNNING',
          startDate: 1_790_000_001,
          input: planted,
        },
      },
      GetExecutionHistory: { body: { events: started } },
    });
    scan(await reader.describeExecution(EXECUTION, CLICK), TOKENS, name);
    scan(await readHistory(reader), TOKENS, name);
    scan(await reader.describeMachine(MACHINE, CLICK), TOKENS, name);
  });

  test('an echo on a later page is known by the token of an earlier one', async () => {
    const token = TOKENS[3] ?? '';
    const history = historyWith(token, `echo ${token}`);
    const answerPage = ({ input }: WireCall): WireAnswer => {
      const isSecond = isJsonObject(input) && input['nextToken'] === 'two';
      return { body: isSecond ? { events: history.slice(5) } : { events: history.slice(0, 5), nextToken: 'two' } };
    };
    const { stepFunctions: reader } = await connect({
      DescribeStateMachine: { body: { ...machineBody, definition } },
      GetExecutionHistory: answerPage,
    });
    await reader.describeMachine(MACHINE, CLICK);
    const query = { executionArn: EXECUTION, includeData: true };
    scan(await reader.getHistoryPage({ ...query, token: null }, CLICK), TOKENS, 'first page');
    expect(scan(await reader.getHistoryPage({ ...query, token: 'two' }, CLICK), TOKENS, 'second page')).toMatch(MARK);
  });

  test('where the definition was never seen, what stands under a key that speaks of a token is hidden', async () => {
    const history = historyWith('x', 'y').map((event) =>
      event.id === 3
        ? {
            ...event,
            taskScheduledEventDetails: {
              resourceType: 'sqs',
              resource: 'sendMessage.waitForTaskToken',
              region: 'r',
              parameters: JSON.stringify({ MessageBody: { TaskToken: TOKENS[3], orderId: 'ord-1-kept' } }),
            },
          }
        : event,
    );
    const { stepFunctions: reader } = await connect({ GetExecutionHistory: { body: { events: history } } });
    expect(scan(await readHistory(reader), TOKENS, 'guess')).toContain('ord-1-kept');
  });
});

const corpus = readCorpus();
const recordings = (corpus.kind === 'present' ? corpus.entries : [])
  .map((entry) => {
    const recorded = parseCase(readCaseText(entry));
    return { id: entry.id, recorded, tokens: tokensOf(recorded) };
  })
  .filter(({ tokens }) => tokens.length > 0);

test.skipIf(corpus.kind === 'absent')('nor does one that was recorded at AWS', async () => {
  expect(recordings.length).toBeGreaterThan(0);
  for (const { id, recorded, tokens } of recordings) {
    const events = recorded.history.map((event) => ({
      ...event,
      timestamp: (readTime(event['timestamp']) ?? 0) / 1_000,
    }));
    const { stepFunctions: reader } = await connect({
      DescribeStateMachine: { body: { ...machineBody, definition: JSON.stringify(recorded.definition) } },
      GetExecutionHistory: { body: { events } },
    });
    await reader.describeMachine(MACHINE, CLICK);
    const page = await readHistory(reader);
    expect(page.kind === 'page' && page.items.length, id).toBe(events.length);
    scan(page, tokens, id);
    await aws?.stop();
    aws = null;
  }
});
