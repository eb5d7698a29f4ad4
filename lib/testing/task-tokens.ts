import type { CorpusCase } from '@/lib/testing/corpus-case';
import { isRecord } from '@/lib/testing/plain-event';

/** A way in which a token may be written into a text. */
export type Encoding = { readonly name: string; readonly encode: (token: string) => string };

export const TOKEN_ENCODINGS: readonly Encoding[] = [
  { name: 'raw', encode: (token) => token },
  { name: 'JSON-escaped', encode: (token) => JSON.stringify(token).slice(1, -1).replaceAll('/', '\\/') },
  { name: 'URL-encoded', encode: encodeURIComponent },
  { name: 'base64', encode: (token) => Buffer.from(token).toString('base64') },
];

/** Longest piece of a token that may appear by accident, such as its common beginning. */
const PIECE_LENGTH = 40;

/**
 * The task tokens that a recorded history shows. Their place in `TaskScheduled.parameters` is told by the definition,
 * where a state passes `$$.Task.Token` or `$states.context.Task.Token`; key names are free and prove nothing.
 */
export function tokensOf(recorded: CorpusCase): readonly string[] {
  const places = tokenPlaces(recorded.definition, []);
  const tokens = new Set<string>();
  for (const event of recorded.history) {
    const details = event['taskScheduledEventDetails'];
    if (!isRecord(details) || typeof details['parameters'] !== 'string') continue;
    const parameters: unknown = JSON.parse(details['parameters']);
    for (const place of places) {
      const found = at(parameters, place);
      if (typeof found === 'string') tokens.add(found);
    }
  }
  return [...tokens];
}

/** Where a text shows a token or 40 characters of one in a row, in any encoding; empty when it shows none. */
export function findTokens(text: string, tokens: readonly string[]): readonly string[] {
  return tokens.flatMap((token, index) =>
    TOKEN_ENCODINGS.flatMap(({ name, encode }) => {
      const encoded = encode(token);
      const length = Math.min(PIECE_LENGTH, encoded.length);
      for (let start = 0; start + length <= encoded.length; start += 1) {
        const position = text.indexOf(encoded.slice(start, start + length));
        if (position >= 0) return [`token ${index + 1}, ${name}, at ${position}`];
      }
      return [];
    }),
  );
}

/** Paths below a Task's `Parameters` or `Arguments` whose value is the token. */
function tokenPlaces(node: unknown, path: readonly string[]): readonly (readonly string[])[] {
  if (typeof node === 'string') return /\bTask\.Token\b/.test(node) ? [path] : [];
  if (Array.isArray(node)) return node.flatMap((item, index) => tokenPlaces(item, [...path, String(index)]));
  if (!isRecord(node)) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const isTemplate = key === 'Parameters' || key === 'Arguments';
    return tokenPlaces(value, isTemplate ? [] : [...path, key.replace(/\.\$$/, '')]);
  });
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((found, key) => {
    if (Array.isArray(found)) return found[Number(key)];
    return isRecord(found) ? found[key] : undefined;
  }, value);
}
