import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventPayloadResponse, eventsResponse, listEventsRequest } from '@/lib/contract/events';
import { localActions, localCaller } from '@/lib/domain/access';
import { withoutData } from '@/lib/domain/history/payload-fields';
import { AppError } from '@/lib/server/errors';
import { createLogger } from '@/lib/server/logger';
import { createReading, type Reading } from '@/lib/server/sync/reading';
import { FAKE_PLACE, FakeAws, orderHistory } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { createCourseCache } from './course-cache';
import { createExecutionLinks } from './execution-links';
import { getEventPayload } from './get-event-payload';
import { createGraphCache } from './graph/graph-cache';
import { listEvents } from './list-events';
import { createMapRuns } from './map-runs';
import type { ServiceDependencies } from './service-dependencies';

const NOW = Date.UTC(2026, 10, 22, 18);
const HOUR = 3_600_000;
const caller = localCaller;

let aws: FakeAws;
let index: MemoryIndex;
let clock: VirtualClock;
let reading: Reading;
let deps: ServiceDependencies;

beforeEach(() => {
  aws = new FakeAws();
  index = new MemoryIndex();
  clock = new VirtualClock(NOW);
  reading = createReading({ index, connections: aws, clock, log: createLogger('silent') });
  const { sync, reader, catalogue } = reading;
  const { contextOf } = catalogue;
  const courses = createCourseCache();
  const mapRuns = createMapRuns(aws, clock);
  const links = createExecutionLinks(aws, mapRuns, clock);
  const switches = localActions(false);
  deps = {
    index,
    connections: aws,
    sync,
    reader,
    contextOf,
    courses,
    graphs: createGraphCache(),
    links,
    mapRuns,
    clock,
    switches,
    awsEndpoint: null,
  };
});

afterEach(() => reading.sync.stop());

function arn(name: string): string {
  return `${FAKE_PLACE}:execution:orders:${name}`;
}

/** Lets the background reading run for a while and stops it. */
async function readAll(): Promise<void> {
  reading.sync.start();
  await clock.advance(20_000);
}

describe('listEvents', () => {
  const ask = (query: Readonly<Record<string, unknown>>) =>
    listEvents(deps, { ...listEventsRequest.parse({ arn: arn('ord-1'), ...query }), caller });

  beforeEach(() => {
    aws.addMachine('orders');
    aws.addExecution('orders', 'ord-1', 'FAILED', orderHistory(NOW - HOUR, 'failed'));
  });

  it('gives rows with state and summary and without payloads, page by page', async () => {
    const first = eventsResponse.parse(await ask({ limit: '4' }));
    const second = eventsResponse.parse(await ask({ limit: '40', cursor: first.nextCursor }));
    expect([first.total, first.items.length, second.items.length, second.nextCursor]).toEqual([9, 4, 5, null]);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(second.items[0]).toMatchObject({
      type: 'TaskFailed',
      state: 'ChargeCard',
      visit: 2,
      summary: 'Payment.Declined: card refused',
      hasPayload: true,
    });
    expect(JSON.stringify(first)).not.toContain('88412');
  });

  it('filters by type, state and text, and counts what is left', async () => {
    expect(await ask({ type: ['TaskFailed', 'TaskStarted'], limit: '1' })).toMatchObject({ matching: 4, total: 9 });
    expect(await ask({ type: 'ExecutionFailed' })).toMatchObject({ matching: 1, items: [{ id: 9, state: null }] });
    expect(await ask({ state: 'ChargeCard' })).toMatchObject({ matching: 7 });
    expect(await ask({ q: 'DECLINED' })).toMatchObject({ matching: 3 });
  });

  it('refuses a cursor that it did not give', async () => {
    await expect(ask({ cursor: 'x' })).rejects.toMatchObject({ code: 'invalid-request' });
  });
});

