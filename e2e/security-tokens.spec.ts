import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { APIRequestContext } from '@playwright/test';
import { createTokenSearch } from '@/lib/testing/token-search';
import { executionAddress, MACHINES, machineAddress } from './addresses';
import { ApprovalsPage } from './approvals-page';
import { localAwsEnvironment, readIndex, startDashboard } from './stack';
import { eventsOf, FIRST_READ, onlyWait, tokensOf, type Wait, waitingBatch, waitingOrder } from './waits';
import { expect, type Stack, test } from './with-local-aws';

/** Where something that was given to the product can come out again. */
const KINDS = ['answer', 'HTML', 'page data', 'page in a browser', 'log', 'file', 'packed history', 'audit'] as const;

type Place = { readonly kind: (typeof KINDS)[number]; readonly name: string; readonly text: string };

/** As long as a token, and not of its shape: what hides tokens must not hide it, and the search has to find it. */
const CANARY = randomBytes(326).toString('hex');

/** Lets the test read the metrics. */
const METRICS_TOKEN = randomBytes(32).toString('hex');

/** Every way in which a definition hands a token on: as a member, to each item of a Map, and built into a text. */
async function startWaits(stack: Stack): Promise<readonly Wait[]> {
  return [
    await waitingOrder(stack, 'tokens-member'),
    ...(await waitingBatch(stack, 'tokens-items', { at: 'ApprovePayout', payouts: 3 })),
    onlyWait(await waitingBatch(stack, 'tokens-text', { at: 'ReleaseFunds' })),
  ];
}

/** An execution that fails with the canary for its reason, and has a part of it for its name. */
function startCanary(stack: Stack) {
  const script = { ValidateOrder: [{ error: 'Order.Canary', cause: CANARY }] };
  return stack.start('order-fulfilment', CANARY.slice(0, 80), script);
}

test('no task token is in any answer, page, log or file (T1–T6)', async ({ page, shell, stack }) => {
  // It reads everything there is, one thing after the other.
  test.slow();
  const dashboard = await startDashboard({
    ...localAwsEnvironment(stack.aws.url),
    STATELENS_LOG_LEVEL: 'trace',
    STATELENS_METRICS_TOKEN: METRICS_TOKEN,
  });
  try {
    const places: Place[] = [];
    const waits = await startWaits(stack);
    const canary = await startCanary(stack);
    const reader = createReader(page.request, dashboard.url, places);
    await expect.poll(async () => (await reader.json('/api/v1/sync')).items[0]?.phase, FIRST_READ).toBe('following');

    await shell.open(`${dashboard.url}${executionAddress(canary.executionArn)}`);
    places.push({ kind: 'page in a browser', name: 'execution', text: await page.content() });
    for (const wait of waits) {
      await shell.open(`${dashboard.url}${wait.page}`);
      await expect(new ApprovalsPage(page).given).toContainText('⟨token:', FIRST_READ);
      places.push({ kind: 'page in a browser', name: wait.page, text: await page.content() });
      await reader.wait(wait);
      await decide(page.request, dashboard.url, wait, places);
      await reader.wait(wait);
    }
    for (const executionArn of new Set([canary.executionArn, ...waits.map((wait) => wait.executionArn)]))
      await reader.execution(executionArn, await eventsOf(stack.aws, { executionArn }));
    await reader.lists();
    places.push({ kind: 'log', name: 'log', text: dashboard.log() });
    places.push(...(await filesOf(dashboard.data, 'while it runs')));
    await page.goto('about:blank');
    await dashboard.end();
    places.push({ kind: 'log', name: 'log to the end', text: dashboard.log() });
    places.push(...(await filesOf(dashboard.data, 'after its last checkpoint')));
    places.push({ kind: 'packed history', name: 'index', text: await readIndex(dashboard.data) });

    const tokens = await tokensOf(stack.aws);
    expect(tokens).toEqual(expect.arrayContaining(waits.map(({ token }) => token)));
    const found = searchAll(places, tokens);
    const bytes = places.reduce((sum, { text }) => sum + text.length, 0);
    process.stdout.write(
      `tokens: ${tokens.length} given out, searched for in ${places.length} places (${countKinds(places)}), ${bytes} characters; ${found.length} found\n`,
    );
    expect(found).toEqual([]);
    // The search does find what is there: the canary, wherever a token could be.
    const shown = new Set(
      places.filter(({ text }) => createTokenSearch([CANARY])(text) !== null).map(({ kind }) => kind),
    );
    expect([...shown].toSorted()).toEqual([...KINDS].toSorted());
  } finally {
    // The page would go on asking a server that is not there.
    await page.goto('about:blank');
    await dashboard.stop();
  }
});

