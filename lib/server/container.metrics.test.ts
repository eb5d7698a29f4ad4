import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { noInput } from '@/lib/contract/no-input';
import { startLocalAws, TEST_CONNECTION } from '@/lib/testing/aws-over-http';
import { FakeAws, joinAws, orderHistory } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { prepareAuditFile } from './audit/audit-directory';
import { openAuditLog } from './audit/audit-log';
import { createAwsConnections } from './aws/connections';
import { readConfig } from './config';
import { createContainer } from './container';
import { plainText } from './http/answers';
import { createRoute } from './http/route';
import { createLogger } from './logger';
import type { AwsConnections } from './ports/aws';
import { createReading } from './sync/reading';

const NOW = Date.UTC(2026, 10, 22, 18);
const TOKEN = 'a-token-of-at-least-32-bytes-for-this';
const log = createLogger('silent');
const directory = mkdtempSync(join(tmpdir(), 'statelens-metrics-'));
const audit = await openAuditLog(prepareAuditFile(directory), log);
const clock = new VirtualClock(NOW);

afterAll(() => rmSync(directory, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

/** A server that reads these connections, and its route as a scraper asks it. */
function serve(connections: AwsConnections, env: Readonly<Record<string, string>>) {
  const index = new MemoryIndex();
  const reading = createReading({ index, connections, clock, log });
  const { services, edge } = createContainer({
    config: readConfig(env),
    log,
    lifecycle: { readiness: () => ({ word: 'ready', status: 200 }) },
    product: { version: '1.2.3', packages: [] },
    index,
    audit,
    connections,
    reading,
  });
  const GET = createRoute(() => ({ edge, log, scope: { services } }))(
    noInput,
    async ({ services: own, authorization }) => plainText(await own.getMetrics({ authorization })),
  );
  const scrape = async (authorization: string | null, host = '127.0.0.1:3000') => {
    const headers = { host, ...(authorization !== null && { authorization }) };
    const answer = await GET(new Request('http://127.0.0.1:3000/metrics', { headers }), {
      params: Promise.resolve({}),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  return { reading, scrape, read: async () => parseMetrics((await scrape(`Bearer ${TOKEN}`)).text) };
}

/** Reads the text format: every line is a comment or a sample, and no sample is there twice. */
function parseMetrics(text: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || /^# (HELP|TYPE) [a-z0-9_]+ /.test(line)) continue;
    const [, name, value] = /^([a-z0-9_]+(?:\{[^{}]*\})?) (-?[\d.e+-]+|Nan|[+-]Inf)$/.exec(line) ?? [];
    if (name === undefined || samples.has(name)) throw new Error(`not a sample of its own: ${line}`);
    samples.set(name, Number(value));
  }
  return samples;
}

describe('who may read metrics (E9)', () => {
  it('nobody, and as if it were not there, without the setting', async () => {
    const { scrape } = serve(new FakeAws(), {});
    for (const authorization of [null, 'Bearer ', `Bearer ${TOKEN}`])
      expect(await scrape(authorization)).toMatchObject({ status: 404 });
  });

  it('whoever has the token, and nobody else', async () => {
    const { scrape } = serve(new FakeAws(), { STATELENS_METRICS_TOKEN: TOKEN });
    const wrong = [
      null,
      '',
      TOKEN,
      'Bearer',
      `Basic ${TOKEN}`,
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(1)}`,
      `Bearer ${TOKEN} x`,
    ];
    for (const authorization of wrong) {
      const { status, headers, text } = await scrape(authorization);
      expect([authorization, status, headers.get('www-authenticate')]).toEqual([authorization, 401, 'Bearer']);
      expect(JSON.parse(text)).toMatchObject({ error: { code: 'unauthenticated' } });
      expect(text).not.toContain('statelens_');
    }
    const good = await scrape(`Bearer ${TOKEN}`);
    expect(good.status).toBe(200);
    expect(good.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(good.headers.get('cache-control')).toBe('no-store');
    expect(good.text).not.toContain(TOKEN);
    expect((await scrape(`Bearer ${TOKEN}`, 'evil.example')).status).toBe(421);
  });
});

describe('what metrics tell', () => {
  it('counts the calls that went to AWS and those that it refused', async () => {
    const aws = await startLocalAws('small');
    try {
      for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
      const connections = createAwsConnections([{ ...TEST_CONNECTION, share: 0.5 }]);
      const { read } = serve(connections, { STATELENS_METRICS_TOKEN: TOKEN });
      const list = () => connections.list()[0]?.stepFunctions.listMachines({ token: null }, { priority: 'click' });
      const labels = (place: string) => `{place="${place}",operation="ListStateMachines"}`;
      expect([...(await read()).keys()].filter((name) => name.startsWith('statelens_aws_calls'))).toEqual([]);
      await list();
      await aws.control('PUT', 'faults', { action: 'states:ListStateMachines', fault: 'throttled', times: 1 });
      await list();
      const samples = await read();
      const place = labels('123456789012/eu-west-1');
      const of = (name: string) => samples.get(`statelens_${name}${place}`);
      // The refused one was tried again.
      expect([of('aws_calls_total'), of('aws_refusals_total'), of('budget_throttled')]).toEqual([3, 1, 1]);
      expect([of('budget_full_calls_per_second'), of('budget_burst_calls')]).toEqual([2.5, 50]);
      expect(of('budget_allowed_calls_per_second')).toBeLessThan(2.5);
      expect(of('budget_throttled_until_timestamp_seconds')).toBeGreaterThan(Date.now() / 1_000);
      // Told by account and region from when they are known, and no more by the name.
      expect(samples.has(`statelens_aws_calls_total${labels('unknown/default')}`)).toBe(false);
      expect(await read()).toEqual(expect.any(Map));
    } finally {
      await aws.stop();
    }
  }, 60_000);

  it('tells how reading goes for each connection, and a shared budget once', async () => {
    const [shop, rest] = [new FakeAws({ name: 'shop' }), new FakeAws({ name: 'rest', region: 'us-east-1' })];
    shop.addMachine('orders');
    rest.addMachine('orders');
    shop.addExecution('orders', 'a', 'FAILED', orderHistory(NOW - 3_600_000, 'failed'));
    shop.addExecution('orders', 'b', 'SUCCEEDED', orderHistory(NOW - 3_600_000, 'ok'));
    const operation = {
      operation: 'ListExecutions',
      quota: { perSecond: 2, burst: 100 },
      limit: null,
      calledLastMinute: 4,
      called: 9,
      waiting: { click: 1, background: 2 },
      refused: 0,
      lastRefusedMs: null,
      slowed: null,
    };
    shop.budget = { place: { account: '1', region: 'r' }, share: 'off', operations: [operation] };
    rest.budget = shop.budget;
    const { reading, read } = serve(joinAws(shop, rest), { STATELENS_METRICS_TOKEN: TOKEN });
    reading.sync.start();
    try {
      await clock.advance(20_000);
      const samples = await read();
      const by = (name: string, labels: string) => samples.get(`statelens_${name}{${labels}}`);
      expect([
        by('executions_read_total', 'connection="shop"'),
        by('executions_read_total', 'connection="rest"'),
      ]).toEqual([2, 0]);
      expect([by('histories_read_total', 'connection="shop"'), by('unread_histories', 'connection="shop"')]).toEqual([
        2, 0,
      ]);
      expect(by('freshness_seconds', 'connection="shop"')).toBeLessThanOrEqual(60);
      expect(by('sync_phase', 'connection="shop",phase="following"')).toBe(1);
      expect(by('sync_phase', 'connection="shop",phase="waiting"')).toBe(0);
      expect(by('connection_health', 'connection="rest",state="ok"')).toBe(1);
      expect(by('info', 'version="1.2.3"')).toBe(1);
      expect(by('aws_calls_total', 'place="1/r",operation="ListExecutions"')).toBe(9);
      expect(by('budget_waiting_calls', 'place="1/r",operation="ListExecutions",priority="background"')).toBe(2);
      // There is no limit: no line says that it were 0.
      expect(by('budget_allowed_calls_per_second', 'place="1/r",operation="ListExecutions"')).toBeUndefined();
      expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(0);
      // Asked again it is the same and not twice as much.
      expect((await read()).get('statelens_executions_read_total{connection="shop"}')).toBe(2);
    } finally {
      await reading.sync.stop();
    }
  });
});
