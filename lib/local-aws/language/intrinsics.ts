import { isMap, type JsonValue, parseValue } from '../json-value';
import type { Random } from '../random';
import { INTRINSIC_FUNCTIONS } from './intrinsic-functions';

/** Gives the value of a path (`$.x`, `$$.Execution.Id`) that stands as an argument. */
export type PathReader = (path: string) => JsonValue;

type Expression =
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'value'; readonly value: JsonValue };

/** A path ends at a comma or bracket outside its own brackets. */
const TOKEN =
  /\s*(?:(States\.\w+)\s*\(|'((?:[^'\\]|\\.)*)'|(\$(?:\[[^\]]*\]|[^,)\s[])*)|(-?\d+(?:\.\d+)?|true|false|null)|([,)]))/y;

const parsed = new Map<string, Expression>();

/** Whether text in a `.$` member is a function call rather than a path. */
export function isIntrinsic(text: string): boolean {
  return text.startsWith('States.');
}

/** The function calls of a part of a definition, as text: what members ending in `.$` and the paths of Fail may hold. */
export function intrinsicsIn(value: JsonValue): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([member, part]: [string, JsonValue]) => {
    const isExpression = isMap(value) && typeof part === 'string' && /(\.\$|Path)$/.test(member) && isIntrinsic(part);
    return isExpression ? [part] : intrinsicsIn(part);
  });
}

/**
 * The value of `States.Format('{}-{}', $.a, States.UUID())` and the like.
 * @throws RuntimeFailure when an argument is unfit, Error when the expression cannot be read
 */
export function evaluateIntrinsic(text: string, readPath: PathReader, random: Random): JsonValue {
  return evaluate(parseIntrinsic(text), readPath, random);
}

/** @throws Error when the expression cannot be read */
export function parseIntrinsic(text: string): Expression {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const expression = new ExpressionReader(text).whole();
  parsed.set(text, expression);
  return expression;
}

function evaluate(expression: Expression, readPath: PathReader, random: Random): JsonValue {
  switch (expression.kind) {
    case 'value':
      return expression.value;
    case 'path':
      return readPath(expression.path);
    case 'call': {
      const args = expression.args.map((arg) => evaluate(arg, readPath, random));
      const call = INTRINSIC_FUNCTIONS[expression.name];
      if (call === undefined) throw new Error(`no function ${expression.name}: expressions are checked for that`);
      return call(args, random);
    }
  }
}

class ExpressionReader {
  #position = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Expression {
    const expression = this.#value();
    if (this.#text.slice(this.#position).trim() !== '') throw this.#unreadable();
    return expression;
  }

  #value(): Expression {
    const [, name, quoted, path, literal] = this.#take();
    if (name !== undefined) return this.#call(name);
    // States.Format tells escaped braces from its places, and takes the backslashes away itself.
    if (quoted !== undefined) return { kind: 'value', value: quoted.replace(/\\(['\\])/g, '$1') };
    if (path !== undefined) return { kind: 'path', path };
    if (literal !== undefined) return { kind: 'value', value: parseValue(literal) };
    throw this.#unreadable();
  }

  #call(name: string): Expression {
    if (!Object.hasOwn(INTRINSIC_FUNCTIONS, name)) throw new Error(`there is no function ${name}`);
    const args: Expression[] = [];
    if (/^\s*\)/.test(this.#text.slice(this.#position))) this.#take();
    else {
      for (let mark = ','; mark === ','; ) {
        args.push(this.#value());
        mark = this.#take()[5] ?? '';
        if (mark === '') throw this.#unreadable();
      }
    }
    return { kind: 'call', name, args };
  }

  #take(): RegExpExecArray {
    TOKEN.lastIndex = this.#position;
    const match = TOKEN.exec(this.#text);
    if (match === null) throw this.#unreadable();
    this.#position = TOKEN.lastIndex;
    return match;
  }

  #unreadable(): Error {
    return new Error(`cannot be read: ${this.#text}`);
  }
}
