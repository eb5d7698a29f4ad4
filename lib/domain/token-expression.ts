/*
 * How a definition builds a text around its task token: `States.Format('https://x/?t={}', $$.Task.Token)`, or in JSONata
 * `{% 'Approve at ' & $states.context.Task.Token %}`. Read back from the text that AWS sent, it gives the token itself,
 * whatever the token looks like.
 */

/** What a text is made of, in order. A hole is filled at run time. */
type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'hole'; readonly of: 'token' | 'other' | Encoded };

/** A part of the text that was encoded as a whole, such as `$encodeUrlComponent($states.context.Task.Token)`. */
type Encoded = { readonly encoding: 'base64' | 'url'; readonly pieces: readonly Piece[] };

const OTHER: readonly Piece[] = [{ kind: 'hole', of: 'other' }];
const TOKEN: readonly Piece[] = [{ kind: 'hole', of: 'token' }];

/** The expression of a whole text, by which language it is written in. */
const JSONATA = /^\s*\{%([\s\S]*)%\}\s*$/;
const JSONPATH_TOKEN = '$$.Task.Token';
const JSONATA_TOKEN = '$states.context.Task.Token';

/**
 * The task token in a text that was made by the expression; null where it cannot be told for certain: the text does not
 * fit the expression, it could be cut in more than one way, or the expression does something that is not known here.
 */
export function tokenBuiltInto(text: string, expression: string): string | null {
  const jsonata = JSONATA.exec(expression);
  const pieces = jsonata === null ? readIntrinsic(expression) : readJsonata(jsonata[1] ?? '');
  return tokenIn(text, pieces);
}

function tokenIn(text: string, pieces: readonly Piece[]): string | null {
  const { holes, between } = toTemplate(pieces);
  const first = tokenAmong(fillForwards(text, between), holes);
  const last = tokenAmong(fillBackwards(text, between), holes);
  // Filled as early and as late as can be, the holes hold the same: there is one way only.
  return first !== null && first === last ? first : null;
}

type Hole = (Piece & { readonly kind: 'hole' })['of'];

/** The holes in order, and the fixed texts before, between and after them: one more than there are holes. */
function toTemplate(pieces: readonly Piece[]): {
  readonly holes: readonly Hole[];
  readonly between: readonly string[];
} {
  const holes: Hole[] = [];
  const between = [''];
  for (const piece of pieces) {
    if (piece.kind === 'text') between.push(`${between.pop() ?? ''}${piece.text}`);
    else {
      holes.push(piece.of);
      between.push('');
    }
  }
  return { holes, between };
}

/** What stands in the holes when each fixed text is taken where it is found first; null where the text does not fit. */
function fillForwards(text: string, between: readonly string[]): readonly string[] | null {
  const [before = '', ...rest] = between;
  if (!text.startsWith(before)) return null;
  const filled: string[] = [];
  let from = before.length;
  for (const [at, fixed] of rest.entries()) {
    const isLast = at === rest.length - 1;
    const found = isLast ? text.length - fixed.length : text.indexOf(fixed, from);
    if (found < from || !text.startsWith(fixed, found)) return null;
    filled.push(text.slice(from, found));
    from = found + fixed.length;
  }
  return from === text.length ? filled : null;
}

/** The same where it is found last. */
function fillBackwards(text: string, between: readonly string[]): readonly string[] | null {
  const filled = fillForwards(reversed(text), between.map(reversed).toReversed());
  return filled?.map(reversed).toReversed() ?? null;
}

function reversed(text: string): string {
  return text.split('').toReversed().join('');
}

function tokenAmong(filled: readonly string[] | null, holes: readonly Hole[]): string | null {
  const found = holes.map((hole, at) => tokenInHole(filled?.[at] ?? '', hole));
  const tokens = new Set(found.filter((token) => token !== ''));
  const [token] = tokens;
  return filled !== null && tokens.size === 1 ? (token ?? null) : null;
}

