import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '@/lib/base/json';
import { measureHeap, type Opened } from './browser-heap';
import { EXECUTION_ARN, PAYLOAD_BYTES, payloadOf, serveLargeHistory } from './large-history';
import { startMeasuredProduct } from './measured-product';
import { scaled } from './scaled';

const EVENTS = scaled(5_000, { least: 50 }) * 5;
/** As many people open a payload at once, each another one. */
const AT_ONCE = 8;

const MOST_SERVER_MB = 768;
const MOST_DELAY_MS = 100;
/** Of fewer events the one slow page is already the hundredth part: that is no p99. */
const DELAY_JUDGED_FROM = 5_000;
const MOST_BROWSER_MB = 200;
const MB = 2 ** 20;

const EXECUTION = `/api/v1/executions/${encodeURIComponent(EXECUTION_ARN)}`;
const PAGE = `/executions/${encodeURIComponent(EXECUTION_ARN)}`;
/** The parts of the page that hold most, the panel of a state with its payloads among them. */
const PAGES: readonly Opened[] = [
  { path: PAGE, shows: (page) => page.getByRole('treeitem').first().waitFor() },
  { path: `${PAGE}?tab=events`, shows: (page) => page.getByRole('table', { name: 'Events' }).waitFor() },
  { path: `${PAGE}?tab=data`, shows: (page) => page.getByText('KB-7731').first().waitFor() },
  { path: `${PAGE}?row=2`, shows: (page) => page.getByRole('region', { name: 'Import', exact: true }).waitFor() },
];
const READ_WITHIN_MS = 120_000;

async function ask(url: string): Promise<JsonObject> {
  const response = await fetch(url);
  const answer: unknown = await response.json();
  if (response.status !== 200 || !isJsonObject(answer)) throw new Error(`${url}: ${JSON.stringify(answer)}`);
  return answer;
}

function itemsOf(answer: JsonObject): readonly JsonObject[] {
  return Array.isArray(answer['items']) ? answer['items'].filter(isJsonObject) : [];
}

async function untilRead(url: string): Promise<void> {
  const deadlineMs = Date.now() + READ_WITHIN_MS;
  while (Date.now() < deadlineMs) {
    const items = itemsOf(await ask(`${url}/api/v1/sync`));
    if (items.every(({ phase, historiesRead }) => phase === 'following' && historiesRead === 1)) return;
    await pause(200);
  }
  throw new Error('the execution was not read');
}

/** All rows of the event list, page by page. */
async function listEvents(url: string): Promise<readonly JsonObject[]> {
  const events: JsonObject[] = [];
  for (let cursor = ''; ; ) {
    const page = await ask(`${url}${EXECUTION}/events?limit=1000${cursor}`);
    for (const item of itemsOf(page)) events.push(item);
    if (typeof page['nextCursor'] !== 'string') return events;
    cursor = `&cursor=${page['nextCursor']}`;
  }
}

/** Whether the payload of an event is shown, whole and its own. */
async function showsPayload(url: string, id: number): Promise<boolean> {
  const { fields } = await ask(`${url}${EXECUTION}/events/${id}/payload`);
  const [field] = Array.isArray(fields) ? fields.filter(isJsonObject) : [];
  return field?.['text'] === payloadOf(id) && field['bytes'] === PAYLOAD_BYTES;
}

it('shows a history of the largest payloads within bounded memory, and answers others meanwhile (R6)', async () => {
  const aws = await serveLargeHistory(EVENTS, Date.now() - 60_000);
  const product = await startMeasuredProduct(aws.endpoint);
  try {
    await untilRead(product.url);
    // The first question of each kind loads its code.
    for (const part of ['timeline', 'events', 'events/1/payload']) await ask(`${product.url}${EXECUTION}/${part}`);
    await product.takeLoopDelay();
    const timeline = await ask(`${product.url}${EXECUTION}/timeline`);
    const events = await listEvents(product.url);
    const withPayload = events.filter(({ hasPayload }) => hasPayload === true).map(({ id }) => Number(id));
    const ids = Array.from(
      { length: AT_ONCE },
      (_, index) => withPayload[Math.floor((index * (withPayload.length - 1)) / (AT_ONCE - 1))] ?? 0,
    );
    const shown = await Promise.all(ids.map((id) => showsPayload(product.url, id)));
    const delay = await product.takeLoopDelay();
    const heapBytes = await measureHeap(product.url, PAGES);
    const { peakRssBytes } = await product.measure();
    const { mostEvents, mostAtOnce, calls } = aws.asked();
    const isDelayJudged = EVENTS >= DELAY_JUDGED_FROM;
    const delayText = isDelayJudged ? `${Math.round(delay.p99Ms)} ms` : 'not judged over so few events';
    process.stdout.write(
      `${EVENTS} events × 256 KB: server peak ${Math.round(peakRssBytes / MB)} MB, loop delay p99 ${delayText}, ` +
        `browser ${heapBytes === null ? 'not measured, there is none' : `${Math.round(heapBytes / MB)} MB`} ` +
        `(${calls} pages of at most ${mostEvents} events, ${mostAtOnce} at once)\n`,
    );
    expect(timeline).toMatchObject({ kind: 'whole', eventCount: EVENTS });
    expect(events).toHaveLength(EVENTS);
    expect(shown).toEqual(ids.map(() => true));
    expect(mostEvents).toBeLessThanOrEqual(100);
    expect(mostAtOnce).toBeLessThanOrEqual(2);
    expect(peakRssBytes / MB).toBeLessThanOrEqual(MOST_SERVER_MB);
    if (heapBytes !== null) expect(heapBytes / MB).toBeLessThanOrEqual(MOST_BROWSER_MB);
    const message = `${Math.round(delay.wallP99Ms)} ms on the clock, with what others on the machine took`;
    if (isDelayJudged) expect(delay.p99Ms, message).toBeLessThanOrEqual(MOST_DELAY_MS);
  } finally {
    await product.stop();
    await aws.stop();
  }
}, 900_000);
