import { afterEach, expect, test, vi } from 'vitest';
import type { AppError } from '@/lib/server/errors';
import { type AwsOverHttp, startWire, TEST_CONNECTION, type WireAnswer } from '@/lib/testing/aws-over-http';
import { createAwsConnections } from './connections';

let aws: AwsOverHttp | null = null;
afterEach(async () => {
  await aws?.stop();
  aws = null;
  vi.unstubAllEnvs();
});

const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:orders';

/** What a connection makes of an AWS that always answers like this. */
async function meet(answer: () => WireAnswer, endpoint: string | null = null) {
  aws = await startWire(answer);
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  if (endpoint !== null) vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  const [connection] = createAwsConnections([TEST_CONNECTION]).list();
  if (connection === undefined) throw new Error('no connection');
  const failure = await connection.stepFunctions
    .describeMachine(MACHINE, { priority: 'click' })
    .then(() => null)
    .catch((thrown: AppError) => thrown);
  return { failure, connection };
}

test.each([
  ['ExpiredTokenException', 'expired-credentials'],
  ['UnrecognizedClientException', 'no-credentials'],
  ['InvalidSignatureException', 'no-credentials'],
  ['AccessDeniedException', 'access-denied'],
  ['KmsAccessDeniedException', 'encryption-denied'],
  ['KmsInvalidStateException', 'encryption-denied'],
  ['KmsThrottlingException', 'throttled'],
  ['ThrottlingException', 'throttled'],
  ['ValidationException', 'aws-failed'],
  ['SomethingNewException', 'aws-failed'],
])('tells %s by its name', async (error, code) => {
  const { failure } = await meet(() => ({
    error,
    message: 'Rate exceeded, not authorized, expired: what it says is no matter',
  }));
  expect(failure).toMatchObject({ name: 'AppError', code });
});

const LEAK = 'arn:aws:iam::123456789012:user/mira secret-of-aws';

test.each<[name: string, answer: () => WireAnswer, code: string]>([
  ['an error of the server', () => ({ error: 'InternalFailure', status: 500 }), 'unreachable'],
  [
    'a gateway in between that answers',
    () => ({ respond: (_, to) => void to.writeHead(502).end('<html>') }),
    'unreachable',
  ],
  [
    'a proxy that forbids it',
    () => ({ respond: (_, to) => void to.writeHead(403, { 'content-type': 'text/html' }).end('<html>no</html>') }),
    'unreachable',
  ],
  ['too many requests without a name', () => ({ respond: (_, to) => void to.writeHead(429).end() }), 'throttled'],
  [
    'a page in the place of AWS',
    () => ({ respond: (_, to) => void to.writeHead(200).end('<html>login') }),
    'unreachable',
  ],
  ['an answer without what it must have', () => ({ body: { name: 'orders' } }), 'aws-failed'],
  ['a connection that is cut', () => ({ respond: (request) => void request.socket.destroy() }), 'unreachable'],
  [
    'an answer that is cut',
    () => ({
      respond: (request, to) => {
        to.writeHead(200, { 'content-length': '1000' }).write('{"name":');
        setTimeout(() => request.socket.destroy(), 10);
      },
    }),
    'unreachable',
  ],
])('meets %s', async (_, answer, code) => {
  expect((await meet(answer)).failure).toMatchObject({ name: 'AppError', code });
});

test('nothing listens: unreachable, said within the attempts', async () => {
  const startedMs = Date.now();
  const { failure } = await meet(() => ({ body: {} }), 'http://127.0.0.1:9');
  expect(failure).toMatchObject({ code: 'unreachable', retryable: true });
  expect(Date.now() - startedMs).toBeLessThan(5_000);
});

test('what AWS said goes to the log and not to the reader (T6)', async () => {
  const { failure, connection } = await meet(() => ({ error: 'AccessDeniedException', message: LEAK }));
  expect(failure?.message).toBe(
    "The server's role lacks states:DescribeStateMachine. Add what is missing to its IAM policy.",
  );
  expect(JSON.stringify(connection.state())).not.toContain('secret-of-aws');
  expect(String(failure?.cause)).toContain('DescribeStateMachine: AccessDeniedException');
  expect(String(failure?.cause)).toContain('request-1');
  // Only the sentence: no request with its signature, no answer.
  expect(Object.keys(failure?.cause ?? {})).toEqual([]);
});

test('measures the clock against the answers of AWS, also those that refuse (R7)', async () => {
  const theirs = () => new Date(Date.now() - 3 * 60_000).toUTCString();
  const { connection } = await meet(() => ({
    respond: (_, to) =>
      void to
        .writeHead(400, { date: theirs(), 'content-type': 'application/x-amz-json-1.0' })
        .end('{"__type":"StateMachineDoesNotExist"}'),
  }));
  const { clockAheadMs } = connection.state();
  expect(Math.abs((clockAheadMs ?? 0) - 3 * 60_000)).toBeLessThan(2_000);
});
