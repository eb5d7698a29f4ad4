import fc from 'fast-check';
import { ENDPOINTS, type Endpoint } from '@/lib/contract/endpoints';
import type { PathValues } from '@/lib/server/http/request-input';
import { FAKE_PLACE } from '@/lib/testing/fake-aws';

const ORIGIN = 'http://127.0.0.1:3000';

/** Executions that wait for an answer: each is given at most once. */
export const WAITING = ['waiting', 'waiting-2', 'waiting-3', 'waiting-4', 'waiting-5', 'waiting-6'] as const;

/** What a request might name that is there, or nearly. */
const SENSIBLE: readonly string[] = [
  `${FAKE_PLACE}:execution:orders:failed`,
  ...WAITING.map((name) => `${FAKE_PLACE}:execution:orders:${name}`),
  `${FAKE_PLACE}:execution:orders:unknown`,
  `${FAKE_PLACE}:stateMachine:orders`,
  `${FAKE_PLACE}:stateMachine:checkout`,
  `${FAKE_PLACE}:express:checkout:run-1:00000000-0000-0000-0000-000000000001`,
  `${FAKE_PLACE}:mapRun:orders/Each:00000000-0000-0000-0000-000000000001`,
  'arn:aws:states:us-east-1:999999999999:execution:orders:elsewhere',
  ...['now', 'now-24h', 'now-7d', 'now/d', 'now-999999999d', '2026-11-22T18:00:00Z', '0001-01-01T00:00:00Z'],
  ...['UTC', 'Europe/Paris', 'default', 'FAILED', 'RUNNING', 'started', 'duration', 'stopped', 'failure', 'retries'],
  ...['waiting', 'decided', 'expired', 'failing', 'true', 'false', 'ChargeCard', 'input', 'output', 'declined'],
  ...['0', '1', '2', '6', '20', '100', '1000'],
];

/** What nobody should send. */
const HOSTILE: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e\ufeff',
  "'; DROP TABLE executions; --",
  '%',
  '_%\\',
  '%00',
  '%E0%A4%A',
  '../../etc/passwd',
  'x'.repeat(20_000),
  'é'.repeat(2_000),
  '-1',
  '1.5',
  '1e308',
  '9007199254740993',
  '99999999999999999999999',
  'NaN',
  'Infinity',
  '0x10',
  'null',
  'undefined',
  '[]',
  '{}',
  '__proto__',
  'constructor',
  '+275760-09-13T00:00:00.001Z',
  'now-1000000000000000000h',
  'arn:aws:states:eu-west-1:123456789012:execution',
  'arn:aws:states:eu-west-1:123456789012:execution:orders:a\nb',
];

const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...SENSIBLE) },
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.integer().map(String) },
);

/** A request as it comes to the route of an endpoint: `path` holds the decoded values of its path. */
export type Asked = {
  readonly endpoint: Endpoint;
  readonly url: string;
  readonly path: PathValues;
  readonly body: string | null;
  readonly headers: Readonly<Record<string, string>>;
};

function pathNames({ path }: Endpoint): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
}

/** What is to be accepted as a member, by its name: most requests must get as far as the service. */
const FITTING: Readonly<Record<string, readonly string[]>> = {
  arn: SENSIBLE.filter((one) => one.startsWith('arn:')),
  id: ['1', '2', '3', '5', '99'],
  eventId: ['3', '3', '2', '99'],
  from: ['now-24h', 'now-7d', 'now-90d', '2026-11-22T17:00:00Z', '0001-01-01T00:00:00Z'],
  to: ['now', '2026-11-22T18:00:00Z', '9999-12-31T23:59:59Z'],
  zone: ['UTC', 'Europe/Paris', 'Pacific/Apia'],
  state: ['ChargeCard', 'Approve'],
  view: ['waiting', 'decided', 'expired'],
  by: ['failure', 'retries', 'p95', 'trend'],
  status: ['FAILED', 'RUNNING', 'SUCCEEDED', 'UNKNOWN'],
  limit: ['1', '20', '100'],
  time: ['started', 'stopped'],
  sort: ['started', 'duration'],
  redriven: ['true', 'false'],
  idempotencyKey: ['generated-key-1', 'generated-key-2', 'generated-key-3'],
  minDurationMs: ['0', '1000', '9007199254740991'],
  maxDurationMs: ['0', '1000', '9007199254740991'],
  minRetries: ['0', '1', '2147483648'],
};