describe('getEventPayload', () => {
  it('asks the API for what was logged of a Standard execution, also where the log holds no data', async () => {
    const machine = aws.addLoggedMachine('orders');
    aws.machines[0] = { ...machine, logging: { ...machine.logging, includesData: false } };
    const execution = aws.addExecution('orders', 'ord-1', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
    aws.logExecution(execution, execution.events.map(withoutData));
    await readAll();
    expect(index.executions.get(arn('ord-1'))).toMatchObject({ source: 'log', hasInput: true, hasOutput: true });
    aws.calls.length = 0;
    expect(await getEventPayload(deps, { arn: arn('ord-1'), id: 1, caller })).toMatchObject({
      kind: 'shown',
      fields: [{ name: 'input', text: '{"order":88412}' }],
    });
    expect(aws.calls.map(({ operation }) => operation)).toEqual(['getEventPayload']);
  });

  it('fetches input, output and parameters when they are opened', async () => {
    aws.addMachine('orders');
    aws.addExecution('orders', 'ord-1', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
    const payload = async (id: number) =>
      eventPayloadResponse.parse(await getEventPayload(deps, { arn: arn('ord-1'), id, caller }));
    expect((await payload(1)).fields).toEqual([
      { name: 'input', state: 'shown', text: '{"order":88412}', bytes: 15, isJson: true },
    ]);
    expect((await payload(3)).fields).toMatchObject([{ name: 'parameters' }]);
    expect((await payload(5)).fields).toMatchObject([{ name: 'error' }, { name: 'cause', isJson: false }]);
    await expect(payload(99)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('says that nothing was logged, that it was cut, or that it is encrypted', async () => {
    const machine = aws.addExpressMachine('checkout');
    aws.machines[0] = { ...machine, logging: { ...machine.logging, includesData: false } };
    const bare = orderHistory(NOW - HOUR, 'ok').map((event) => ({ ...event, details: { name: 'ChargeCard' } }));
    const express = aws.addLines('checkout', 'one', bare);
    await readAll();
    expect(await getEventPayload(deps, { arn: express, id: 2, caller })).toMatchObject({
      kind: 'not-logged',
      fields: [],
    });

    const cut = { input: '{"a":"…', inputDetails: { truncated: true } };
    aws.lines.splice(
      0,
      1,
      ...aws.lines.slice(0, 1).map((line) => ({ ...line, event: { ...line.event, details: cut } })),
    );
    const answer = await getEventPayload(deps, { arn: express, id: 1, caller });
    expect(answer).toMatchObject({ kind: 'shown', fields: [{ name: 'input', state: 'truncated', isJson: false }] });

    aws.addMachine('orders');
    aws.addExecution('orders', 'ord-1', 'SUCCEEDED', orderHistory(NOW - HOUR, 'ok'));
    aws.failures.set('getEventPayload', new AppError('encryption-denied', 'Allow it kms:Decrypt.'));
    expect(await getEventPayload(deps, { arn: arn('ord-1'), id: 1, caller })).toMatchObject({
      kind: 'encrypted',
      message: 'Allow it kms:Decrypt.',
    });
  });

  it('leaves out the values of secret names where the machine is redacted, and everything where it is hidden (T4)', async () => {
    const history = orderHistory(NOW - HOUR, 'ok').map((event) =>
      event.id === 1 ? { ...event, details: { input: '{"id":1,"apiKey":"canary"}' } } : event,
    );
    aws.addMachine('orders');
    aws.addExecution('orders', 'ord-1', 'SUCCEEDED', history);
    await readAll();
    const open = async () =>
      eventPayloadResponse.parse(await getEventPayload(deps, { arn: arn('ord-1'), id: 1, caller }));
    expect(JSON.stringify(await open())).toContain('canary');
    aws.payloadRules = [{ machines: ['ord*'], policy: 'redacted' }];
    expect(await open()).toMatchObject({
      kind: 'shown',
      fields: [{ name: 'input', text: '{"id":1,"apiKey":"⟨redacted⟩"}', isJson: true }],
    });
    const secrets = { names: [], paths: [['id']] };
    aws.payloadRules = [{ machines: ['ord*'], policy: 'redacted', secrets }];
    expect(await open()).toMatchObject({ fields: [{ text: '{"id":"⟨redacted⟩","apiKey":"⟨redacted⟩"}' }] });
    aws.payloadRules = [{ machines: ['ord*'], policy: 'hidden' }];
    const calls = aws.calls.length;
    expect(await open()).toMatchObject({
      kind: 'hidden',
      fields: [],
      message: expect.stringContaining('configuration'),
    });
    expect(aws.calls.slice(calls).map(({ operation }) => operation)).not.toContain('getEventPayload');
  });
});
