import { parseJson } from '@/lib/base/json';

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
 */
export function redactSecrets(text: string, most: number): { readonly text: string; readonly isCut: boolean } {
  return redact(text, most, 0);
}

function redact(text: string, most: number, depth: number): { readonly text: string; readonly isCut: boolean } {
  const reader = new Reader(text);
  let written = '';
  for (let token = reader.next(); token !== null; token = reader.next()) {
    if (token.kind === 'string' && reader.isBefore(':')) {
      written += normal(token.text);
      if (isSecretName(token.text)) {
        reader.next();
        reader.skipValue();
        written += `:"${REDACTED}"`;
      }
    } else written += token.kind === 'string' ? redactString(token.text, depth) : token.text;
    if (written.length > most) return { text: written.slice(0, most), isCut: true };
  }
  return { text: written, isCut: !reader.isAtEnd };
}

function redactString(quoted: string, depth: number): string {
  const value = parseJson(quoted);
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return normal(quoted);
  if (depth >= DEEPEST) return `"${REDACTED}"`;
  return JSON.stringify(redact(value, Number.POSITIVE_INFINITY, depth + 1).text);
}

function normal(quoted: string): string {
  const value = parseJson(quoted);
  return value === undefined ? quoted : JSON.stringify(value);
}

function isSecretName(quoted: string): boolean {
  const value = parseJson(quoted);
  const name = (typeof value === 'string' ? value : quoted).toLowerCase().replace(/[^a-z0-9]/g, '');
  return SECRET_NAMES.some((part) => name.includes(part));
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
    let depth = 0;
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
