import { createHash } from 'node:crypto';
import { isMap, type JsonMap, numberIn, textIn, tryParseValue } from '../json-value';

/** Page tokens of AWS are good for a day. */
const LIFE_MS = 24 * 3_600_000;
/** Real tokens begin like task tokens do, so nothing may take them for each other (aws-facts §1.2). */
const START = 'AAAAKgAAAAIAAAAA';

/**
 * The token for the next page. It holds the position and what was asked for, because AWS refuses a token that comes
 * with other arguments.
 */
export function toPageToken(position: number, input: JsonMap, nowMs: number): string {
  const content = JSON.stringify({ position, asked: fingerprint(input), issuedMs: nowMs });
  return START + Buffer.from(content).toString('base64');
}

/** The position a request's token stands for, 0 without one, `null` for one that is not good (any more). */
export function readPageToken(input: JsonMap, nowMs: number): number | null {
  const token = textIn(input, 'nextToken');
  if (token === undefined) return 0;
  const content = tryParseValue(Buffer.from(token.slice(START.length), 'base64').toString());
  if (!token.startsWith(START) || !isMap(content)) return null;
  const issuedMs = numberIn(content, 'issuedMs') ?? 0;
  if (textIn(content, 'asked') !== fingerprint(input) || nowMs - issuedMs > LIFE_MS) return null;
  return numberIn(content, 'position') ?? null;
}

function fingerprint({ nextToken: _, maxResults: __, limit: ___, ...rest }: JsonMap): string {
  const sorted = Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64').slice(0, 12);
}
