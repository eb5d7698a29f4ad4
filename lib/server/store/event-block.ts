import 'server-only';
import { promisify } from 'node:util';
import { deflateRaw, deflateRawSync, inflateRaw } from 'node:zlib';
import { isJsonObject } from '@/lib/base/json';
import { epochMs } from '@/lib/base/units';
import { HISTORY_EVENT_TYPES } from '@/lib/domain/history/event-types';
import type { HistoryEvent } from '@/lib/domain/history/history-event';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** First byte of a block: how the rest is written. */
const FORMAT = 1;

/**
 * What events of any execution have in common. Most histories are a few kB, too short for the compressor to learn it from
 * them. Part of the format: another dictionary needs another `FORMAT`.
 */
const DICTIONARY = Buffer.from(
  [
    ...HISTORY_EVENT_TYPES.toReversed(),
    '"inputDetails":{"truncated":false},"outputDetails":{"truncated":false},"resourceType":"lambda","resource":"invoke"',
    '{"resourceType":"sqs","resource":"sendMessage.waitForTaskToken","region":"eu-west-1","timeoutInSeconds":',
    '"error":"States.TaskFailed","cause":"{\\"errorMessage\\":\\"',
    '"resource":"arn:aws:lambda:eu-west-1:',
    '"roleArn":"arn:aws:iam::',
    ',{"name":"',
  ].join(' '),
);

/** Above this the compressor works on its own thread; below, handing the work over costs more than doing it. */
const LARGE_BYTES = 64 * 1024;

/** Events of one block: what is in memory as text at a time stays small, also for a log of 250,000 events. */
const BLOCK_EVENTS = 5_000;

/** Writes events as compressed blocks, in order; one for all but the longest histories. */
export async function encodeEvents(events: readonly HistoryEvent[]): Promise<readonly Uint8Array[]> {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < events.length; at += BLOCK_EVENTS) {
    blocks.push(await encodeBlock(events.slice(at, at + BLOCK_EVENTS)));
  }
  return blocks;
}

/** Reads blocks back. Throws where one is not ours or is damaged; nothing is guessed. */
export async function decodeEvents(blocks: readonly Uint8Array[]): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for (const block of blocks) events.push(...(await decodeBlock(block)));
  return events;
}

/** A block holds rows of id, predecessor, type, time since the event before, details. */
async function encodeBlock(events: readonly HistoryEvent[]): Promise<Uint8Array> {
  let beforeMs = 0;
  const rows = events.map(({ id, previousEventId, type, atMs, details }) => {
    const row = [id, previousEventId, type, atMs - beforeMs, details];
    beforeMs = atMs;
    return row;
  });
  const text = Buffer.from(JSON.stringify(rows));
  const options = { level: 6, dictionary: DICTIONARY };
  const packed = text.length > LARGE_BYTES ? await deflate(text, options) : deflateRawSync(text, options);
  const block = new Uint8Array(packed.length + 1);
  block[0] = FORMAT;
  block.set(packed, 1);
  return block;
}

async function decodeBlock(block: Uint8Array): Promise<readonly HistoryEvent[]> {
  if (block[0] !== FORMAT)
    throw new Error(`The event block has the format ${block[0]}, which this version cannot read.`);
  const text = await inflate(block.subarray(1), { dictionary: DICTIONARY });
  const rows: unknown = JSON.parse(text.toString());
  if (!Array.isArray(rows)) throw new Error('The event block holds no list.');
  let beforeMs = 0;
  return rows.map((row: unknown) => {
    const event = toEvent(row, beforeMs);
    beforeMs = event.atMs;
    return event;
  });
}

function toEvent(row: unknown, beforeMs: number): HistoryEvent {
  if (!Array.isArray(row)) throw new Error('The event block holds something that is no event.');
  const [id, previousEventId, type, sinceMs, details]: unknown[] = row;
  const isEvent =
    typeof id === 'number' &&
    typeof previousEventId === 'number' &&
    typeof type === 'string' &&
    typeof sinceMs === 'number' &&
    isJsonObject(details);
  if (!isEvent) throw new Error('The event block holds an event with members missing.');
  return { id, previousEventId, type, atMs: epochMs(beforeMs + sinceMs), details };
}
