import { isJsonObject, type JsonObject, parseJson, textOf } from '@/lib/base/json';
import type { StateDefinition } from './definition/definition';
import type { HistoryEvent } from './history/history-event';
import { tokenBuiltInto } from './token-expression';

// How a definition names the token: JSONPath context object, JSONata context object.
const TOKEN_EXPRESSION = /\$\$\.Task\.Token|\$states\.context\.Task\.Token/;

// Tokens are opaque; all that were seen begin like this, older ones with the second half of it, and run on for hundreds
// of characters (aws-facts §3). Page tokens look alike and are hidden with them: nobody misses one.
const TOKEN_SHAPE = /(?:A[A-Za-z0-9+/]{0,7})?AAAAKg[A-Za-z0-9+/=_-]{60,}/g;

// The same with what URLs and JSON make of `+`, `/` and `=`, once or twice over.
const WRITTEN_SHAPE =
  /(?:A(?:[A-Za-z0-9+/]|%(?:25)?2[BbFf]|\\+\/|\\+u002[BbFf]){0,7})?AAAAKg(?:[A-Za-z0-9+/=_-]|%(?:25)?(?:2[BbFf]|3[Dd])|\\+\/|\\+u00(?:2[BbFf]|3[Dd])){60,}/g;

// What every token has near its beginning, and what base64 makes of that at each of its three alignments.
const SHAPE_MARK = 'AAAAKg';
const BASE64_MARKS = ['QUtnQUFB', 'QUFLZ0FB', 'QUFBS2dB'] as const;
const BASE64_RUN = /[A-Za-z0-9+/=_-]/;

// Shorter values are no tokens; replacing them everywhere would blank ordinary words.
const SHORTEST_TOKEN = 8;

type Place = readonly (string | number)[];

/**
 * Where in a Task's parameters its definition puts the token. `expression` makes the text there; null where the value is
 * the token itself.
 */
export type TokenPlace = { readonly path: Place; readonly expression: string | null };

/** Finds every member of `Parameters` or `Arguments` whose value is, contains or encloses the task token. */
export function findTokenPlaces(state: StateDefinition): TokenPlace[] {
  const places: TokenPlace[] = [];
  for (const member of ['Parameters', 'Arguments']) collectPlaces(state.fields[member], [], places);
  return places;
}

const WHOLE = /^\s*(\$\$\.Task\.Token|\{%\s*\$states\.context\.Task\.Token\s*%\})\s*$/;

/** Expressions that pass more of the context object than the token, and where in it the token stands. */
const AROUND_TOKEN: readonly (readonly [RegExp, Place])[] = [
  [/^\s*(\$\$|\{%\s*\$states\.context\s*%\})\s*$/, ['Task', 'Token']],
  [/^\s*(\$\$\.Task|\{%\s*\$states\.context\.Task\s*%\})\s*$/, ['Token']],
];

function collectPlaces(value: unknown, path: Place, places: TokenPlace[]): void {
  if (typeof value === 'string') {
    if (TOKEN_EXPRESSION.test(value)) places.push({ path, expression: WHOLE.test(value) ? null : value });
    for (const [around, inside] of AROUND_TOKEN) {
      if (around.test(value)) places.push({ path: [...path, ...inside], expression: null });
    }
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      collectPlaces(item, [...path, index], places);
    });
  } else if (isJsonObject(value)) {
    for (const [name, item] of Object.entries(value)) {
      // JSONPath marks a computed member by `.$`; the member that AWS sends has the name without it.
      collectPlaces(item, [...path, name.endsWith('.$') ? name.slice(0, -2) : name], places);
    }
  }
}

function valueAt(value: unknown, path: Place): unknown {
  let at: unknown = value;
  for (const step of path) {
    if (Array.isArray(at) && typeof step === 'number') at = at[step];
    else if (isJsonObject(at) && typeof step === 'string') at = at[step];
    else return undefined;
  }
  return at;
}

/**
 * The task tokens that a `TaskScheduled` event shows: taken from the place the definition names, else recognized by
 * their look. Empty where the definition passes none, the definition is unknown and nothing looks like one, or the
 * history was read without execution data.
 */
export function tokensIn(event: HistoryEvent, state: StateDefinition | undefined): string[] {
  const text = textOf(event.details, 'parameters');
  if (text === undefined) return [];
  const parameters = parseJson(text);
  const tokens = state === undefined ? [] : tokensAtPlaces(parameters, state);
  return tokens.length > 0
    ? tokens
    : [...answeredTokens(event.details, parameters), ...(text.match(TOKEN_SHAPE) ?? [])];
}

function tokensAtPlaces(parameters: unknown, state: StateDefinition): string[] {
  return findTokenPlaces(state).flatMap(({ path, expression }) => {
    const value = valueAt(parameters, path);
    if (typeof value !== 'string' || value === '') return [];
    // A text that cannot be taken apart: what looks like the token, else all of it is secret.
    return toTokens(value, expression) ?? [value];
  });
}

/** The tokens in the text at a place; null where it shows none for certain. */
function toTokens(value: string, expression: string | null): readonly string[] | null {
  if (expression === null) return [value];
  const built = tokenBuiltInto(value, expression);
  return built === null ? value.match(TOKEN_SHAPE) : [built];
}