/** What an address is of, as its ARN says it. */
const RESOURCES: Readonly<Record<string, string>> = {
  machines: ':stateMachine:',
  executions: ':execution:',
  approvals: ':execution:',
  'map-runs': ':mapRun:',
};

/** Values of a member: what fits in most, and anything in the others. */
function valuesFor(name: string, within = ''): fc.Arbitrary<string> {
  const fitting = FITTING[name]?.filter((one) => one.includes(within));
  if (fitting === undefined) return text;
  return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...fitting) }, { weight: 1, arbitrary: text });
}

function requestTo(endpoint: Endpoint): fc.Arbitrary<Asked> {
  const inPath = pathNames(endpoint);
  const names = [...Object.keys(endpoint.request.shape).filter((name) => !inPath.includes(name)), 'unknown'];
  const pair = fc
    .constantFrom(...names)
    .chain((name) => valuesFor(name).map((value): [string, string] => [name, value]));
  const values = fc.array(pair, { maxLength: 4 });
  const within = inPath.includes('arn') ? (RESOURCES[endpoint.path.split('/')[1] ?? ''] ?? '') : '';
  const path = fc.tuple(
    ...inPath.map((name) =>
      valuesFor(name, name === 'arn' ? within : '').map((value): [string, string] => [name, value]),
    ),
  );
  const needed = names.filter((name) => endpoint.request.shape[name]?.safeParse(undefined).success === false);
  const required = fc.tuple(...needed.map((name) => valuesFor(name).map((value): [string, string] => [name, value])));
  const raw = fc.constantFrom('', '', '', '&q=%ED%A0%80', '&cursor=%zz', '&limit', '&=&&', '&from=%00', '&q=%FF%FE');
  const decision = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom<unknown>(
        { kind: 'approve', output: '{"approved":true}' },
        { kind: 'reject', error: 'No', cause: 'no' },
        { kind: 'keep-alive' },
      ),
    },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
  const body = fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .record(
          { decision, idempotencyKey: valuesFor('idempotencyKey'), comment: text },
          { requiredKeys: ['decision', 'idempotencyKey'] },
        )
        .map(toJson),
    },
    { weight: 1, arbitrary: fc.jsonValue().map(toJson) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        '{',
        '[]',
        'null',
        '"x"',
        '{"__proto__":{}}',
        `{"comment":"${'x'.repeat(1_100_000)}"}`,
      ),
    },
  );
  const type = fc.oneof(
    { weight: 8, arbitrary: fc.constant('application/json') },
    { weight: 1, arbitrary: fc.constantFrom('text/plain', '') },
  );
  return fc.record({ path, required, values, raw, body, type }).map((drawn) => {
    const query = new URLSearchParams([...drawn.required, ...drawn.values]);
    const isPost = endpoint.method === 'post';
    return {
      endpoint,
      url: `${ORIGIN}/api/v1${endpoint.path.replaceAll(/[{}]/g, '')}?${query}${drawn.raw}`,
      path: Object.fromEntries(drawn.path),
      body: isPost ? drawn.body : null,
      headers: {
        host: '127.0.0.1:3000',
        ...(isPost && { 'sec-fetch-site': 'same-origin', 'content-type': drawn.type }),
      },
    };
  });
}

function toJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

/** Any request to any address of the API; about half of them are taken. */
export const anyRequest = fc.oneof(...ENDPOINTS.map(requestTo));
