import { randomUUID } from 'node:crypto';
import { isList, type JsonValue, parseValue, tryParseValue } from '../json-value';
import { RuntimeFailure } from './states-error';

/** Gives the value of a path (`$.x`, `$$.Execution.Id`) that stands as an argument. */
export type PathReader = (path: string) => JsonValue;

/** The functions that definitions here use. One that is missing makes the definition fail when it is created. */
const FUNCTIONS: Readonly<Record<string, (...args: readonly JsonValue[]) => JsonValue>> = {
  'States.Format': (template, ...values) => format(String(template), values),
  'States.UUID': () => randomUUID(),
  'States.Array': (...values) => values,
  'States.ArrayLength': (list) => (isList(list) ? list.length : refuse('States.ArrayLength wants an array')),
  'States.JsonToString': (value) => JSON.stringify(value ?? null),
  'States.StringToJson': (text) => tryParseValue(String(text)) ?? refuse('States.StringToJson wants JSON text'),
  'States.MathAdd': (one, other) => Number(one) + Number(other),
};

const TOKEN = /\s*(?:(States\.\w+)\s*\(|'((?:[^'\\]|\\.)*)'|(\$[^,)\s]*)|(-?\d+(?:\.\d+)?|true|false|null)|([,)]))/y;

/** Whether text in a `.$` member is a function call rather than a path. */
export function isIntrinsic(text: string): boolean {
  return text.startsWith('States.');
}

/** The functions of an expression that this local AWS lacks. */
export function unknownFunctions(expression: string): readonly string[] {
  const called = expression.replace(/'(?:[^'\\]|\\.)*'/g, "''").match(/States\.\w+(?=\s*\()/g) ?? [];
  return called.filter((name) => !Object.hasOwn(FUNCTIONS, name));
}

/**
 * The value of `States.Format('{}-{}', $.a, States.UUID())` and the like.
 * @throws RuntimeFailure when an argument is unfit
 */
export function evaluateIntrinsic(expression: string, readPath: PathReader): JsonValue {
  const reader = new ExpressionReader(expression, readPath);
  return reader.value();
}

class ExpressionReader {
  #position = 0;
  readonly #text: string;
  readonly #readPath: PathReader;

  constructor(text: string, readPath: PathReader) {
    this.#text = text;
    this.#readPath = readPath;
  }

  value(): JsonValue {
    const [, name, quoted, path, literal] = this.#take();
    if (name !== undefined) return this.#call(name);
    if (quoted !== undefined) return quoted.replace(/\\(.)/g, '$1');
    if (path !== undefined) return this.#readPath(path);
    if (literal !== undefined) return parseValue(literal);
    throw new Error(`a value was expected in ${this.#text}`);
  }

  #call(name: string): JsonValue {
    const call = FUNCTIONS[name];
    if (call === undefined) throw new Error(`this local AWS lacks ${name}`);
    const args: JsonValue[] = [];
    if (/^\s*\)/.test(this.#text.slice(this.#position))) this.#take();
    else {
      for (let mark = ','; mark === ','; ) {
        args.push(this.value());
        mark = this.#take()[5] ?? '';
        if (mark === '') throw new Error(`a comma or bracket was expected in ${this.#text}`);
      }
    }
    return call(...args);
  }

  #take(): RegExpExecArray {
    TOKEN.lastIndex = this.#position;
    const match = TOKEN.exec(this.#text);
    if (match === null) throw new Error(`cannot be read: ${this.#text}`);
    this.#position = TOKEN.lastIndex;
    return match;
  }
}

function format(template: string, values: readonly JsonValue[]): string {
  let next = 0;
  return template.replace(/\{\}/g, () => {
    const value = values[next];
    next += 1;
    if (value === undefined) return refuse('States.Format has fewer arguments than places');
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

function refuse(reason: string): never {
  throw new RuntimeFailure(reason);
}
