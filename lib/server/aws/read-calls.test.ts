import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchAttempt } from './attempt';
import { createClientHolder } from './clients';
import { createClockOffset } from './clock-offset';
import { createHealthTracker } from './connection-health';
import { createReadCalls, type ReadCall } from './read-calls';
import { createTokenBucket } from './token-bucket';

const SETTINGS = { region: 'eu-west-1', profile: null, role: null, webIdentity: null };
const CLICK = { priority: 'click' } as const;

// Clients are made for every read; these send nothing.
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** The reads of a connection whose bucket lets one call out in ten minutes, after so many at first. */
function slowReads(limits: { readonly totalMs: number; readonly patienceMs: number }, capacity = 1) {
  const bucket = createTokenBucket({ capacity, refillPerSecond: 1 / 600, kept: 0 });
  const health = createHealthTracker(bucket.slowedForMs);
  const { read } = createReadCalls({
    holder: createClientHolder(SETTINGS, () => null),
    budget: { bucketOf: () => bucket },
    health,
    clock: createClockOffset(),
    identity: { profile: null, role: null, source: 'chain' },
    region: () => SETTINGS.region,
    refuseEndpoint: () => null,
    requireOwn: () => {},
    limits,
  });
  return { read, health };
}

/** No limit that a test reaches. */
const LONG_MS = 60_000;

function readOf(about: string, send = async () => about): ReadCall<string, string> {
  return {
    operation: 'DescribeExecution',
    input: { about },
    about: null,
    send,
    toAnswer: (output) => output,
    toAbsence: () => null,
  };
}

test('a person whose read has no turn is told so when the total is over, and who waits for the same goes on (R1)', async () => {
  const { read } = slowReads({ totalMs: LONG_MS, patienceMs: 50 });
  expect(await read(readOf('first'), CLICK)).toBe('first');
  const others = new AbortController();
  const background = read(readOf('second'), { priority: 'background', signal: others.signal });
  await expect(read(readOf('second'), CLICK)).rejects.toMatchObject({
    code: 'throttled',
    message: expect.stringContaining('no turn within 30 seconds'),
  });
  const isWaiting = await Promise.race([background.then(() => false), Promise.resolve(true)]);
  expect(isWaiting).toBe(true);
  others.abort(new Error('over'));
  await expect(background).rejects.toThrow('over');
});

test('a person who leaves first is told nothing of it', async () => {
  const { read } = slowReads({ totalMs: LONG_MS, patienceMs: LONG_MS });
  await read(readOf('first'), CLICK);
  const person = new AbortController();
  const reading = read(readOf('second'), { ...CLICK, signal: person.signal });
  person.abort(new Error('left'));
  await expect(reading).rejects.toThrow('left');
});

test('a person whose call has gone out and hangs is told that AWS does not answer, not that it had no turn (R1)', async () => {
  const { read } = slowReads({ totalMs: LONG_MS, patienceMs: 50 });
  const hangs = readOf('first', () => new Promise<string>(() => {}));
  await expect(read(hangs, CLICK)).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('AWS does not answer'),
  });
});

/** Refused once, then sent again. */
async function sendTwice(): Promise<string> {
  const refused = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
  await watchAttempt({}, () => Promise.reject(refused)).catch(() => undefined);
  await watchAttempt({}, async () => ({ response: {} }));
  return 'second attempt';
}

test.each([CLICK, { priority: 'background' } as const])(
  'a call that AWS refused, and that had no turn for a second attempt in time, was throttled: $priority (R1, R3)',
  async (options) => {
    const { read, health } = slowReads({ totalMs: 250, patienceMs: LONG_MS }, 2);
    // Making the clients takes a moment of its own.
    await read(readOf('first'), options);
    await expect(read(readOf('second', sendTwice), options)).rejects.toMatchObject({ code: 'throttled' });
    // Reading goes on: AWS answers, and knows who we are.
    expect(health.isClosed()).toBeNull();
    expect(health.read().health.kind).toBe('throttled');
  },
);

test('a person who loses patience between two attempts is told what the first failed by', async () => {
  const { read } = slowReads({ totalMs: LONG_MS, patienceMs: 250 }, 2);
  await read(readOf('first'), CLICK);
  await expect(read(readOf('second', sendTwice), CLICK)).rejects.toMatchObject({
    code: 'throttled',
    message: expect.stringContaining('AWS refuses calls'),
  });
});