/** What the parameters of a task that waits for an answer tell about its token. */
export type FoundToken =
  | { readonly kind: 'token'; readonly token: string }
  /** The definition passes none on, or what it passes cannot be told apart from what stands around it. */
  | { readonly kind: 'not-passed' | 'unclear' }
  /** The event was read without its data. */
  | { readonly kind: 'no-data' };

/**
 * The one token with which the task of a `TaskScheduled` event is answered: from its place in the definition; by its look
 * only where the definition is not known or builds it into a text in a way that is not known here.
 */
export function tokenToAnswer(event: HistoryEvent, state: StateDefinition | undefined): FoundToken {
  const text = textOf(event.details, 'parameters');
  if (text === undefined) return { kind: 'no-data' };
  const places = state === undefined ? [] : findTokenPlaces(state);
  if (state !== undefined && places.length === 0) return { kind: 'not-passed' };
  const parameters = parseJson(text);
  const atPlaces = places.flatMap(({ path, expression }) => {
    const value = valueAt(parameters, path);
    return typeof value === 'string' && value !== '' ? (toTokens(value, expression) ?? []) : [];
  });
  const tokens = new Set(atPlaces.length > 0 ? atPlaces : text.match(TOKEN_SHAPE));
  const [token] = tokens;
  if (token === undefined) return { kind: places.length === 0 ? 'not-passed' : 'unclear' };
  return tokens.size === 1 ? { kind: 'token', token } : { kind: 'unclear' };
}

/** A Task that itself answers another's token (`aws-sdk:sfn:sendTaskSuccess`) holds that one. */
function answeredTokens(details: JsonObject, parameters: unknown): string[] {
  if (!textOf(details, 'resource')?.startsWith('sendTask') || !isJsonObject(parameters)) return [];
  const token = textOf(parameters, 'TaskToken');
  return token === undefined ? [] : [token];
}

/**
 * A function that replaces tokens in any text by `⟨token:fingerprint⟩`: the given ones in raw, JSON-escaped,
 * URL-encoded and base64 form, then whatever is shaped like one (security T2). `fingerprint` gives a short text that
 * does not lead back to the token.
 */
export function createTokenRedactor(
  tokens: Iterable<string>,
  fingerprint: (token: string) => string,
): (text: string) => string {
  const replacements = new Map<string, string>();
  for (const token of tokens) {
    if (token.length < SHORTEST_TOKEN) continue;
    const mark = `⟨token:${fingerprint(token)}⟩`;
    for (const form of formsOf(token)) replacements.set(form, mark);
  }
  // Longest first, so that a form that contains another is replaced whole.
  const forms = [...replacements].toSorted(([a], [b]) => b.length - a.length);
  return (text) => {
    let redacted = text;
    for (const [form, mark] of forms) redacted = redacted.replaceAll(form, mark);
    return redactShapes(redacted, fingerprint);
  };
}

/** False only for a text that shows no token by its shape: a quick look before `createTokenRedactor` is worth its time. */
export function mayShowToken(text: string): boolean {
  return text.includes(SHAPE_MARK) || BASE64_MARKS.some((mark) => text.includes(mark));
}

function redactShapes(text: string, fingerprint: (token: string) => string): string {
  if (!mayShowToken(text)) return text;
  const redacted = text.replace(WRITTEN_SHAPE, (shaped) => `⟨token:${fingerprint(shaped)}⟩`);
  return BASE64_MARKS.reduce((rest, mark) => redactBase64(rest, mark, fingerprint), redacted);
}

/** Hides each run of base64 that holds the mark: what was encoded is the token, or a text around it. */
function redactBase64(text: string, mark: string, fingerprint: (token: string) => string): string {
  let rest = '';
  let from = 0;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, from)) {
    let start = at;
    while (start > from && BASE64_RUN.test(text.charAt(start - 1))) start -= 1;
    let end = at + mark.length;
    while (end < text.length && BASE64_RUN.test(text.charAt(end))) end += 1;
    rest += `${text.slice(from, start)}⟨token:${fingerprint(text.slice(start, end))}⟩`;
    from = end;
  }
  return rest + text.slice(from);
}

function formsOf(token: string): string[] {
  const escaped = JSON.stringify(token).slice(1, -1);
  const url = encodeURIComponent(token);
  const base64 = [0, 1, 2].map((shift) => base64At(shift, token));
  return [
    token,
    escaped,
    token.replaceAll('/', '\\/'),
    url,
    url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    ...base64,
    ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/**
 * The base64 of a token that stands `shift` bytes after the beginning of a group of three, without the characters at
 * its ends that depend on what stands around it.
 */
function base64At(shift: number, token: string): string {
  const bytes = new TextEncoder().encode(token);
  const encoded = btoa('\0'.repeat(shift) + String.fromCharCode(...bytes));
  const loose = encoded.length - encoded.replace(/=+$/, '').length;
  return encoded.slice([0, 2, 3][shift], loose === 0 ? undefined : encoded.length - loose - 1);
}