/** The token that a hole was filled with; empty for a hole that holds something else, null where it cannot be told. */
function tokenInHole(text: string, hole: Hole): string | null {
  if (hole === 'other') return '';
  if (hole === 'token') return text === '' ? null : text;
  const decoded = decode(text, hole.encoding);
  return decoded === null ? null : tokenIn(decoded, hole.pieces);
}

function decode(text: string, encoding: Encoded['encoding']): string | null {
  try {
    if (encoding === 'url') return decodeURIComponent(text);
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
  } catch {
    return null; // it was not encoded that way
  }
}

/** JSONPath: a path, a literal in single quotes, or an intrinsic function. */
function readIntrinsic(expression: string): readonly Piece[] {
  const text = expression.trim();
  if (text === JSONPATH_TOKEN) return TOKEN;
  const literal = /^'((?:[^'\\]|\\.)*)'$/.exec(text)?.[1];
  if (literal !== undefined) return [{ kind: 'text', text: unescaped(literal) }];
  const [, name = '', inside = ''] = /^States\.(\w+)\(([\s\S]*)\)$/.exec(text) ?? [];
  const parts = split(inside, ',');
  if (parts === null) return OTHER;
  if (name === 'Format') return readFormat(parts);
  return name === 'Base64Encode' ? encoded('base64', readIntrinsic(inside)) : OTHER;
}

/** `States.Format`: each `{}` of the template is an argument; `\{`, `\}` and `\'` stand for themselves. */
function readFormat([template = '', ...values]: readonly string[]): readonly Piece[] {
  const literal = /^\s*'((?:[^'\\]|\\.)*)'\s*$/.exec(template)?.[1];
  if (literal === undefined) return OTHER;
  const texts = literal.split(/(?<!\\)\{\}/);
  if (texts.length !== values.length + 1) return OTHER;
  return texts.flatMap((text, at) => {
    const value = values[at];
    return [{ kind: 'text' as const, text: unescaped(text) }, ...(value === undefined ? [] : readIntrinsic(value))];
  });
}

/** JSONata: terms joined by `&`, each a literal, the token, or a function around one that we can undo. */
function readJsonata(expression: string): readonly Piece[] {
  return split(expression, '&')?.flatMap(readTerm) ?? OTHER;
}

function readTerm(term: string): readonly Piece[] {
  const text = term.trim();
  if (text === JSONATA_TOKEN) return TOKEN;
  const [, single, double] = /^(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")$/.exec(text) ?? [];
  const literal = single ?? double;
  if (literal !== undefined) return [{ kind: 'text', text: unescaped(literal) }];
  const [, name = '', inside = ''] = /^(\$\w+)?\(([\s\S]*)\)$/.exec(text) ?? [undefined, 'no call'];
  if (split(inside, ',')?.length !== 1) return OTHER;
  switch (name) {
    case '':
    case '$string':
      return readJsonata(inside);
    case '$encodeUrlComponent':
      return encoded('url', readJsonata(inside));
    case '$base64encode':
      return encoded('base64', readJsonata(inside));
    default:
      return OTHER;
  }
}

function encoded(encoding: Encoded['encoding'], pieces: readonly Piece[]): readonly Piece[] {
  return pieces === OTHER ? OTHER : [{ kind: 'hole', of: { encoding, pieces } }];
}

/** What a literal says: `\n` and `\t` as in JSON, every other escaped character itself. */
function unescaped(literal: string): string {
  return literal.replace(/\\(.)/g, (_, char: string) => ({ n: '\n', t: '\t', r: '\r' })[char] ?? char);
}

/** Cuts at each separator that stands outside of quotes and brackets; null where these do not match up. */
function split(text: string, separator: ',' | '&'): readonly string[] | null {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: found, index } of text.matchAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[([{]|[)\]}]|[,&'"]/g)) {
    if (found === separator && depth === 0) {
      parts.push(text.slice(from, index));
      from = index + 1;
    } else if ('([{'.includes(found)) depth += 1;
    else if (')]}'.includes(found)) depth -= 1;
    // A quote that is not closed.
    if (depth < 0 || found === "'" || found === '"') return null;
  }
  return depth === 0 ? [...parts, text.slice(from)] : null;
}
