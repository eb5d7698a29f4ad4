import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@playwright/test';
import type { Executions } from '@/lib/contract/executions';
import { localAwsEnvironment, readIndex, startDashboard, startLocalAws } from './stack';

/** All of them in a fault run; a few say as much about what a commit broke. */
const STOPS = Number(process.env['STATELENS_TEST_STOPS'] ?? '3');
const REQUESTS = 50;
/** R8: from the signal to the end of the process. */
const LIMIT_MS = 15_000;

const PATHS = ['executions?from=now-30d&to=now', 'machines?from=now-7d', 'hotspots', 'overview', 'approvals', 'sync'];

type Answer = 'whole' | 'not-begun' | 'cut';

/** What was sent while the server closed its port may never have been read by it: that is no answer that was cut. */
const NOT_READ: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ECONNRESET', 'UND_ERR_SOCKET']);
const NOT_READ_MS = 1_500;

async function ask(url: string, number: number, stopMs: () => number): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(`${url}/api/v1/${PATHS[number % PATHS.length]}`);
  } catch (thrown) {
    const cause = thrown instanceof Error ? thrown.cause : null;
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    return NOT_READ.has(code) && performance.now() - stopMs() < NOT_READ_MS ? 'not-begun' : 'cut';
  }
  try {
    JSON.parse(await response.text());
    return 'whole';
  } catch {
    return 'cut';
  }
}

test('a stop ends within 15 s, cuts no answer and loses no row, whatever is connected (R8)', async () => {
  test.setTimeout(60_000 + STOPS * 60_000);
  const aws = await startLocalAws('small');
  let [longestMs, cut, whole, lost] = [0, 0, 0, 0];
  for (let stop = 0; stop < STOPS; stop += 1) {
    const dashboard = await startDashboard(localAwsEnvironment(aws.url));
    const listed = async () => {
      const answer = await fetch(`${dashboard.url}/api/v1/executions?from=now-30d&to=now&limit=1000`);
      const { items }: Executions = await answer.json();
      return items.map(({ executionArn }) => executionArn);
    };
    await expect.poll(async () => (await listed()).length, { timeout: 60_000 }).toBeGreaterThan(20);
    const held = await listed();
    // What a browser opens ahead and never uses.
    const idle = connect(Number(new URL(dashboard.url).port), '127.0.0.1');
    await once(idle, 'connect');
    let beganMs = Number.POSITIVE_INFINITY;
    const askAll = () => Array.from({ length: REQUESTS }, (_, number) => ask(dashboard.url, number, () => beganMs));
    // Over connections that are there already, of which the first round makes as many.
    expect(await Promise.all(askAll())).toEqual(Array.from({ length: REQUESTS }, () => 'whole'));
    const asked = askAll();
    await Promise.race(asked);
    beganMs = performance.now();
    const ended = dashboard.end();
    const answers = await Promise.all(asked);
    await ended;
    longestMs = Math.max(longestMs, performance.now() - beganMs);
    idle.destroy();
    cut += answers.filter((answer) => answer === 'cut').length;
    whole += answers.filter((answer) => answer === 'whole').length;
    const index = await readIndex(dashboard.data);
    lost += held.filter((arn) => !index.includes(arn)).length;
    await dashboard.stop();
  }
  await aws.stop();
  process.stdout.write(
    `${STOPS} stops, max ${(longestMs / 1_000).toFixed(1)} s, ${whole} answers under way finished, ${cut} cut answers, ${lost} lost rows\n`,
  );
  expect(longestMs).toBeLessThanOrEqual(LIMIT_MS);
  expect(whole).toBeGreaterThan(STOPS);
  expect([cut, lost]).toEqual([0, 0]);
});