function searchAll(places: readonly Place[], tokens: readonly string[]): readonly string[] {
  const search = createTokenSearch(tokens);
  return places.flatMap(({ kind, name, text }) => {
    const at = search(text);
    // What stands before it tells where it came from, and is not the token.
    return at === null
      ? []
      : [`${kind} ${name}: at ${at}, after ${JSON.stringify(text.slice(Math.max(0, at - 120), at - 60))}`];
  });
}

function countKinds(places: readonly Place[]): string {
  return KINDS.map((kind) => `${kind} ${places.filter((place) => place.kind === kind).length}`).join(', ');
}

/** Keeps a task alive and then answers it, with its own token pasted into everything that a person can write. */
async function decide(request: APIRequestContext, url: string, wait: Wait, places: Place[]): Promise<void> {
  const pasted = `pasted ${wait.token}, ${CANARY.slice(0, 100)}`;
  const decisions = [
    { kind: 'keep-alive' },
    wait.state === 'ApproveLargeOrder'
      ? { kind: 'reject', error: 'Approval.Rejected', cause: pasted }
      : { kind: 'approve', output: JSON.stringify({ echoed: wait.token }) },
  ];
  for (const decision of decisions) {
    const answer = await request.post(`${url}${wait.api}/decision`, {
      headers: { origin: url },
      data: { decision, comment: pasted, idempotencyKey: `${decision.kind}-${wait.scheduledEventId}-${wait.name}` },
    });
    expect(answer.status(), decision.kind).toBe(200);
    places.push({ kind: 'answer', name: `${decision.kind} of ${wait.state}`, text: await answer.text() });
  }
}

/** Reads what the dashboard answers, and keeps it. */
function createReader(request: APIRequestContext, url: string, places: Place[]) {
  const read = async (kind: Place['kind'], path: string, headers: Record<string, string> = {}): Promise<string> => {
    const answer = await request.get(`${url}${path}`, { headers });
    expect(answer.status(), path).toBe(200);
    const text = await answer.text();
    places.push({ kind, name: path, text });
    return text;
  };
  const api = (path: string) => read('answer', `/api/v1${path}`);
  const page = async (path: string): Promise<void> => {
    await read('HTML', path);
    // The same page as the browser asks for it when a link is followed.
    const data = await read('page data', `${path}${path.includes('?') ? '&' : '?'}_rsc=1`, { rsc: '1' });
    expect(data, `${path} as data`).not.toContain('<!DOCTYPE');
  };
  return {
    json: async (path: string) => (await request.get(`${url}${path}`)).json(),
    wait: async (wait: Wait): Promise<void> => {
      await read('answer', wait.api);
      await page(wait.page);
    },
    execution: async (arn: string, events: readonly { readonly id: number }[]): Promise<void> => {
      const path = `/executions/${encodeURIComponent(arn)}`;
      for (const part of ['', '/timeline', '/events?limit=1000', '/definition', '/graph']) await api(`${path}${part}`);
      for (const { id } of events) await api(`${path}/events/${id}/payload`);
      for (const tab of ['', '?tab=graph', '?tab=events', '?tab=data', '?tab=definition']) await page(`${path}${tab}`);
    },
    lists: async (): Promise<void> => {
      const views = ['waiting', 'decided', 'expired'];
      const machine = `/machines/${encodeURIComponent(MACHINES.standard)}`;
      const paths = ['/audit', '/executions', '/hotspots', '/machines', '/overview', '/sync', '/connections'];
      await read('answer', '/metrics', { authorization: `Bearer ${METRICS_TOKEN}` });
      for (const view of views) await api(`/approvals?view=${view}`);
      for (const path of [...paths, machine, ...['hotspots', 'graph', 'durations'].map((part) => `${machine}/${part}`)])
        await api(path);
      for (const path of ['/', '/hotspots', '/executions', '/settings', machineAddress(MACHINES.standard)])
        await page(path);
      for (const view of views) await page(`/approvals?view=${view}`);
    },
  };
}

/** Every file below a data directory, as bytes. */
async function filesOf(directory: string, when: string): Promise<readonly Place[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  expect(paths.join(' ')).toMatch(/index\.duckdb\b.*|decisions\.ndjson/);
  return Promise.all(
    paths.map(async (path) => ({
      kind: path.endsWith('decisions.ndjson') ? ('audit' as const) : ('file' as const),
      name: `${path.slice(directory.length)} ${when}`,
      text: await readFile(path, 'latin1'),
    })),
  );
}
