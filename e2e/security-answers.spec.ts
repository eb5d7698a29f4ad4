import { expect, test } from '@playwright/test';
import { send } from '@/lib/testing/http-send';

const ALWAYS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

async function findStaticFile(baseURL: string | undefined): Promise<string> {
  const { body } = await send(baseURL, { path: '/' });
  const path = /\/_next\/static\/[^"\\]+\.js/.exec(body)?.[0];
  if (path === undefined) throw new Error('the page names no script of its own');
  return path;
}

test('every answer carries the headers once and none for other sites (E6)', async ({ baseURL }) => {
  const answers = {
    page: await send(baseURL, { path: '/' }),
    'not found': await send(baseURL, { path: '/no-such-page' }),
    'broken encoding': await send(baseURL, { path: '/%E0%A4%A' }),
    script: await send(baseURL, { path: await findStaticFile(baseURL) }),
    'missing script': await send(baseURL, { path: '/_next/static/no-such.js' }),
    'image optimizer': await send(baseURL, { path: '/_next/image?url=%2Fa.png&w=64&q=75' }),
    icon: await send(baseURL, { path: '/favicon.ico' }),
    probe: await send(baseURL, { path: '/healthz' }),
    'repeated slashes': await send(baseURL, { path: '//evil.example/x' }),
    'other host': await send(baseURL, { path: '/', headers: { host: 'evil.example' } }),
    'other method': await send(baseURL, { path: '/', method: 'POST' }),
    'method that the framework cannot read': await send(baseURL, { path: '/', method: 'TRACE' }),
    'question of another site': await send(baseURL, {
      path: '/healthz',
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    }),
  };
  for (const [name, { headers }] of Object.entries(answers)) {
    expect(headers, name).toMatchObject(ALWAYS);
    expect(
      Object.keys(headers).filter((header) => header.startsWith('access-control')),
      name,
    ).toEqual([]);
    expect(headers['x-powered-by'], name).toBeUndefined();
  }
  expect(answers['image optimizer'].status).toBe(404);
  expect(answers.page.headers['cache-control']).toContain('no-store');
  expect(answers.probe.headers['cache-control']).toBe('no-store');
});

test('a redirect stays on this server (E1)', async ({ baseURL }) => {
  for (const path of [
    '//evil.example/x',
    '/executions/',
    '///evil.example',
    '/\\evil.example',
    '/%2F%2Fevil.example',
  ]) {
    const { headers } = await send(baseURL, { path });
    const target = headers['location'] ?? '/';
    expect(new URL(target, 'http://statelens.example').origin, path).toBe('http://statelens.example');
  }
});

test('a probe answers one word (E9, R9)', async ({ baseURL }) => {
  const [health, ready] = [await send(baseURL, { path: '/healthz' }), await send(baseURL, { path: '/readyz' })];
  expect([health.status, health.body]).toEqual([200, 'ok']);
  expect([ready.status, ready.body]).toEqual([200, 'ready']);
});

test('a refusal is an error envelope with an id of its own', async ({ baseURL }) => {
  const { status, headers, body } = await send(baseURL, { path: '/', headers: { host: 'evil.example' } });
  expect(status).toBe(421);
  const requestId = headers['x-request-id'];
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(JSON.parse(body)).toMatchObject({ error: { code: 'misdirected-request', requestId } });
});
