import { parseJson } from '@/lib/base/json';
import { type JsonPath, leadsTo } from './json-path';

/** What stands in place of a value that was left out. */
const REDACTED = '⟨redacted⟩';

/** Parts of names under which people keep what others must not see; letters and digits alone are compared. */
const SECRET_NAMES = [
  'password',
  'passwd',
  'passphrase',
  'secret',
  'token',
  'apikey',
  'accesskey',
  'privatekey',
  'authorization',
  'cookie',
  'credential',
] as const;

/** What is secret beside members with such a name: members named like `names`, and what `paths` lead to. */
export type Secrets = { readonly names: readonly string[]; readonly paths: readonly JsonPath[] };

export const NO_FURTHER_SECRETS: Secrets = { names: [], paths: [] };

/** Texts in texts in texts: what lies deeper is left out unseen. */
const DEEPEST = 4;

// Unrolled, so that a string of any length takes no stack.
const STRING = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;
const WORD = /[^\s{}[\],:"]+/y;
const SPACE = /\s*/y;

type Token = { readonly kind: 'string' | 'word' | 'sign'; readonly text: string };

/**
 * JSON text without the values of members that have a secret name, also in JSON that is kept as a text within it. It is
 * read sign by sign and not as values, so numbers of any length stay as they are, and a text that was cut is read as far
 * as it goes. Escapes are written as the characters they stand for, and the space between signs is left out.
 *
 * @param most length after which it stops; `isCut` says that there was more
 * @param secrets what else is secret; paths begin at the root of the text, and lead into no text within it
 */
export function redactSecrets(
  text: string,
  most: number,
  secrets: Secrets = NO_FURTHER_SECRETS,
): { readonly text: string; readonly isCut: boolean } {
  const names = secrets.names.length === 0 ? SECRET_NAMES : [...SECRET_NAMES, ...secrets.names.map(plain)];
  return redact(text, most, { names, paths: secrets.paths }, 0);
}

function redact(
  text: string,
  most: number,
  secrets: Secrets,
  depth: number,
): { readonly text: string; readonly isCut: boolean } {
  const reader = new Reader(text);
  const place = new Place();
  let written = '';
  for (let token = reader.next(); token !== null; token = reader.next()) {
    const isName = token.kind === 'string' && reader.isBefore(':');
    if (isName) {
      written += normal(token.text);
      place.name(nameOf(token.text));
      if (isSecretName(token.text, secrets.names)) {
        reader.next();
        reader.skipValue();
        written += `:"${REDACTED}"`;
      }
    } else if (beginsValue(token) && secrets.paths.some((path) => leadsTo(path, place.steps))) {
      if (token.kind === 'sign') reader.skipRest();
      written += `"${REDACTED}"`;
    } else {
      place.pass(token);
      written += token.kind === 'string' ? redactString(token.text, secrets, depth) : token.text;
    }
    if (written.length > most) return { text: written.slice(0, most), isCut: true };
  }
  return { text: written, isCut: !reader.isAtEnd };
}

function beginsValue({ kind, text }: Token): boolean {
  return kind !== 'sign' || text === '{' || text === '[';
}

function redactString(quoted: string, { names }: Secrets, depth: number): string {
  const value = parseJson(quoted);
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return normal(quoted);
  if (depth >= DEEPEST) return `"${REDACTED}"`;
  return JSON.stringify(redact(value, Number.POSITIVE_INFINITY, { names, paths: [] }, depth + 1).text);
}

function normal(quoted: string): string {
  const value = parseJson(quoted);
  return value === undefined ? quoted : JSON.stringify(value);
}

function nameOf(quoted: string): string {
  const value = parseJson(quoted);
  return typeof value === 'string' ? value : quoted;
}

function isSecretName(quoted: string, secretNames: readonly string[]): boolean {
  const name = plain(nameOf(quoted));
  return secretNames.some((part) => name.includes(part));
}

/** A name as names are compared. One that has none of these letters or digits is left as it is. */
function plain(name: string): string {
  const lower = name.toLowerCase();
  return lower.replace(/[^a-z0-9]/g, '') || lower;
}

/** Where a reader stands: the names and positions on the way from the root. */
class Place {
  readonly steps: (string | number)[] = [];

  /** The member that comes next. */
  name(name: string): void {
    this.steps[this.steps.length - 1] = name;
  }

  pass({ kind, text }: Token): void {
    if (kind !== 'sign') return;
    if (text === '{') this.steps.push('');
    if (text === '[') this.steps.push(0);
    if (text === '}' || text === ']') this.steps.pop();
    const last = this.steps.at(-1);
    if (text === ',' && typeof last === 'number') this.steps[this.steps.length - 1] = last + 1;
  }
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    this.#take(SPACE);
    return this.#at >= this.#text.length;
  }

  isBefore(sign: string): boolean {
    this.#take(SPACE);
    return this.#text[this.#at] === sign;
  }

  /** The next sign, word or whole string; null at the end, and at a string that has none: it was cut. */
  next(): Token | null {
    this.#take(SPACE);
    const sign = this.#text[this.#at];
    if (sign === undefined) return null;
    if (sign === '"') return this.#token('string', this.#take(STRING));
    if ('{}[],:'.includes(sign)) {
      this.#at += 1;
      return { kind: 'sign', text: sign };
    }
    return this.#token('word', this.#take(WORD));
  }

  /** Goes past one value, whatever is in it. */
  skipValue(): void {
    this.#skip(0);
  }

  /** Goes past what is left of an object or a list that was begun. */
  skipRest(): void {
    this.#skip(1);
  }

  #skip(begun: number): void {
    let depth = begun;
    for (let token = this.next(); token !== null; token = this.next()) {
      if (token.kind === 'sign' && (token.text === '{' || token.text === '[')) depth += 1;
      if (token.kind === 'sign' && (token.text === '}' || token.text === ']')) depth -= 1;
      if (depth <= 0) return;
    }
  }

  #token(kind: Token['kind'], text: string | null): Token | null {
    return text === null ? null : { kind, text };
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found === undefined) return null;
    this.#at += found.length;
    return found;
  }
}
