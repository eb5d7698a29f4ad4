import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { type AppRoute, listAppRoutes } from '@/lib/testing/http-routes';
import { send } from '@/lib/testing/http-send';

const ARN = encodeURIComponent('arn:aws:states:eu-west-1:123456789012:execution:order-fulfilment:ord-88412');

/** What an address of the API that names no execution answers, whatever AWS knows and whether it can be asked. */
const NO_ARN = 'nonsense';

/** Every route there is, with an address of it. A route that is added to the app and not here fails the test. */
const LISTED: Readonly<Record<string, string>> = {
  '/': '/',
  '/api/[...path]': '/api/v1/nonsense',
  '/api/v1/approvals': '/api/v1/approvals',
  '/api/v1/approvals/[arn]/[eventId]': `/api/v1/approvals/${NO_ARN}/1`,
  '/api/v1/approvals/[arn]/[eventId]/decision': `/api/v1/approvals/${NO_ARN}/1/decision`,
  '/api/v1/audit': '/api/v1/audit',
  '/api/v1/connections': '/api/v1/connections',
  '/api/v1/executions': '/api/v1/executions',
  '/api/v1/executions/[arn]': `/api/v1/executions/${NO_ARN}`,
  '/api/v1/executions/[arn]/definition': `/api/v1/executions/${NO_ARN}/definition`,
  '/api/v1/executions/[arn]/events': `/api/v1/executions/${NO_ARN}/events`,
  '/api/v1/executions/[arn]/events/[id]/payload': `/api/v1/executions/${NO_ARN}/events/1/payload`,
  '/api/v1/executions/[arn]/graph': `/api/v1/executions/${NO_ARN}/graph`,
  '/api/v1/executions/[arn]/timeline': `/api/v1/executions/${NO_ARN}/timeline`,
  '/api/v1/hotspots': '/api/v1/hotspots',
  '/api/v1/machines': '/api/v1/machines',
  '/api/v1/machines/[arn]': `/api/v1/machines/${NO_ARN}`,
  '/api/v1/machines/[arn]/durations': `/api/v1/machines/${NO_ARN}/durations`,
  '/api/v1/machines/[arn]/failures': `/api/v1/machines/${NO_ARN}/failures`,
  '/api/v1/machines/[arn]/graph': `/api/v1/machines/${NO_ARN}/graph`,
  '/api/v1/machines/[arn]/hotspots': `/api/v1/machines/${NO_ARN}/hotspots`,
  '/api/v1/machines/[arn]/matrix': `/api/v1/machines/${NO_ARN}/matrix`,
  '/api/v1/map-runs/[arn]': `/api/v1/map-runs/${NO_ARN}`,
  '/api/v1/map-runs/[arn]/executions': `/api/v1/map-runs/${NO_ARN}/executions`,
  '/api/v1/openapi.json': '/api/v1/openapi.json',
  '/api/v1/overview': '/api/v1/overview',
  '/api/v1/sync': '/api/v1/sync',
  '/approvals': '/approvals',
  '/executions': '/executions',
  '/executions/[arn]': `/executions/${ARN}`,
  '/healthz': '/healthz',
  '/hotspots': '/hotspots',
  '/machines/[arn]': `/machines/${ARN}`,
  '/metrics': '/metrics',
  '/readyz': '/readyz',
  '/settings': '/settings',
};

/** Addresses that change something: they take POST and nothing else. */
const ACTIONS: readonly string[] = ['/api/v1/approvals/[arn]/[eventId]/decision'];

/** Who can reach a server in local mode, told apart by what their requests carry. */
const CALLERS = {
  'our own page': { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
  'our own page, as a form': { 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' },
  'a program on this machine': { 'content-type': 'application/json' },
  'another site': { 'sec-fetch-site': 'cross-site', 'content-type': 'application/json', origin: 'http://evil.example' },
  'a rebound name': { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json', host: 'evil.example' },
  'a rebound name behind forwarded headers': { host: 'evil.example', 'x-forwarded-host': 'localhost' },
  'a server action': { 'sec-fetch-site': 'same-origin', 'next-action': '7f0000' },
} as const;
type CallerName = keyof typeof CALLERS;

const CALLER_NAMES: readonly CallerName[] = [
  'our own page',
  'our own page, as a form',
  'a program on this machine',
  'another site',
  'a rebound name',
  'a rebound name behind forwarded headers',
  'a server action',
];
const READING = ['GET', 'HEAD'];
const METHODS = [...READING, 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** The answer by the rules of access, written out by hand. */
function expectedStatus({ kind, template }: AppRoute, caller: CallerName, method: string): number {
  if (caller.startsWith('a rebound name')) return 421;
  if (caller === 'a server action') return 405;
  if (READING.includes(method)) return ACTIONS.includes(template) ? 405 : readingStatus(template);
  if (kind === 'page') return 405;
  if (method === 'OPTIONS') return 204;
  // Asked without a body: what is not accepted of it is found after who asks was.
  if (caller === 'our own page' && ACTIONS.includes(template) && method === 'POST') return 400;
  if (caller === 'our own page') return template === '/api/[...path]' ? 404 : 405;
  return caller === 'our own page, as a form' ? 415 : 403;
}

function readingStatus(template: string): number {
  // Metrics are off where no token was set for them, and then they are not there (E9).
  if (template === '/api/[...path]' || template === '/metrics') return 404;
  return template.startsWith('/api/') && template.includes('[arn]') ? 400 : 200;
}

test('every route answers every caller and method as the rules say (A2, A5, E1, E2, E4)', async ({ baseURL }) => {
  const routes = listAppRoutes(fileURLToPath(new URL('../app', import.meta.url)));
  const unlisted = routes.filter(({ template }) => LISTED[template] === undefined);
  const unexpected: string[] = [];
  let checks = 0;
  for (const route of routes) {
    const { template } = route;
    const path = LISTED[template];
    if (path === undefined) continue;
    for (const caller of CALLER_NAMES) {
      for (const method of METHODS) {
        const { status } = await send(baseURL, { method, path, headers: CALLERS[caller] });
        const expected = expectedStatus(route, caller, method);
        checks++;
        if (status !== expected) unexpected.push(`${method} ${template} by ${caller}: ${status}, not ${expected}`);
      }
    }
  }
  process.stdout.write(
    `${routes.length} routes, ${checks} checks, ${unexpected.length} unexpected, ${unlisted.length} routes unlisted\n`,
  );
  expect(unexpected).toEqual([]);
  expect(unlisted).toEqual([]);
  expect(routes.map(({ template }) => template)).toEqual(Object.keys(LISTED));
});
