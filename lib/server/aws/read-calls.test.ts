import { afterEach, beforeEach, expect, test, vi } from 'vitest';
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

/** The reads of a connection whose bucket lets one call out in ten minutes, after a first one. */
function slowReads(patienceMs: number) {
  const bucket = createTokenBucket({ capacity: 1, refillPerSecond: 1 / 600, kept: 0 });
  return createReadCalls({
    holder: createClientHolder(SETTINGS, () => null),
    budget: { bucketOf: () => bucket },
    health: createHealthTracker(bucket.slowedForMs),
    clock: createClockOffset(),
    identity: { profile: null, role: null, source: 'chain' },
    region: () => SETTINGS.region,
    refuseEndpoint: () => null,
    requireOwn: () => {},
    patienceMs,
  });
}

function readOf(about: string): ReadCall<string, string> {
  return {
    operation: 'DescribeExecution',
    input: { about },
    about: null,
    send: async () => about,
    toAnswer: (output) => output,
    toAbsence: () => null,
  };
}

test('a person whose read has no turn is told so when the total is over, and who waits for the same goes on (R1)', async () => {
  const { read } = slowReads(50);
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
  const { read } = slowReads(10_000);
  await read(readOf('first'), CLICK);
  const person = new AbortController();
  const reading = read(readOf('second'), { ...CLICK, signal: person.signal });
  person.abort(new Error('left'));
  await expect(reading).rejects.toThrow('left');
});
