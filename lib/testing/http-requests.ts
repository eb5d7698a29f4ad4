/**
 * Requests as browsers, scripts and attackers send them, each with the answer it must get. The answer comes from the
 * labels of the parts a request is put together from, and from no code of the product: the server's checks are compared
 * with it.
 */
export type GeneratedRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expected: 'allowed' | 'misdirected-request' | 'cross-origin' | 'unsupported-media-type';
};

type Random = () => number;
type Choice = { readonly value: string | null; readonly good: boolean };

const ROUTE_PATHS = ['/api/v1/machines', '/api/v1/approvals/a/1/decision', '/healthz', '/readyz', '/metrics'] as const;
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'] as const;
const UNSAFE_METHODS = ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'REPORT'] as const;

const FETCH_SITES: readonly Choice[] = [
  { value: 'same-origin', good: true },
  ...['same-site', 'cross-site', 'none', '', 'SAME-ORIGIN', 'same-origin, cross-site'].map(bad),
];

const CONTENT_TYPES: readonly Choice[] = [
  ...['application/json', 'application/json; charset=utf-8', 'Application/JSON', 'application/json;'].map(good),
  { value: null, good: false },
  ...['', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'].map(bad),
  ...['application/jsonp', 'text/plain; application/json', 'application/json, text/plain', 'text/json'].map(bad),
];

/** Headers that must not change any answer: forwarded ones, credentials, and ways to smuggle a method or a path. */
const IGNORED_HEADERS: ReadonlyArray<readonly [name: string, values: readonly string[]]> = [
  ['x-forwarded-host', ['evil.example', '127.0.0.1:3000', 'localhost']],
  ['x-forwarded-for', ['127.0.0.1', '203.0.113.9, 127.0.0.1']],
  ['x-forwarded-proto', ['https', 'http']],
  ['x-forwarded-port', ['443', '3000']],
  ['forwarded', ['host=evil.example;for=127.0.0.1', 'host="127.0.0.1:3000";proto=https']],
  ['x-real-ip', ['127.0.0.1']],
  ['x-http-method-override', ['GET', 'POST']],
  ['x-original-url', ['/healthz']],
  ['authorization', ['Bearer 0123456789abcdef']],
  ['cookie', ['session=1']],
  ['referer', ['http://127.0.0.1:3000/', 'http://evil.example/']],
];

/** The same requests for the same seed. `port` is the port of the server's own address. */
export function generateRequests(seed: number, count: number, port: number): readonly GeneratedRequest[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => generateRequest(random, port));
}

function generateRequest(random: Random, port: number): GeneratedRequest {
  const host = pickHost(random, port);
  const isSafe = random() < 0.3;
  const site = random() < 0.5 ? null : pickChoice(random, FETCH_SITES);
  const origin = pickOrigin(random, host.value, port);
  const contentType = pickChoice(random, CONTENT_TYPES);
  const isSameOrigin = site === null ? origin.good : site.good;
  return {
    method: pick(random, isSafe ? SAFE_METHODS : UNSAFE_METHODS),
    path: pick(random, ROUTE_PATHS),
    headers: {
      ...header('host', host),
      ...header('origin', origin),
      ...header('content-type', contentType),
      ...(site === null ? {} : header('sec-fetch-site', site)),
      ...ignoredHeaders(random),
    },
    expected: expectedAnswer({ host: host.good, isSafe, isSameOrigin, isJson: contentType.good }),
  };
}

function expectedAnswer(facts: {
  readonly host: boolean;
  readonly isSafe: boolean;
  readonly isSameOrigin: boolean;
  readonly isJson: boolean;
}): GeneratedRequest['expected'] {
  if (!facts.host) return 'misdirected-request';
  if (facts.isSafe) return 'allowed';
  if (!facts.isSameOrigin) return 'cross-origin';
  return facts.isJson ? 'allowed' : 'unsupported-media-type';
}

function pickHost(random: Random, port: number): Choice {
  const ours = ['127.0.0.1', 'localhost', 'LocalHost', '[::1]'].map((name) => good(`${name}:${port}`));
  const names = ['evil.example', '127.0.0.1.evil.example', 'localhost.', '0.0.0.0', '127.1', '2130706433', '[::]'];
  const foreign: readonly Choice[] = [
    { value: null, good: false },
    ...[...names, '[::ffff:127.0.0.1]', 'user@127.0.0.1', '127.0.0.2', 'statelens'].map((name) =>
      bad(`${name}:${port}`),
    ),
    ...['127.0.0.1', 'localhost', '', `127.0.0.1:${port + 1}`, `localhost:0${port}`].map(bad),
    ...[`127.0.0.1:${port}, evil.example`, `localhost:${port}.evil.example`, `http://127.0.0.1:${port}`].map(bad),
  ];
  return pickChoice(random, random() < 0.75 ? ours : foreign);
}

/** Of our loopback names only the one in `Host` is the same origin. */
function pickOrigin(random: Random, host: string | null, port: number): Choice {
  if (host !== null && random() < 0.4) return good(`http://${host}`);
  const otherName = host?.startsWith('127.0.0.1') === true ? 'localhost' : '127.0.0.1';
  const foreign = ['null', '', 'http://evil.example', `http://${otherName}:${port}`, 'http://localhost', 'file://'];
  const near = host === null ? [] : [`https://${host}`, `http://${host}/`, `http://${host}.evil.example`, host];
  return random() < 0.2 ? { value: null, good: false } : bad(pick(random, [...foreign, ...near]));
}

function ignoredHeaders(random: Random): Readonly<Record<string, string>> {
  const chosen = IGNORED_HEADERS.filter(() => random() < 0.25);
  return Object.fromEntries(chosen.map(([name, values]) => [name, pick(random, values)]));
}

function header(name: string, { value }: Choice): Readonly<Record<string, string>> {
  return value === null ? {} : { [name]: value };
}

function good(value: string): Choice {
  return { value, good: true };
}

function bad(value: string): Choice {
  return { value, good: false };
}

function pickChoice(random: Random, choices: readonly Choice[]): Choice {
  return pick(random, choices);
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
}

/** Mulberry32: small, even, and the same on every machine. */
function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
