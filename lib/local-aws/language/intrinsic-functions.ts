import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { asText, isList, isMap, type JsonValue, tryParseValue } from '../json-value';
import { Random } from '../random';
import { RuntimeFailure } from './states-error';

/** A function of the language over JSONPath. `random` is the execution's, so that runs repeat. */
export type IntrinsicFunction = (args: readonly JsonValue[], random: Random) => JsonValue;

/** Most characters that may be hashed, encoded or decoded, and most items of a range (AWS's documentation). */
const MOST_CHARACTERS = 10_000;
const MOST_ITEMS = 1_000;

const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** All 18 of them. */
export const INTRINSIC_FUNCTIONS: Readonly<Record<string, IntrinsicFunction>> = {
  'States.Format': ([template, ...values]) => format(textOf(template, 'States.Format'), values),
  'States.StringToJson': ([text]) => {
    const json = textOf(text, 'States.StringToJson');
    const value = json.trim() === '' ? null : tryParseValue(json);
    return value === undefined ? refuse('States.StringToJson', 'the text is no JSON') : value;
  },
  'States.JsonToString': ([value = null]) => JSON.stringify(value),
  'States.Array': (values) => values,
  'States.ArrayPartition': ([list, size]) => {
    return partition(listOf(list, 'States.ArrayPartition'), wholeOf(size, 'States.ArrayPartition'));
  },
  'States.ArrayContains': ([list, value]) => {
    return listOf(list, 'States.ArrayContains').some((item) => isDeepStrictEqual(item, value));
  },
  'States.ArrayRange': (args) => {
    const [first = 0, last = 0, step = 0] = args.map((arg) => wholeOf(arg, 'States.ArrayRange'));
    return range(first, last, step);
  },
  'States.ArrayGetItem': ([list, index]) => {
    const item = listOf(list, 'States.ArrayGetItem')[wholeOf(index, 'States.ArrayGetItem')];
    return item === undefined ? refuse('States.ArrayGetItem', 'there is no such index') : item;
  },
  'States.ArrayLength': ([list]) => listOf(list, 'States.ArrayLength').length,
  'States.ArrayUnique': ([list]) => {
    const items = listOf(list, 'States.ArrayUnique');
    return items.filter((item, index) => items.findIndex((other) => isDeepStrictEqual(other, item)) === index);
  },
  'States.Base64Encode': ([text]) => Buffer.from(shortTextOf(text, 'States.Base64Encode')).toString('base64'),
  'States.Base64Decode': ([text]) => {
    return Buffer.from(shortTextOf(text, 'States.Base64Decode'), 'base64').toString('utf8');
  },
  'States.Hash': ([data = null, algorithm]) => {
    const text = shortTextOf(typeof data === 'string' ? data : JSON.stringify(data), 'States.Hash');
    return hash(text, textOf(algorithm, 'States.Hash')) ?? refuse('States.Hash', `there is no algorithm ${algorithm}`);
  },
  'States.JsonMerge': ([one, other, isDeep]) => {
    if (!isMap(one) || !isMap(other)) return refuse('States.JsonMerge', 'two objects were expected');
    if (isDeep !== false)
      return refuse('States.JsonMerge', 'only a shallow merge is possible: the third must be false');
    return { ...one, ...other };
  },
  'States.MathRandom': ([from, to, seed], random) => {
    const [least, end] = [wholeOf(from, 'States.MathRandom'), wholeOf(to, 'States.MathRandom')];
    if (end <= least) return refuse('States.MathRandom', 'the end must be above the start');
    const source = seed === undefined ? random : new Random(String(wholeOf(seed, 'States.MathRandom')));
    return source.between(least, end - 1);
  },
  'States.MathAdd': ([one, other]) => {
    const sum = wholeOf(one, 'States.MathAdd') + wholeOf(other, 'States.MathAdd');
    const isHeld = sum >= -2_147_483_648 && sum <= 2_147_483_647;
    return isHeld ? sum : refuse('States.MathAdd', 'the sum is no 32-bit integer');
  },
  'States.StringSplit': ([text, delimiters]) => {
    return split(textOf(text, 'States.StringSplit'), textOf(delimiters, 'States.StringSplit'));
  },
  'States.UUID': (_, random) => random.uuid(),
};

/** The hash in hexadecimal, `null` for an algorithm that the language does not know. */
export function hash(text: string, algorithm: string): string | null {
  const name = ALGORITHMS[algorithm];
  return name === undefined ? null : createHash(name).update(text).digest('hex');
}

function format(template: string, values: readonly JsonValue[]): string {
  const places = template.split(/(?<!\\)\{\}/);
  if (places.length - 1 !== values.length) {
    return refuse('States.Format', `${places.length - 1} places were given ${values.length} values`);
  }
  const texts = values.map(javaText);
  return places.map((place, index) => place.replace(/\\([{}'\\])/g, '$1') + (texts[index] ?? '')).join('');
}

/** As AWS puts a value into a text: Java's own notation, `{a=1, b=[]}` (the corpus' `generic-format-2`). */
function javaText(value: JsonValue): string {
  if (isList(value)) return `[${value.map(javaText).join(', ')}]`;
  if (!isMap(value)) return asText(value);
  return `{${Object.entries(value)
    .map(([member, part]) => `${member}=${javaText(part)}`)
    .join(', ')}}`;
}

function partition(list: readonly JsonValue[], size: number): readonly JsonValue[] {
  if (size < 1) return refuse('States.ArrayPartition', 'the size must be above 0');
  return Array.from({ length: Math.ceil(list.length / size) }, (_, part) => list.slice(part * size, (part + 1) * size));
}

function range(first: number, last: number, step: number): readonly JsonValue[] {
  if (step === 0) return refuse('States.ArrayRange', 'the step must not be 0');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > MOST_ITEMS) return refuse('States.ArrayRange', `there would be more than ${MOST_ITEMS} items`);
  return Array.from({ length }, (_, index) => first + index * step);
}

/** Each character of the second text is a delimiter, and nothing between two of them is no part. */
function split(text: string, delimiters: string): readonly string[] {
  const parts = [''];
  for (const character of text) {
    if (delimiters.includes(character)) parts.push('');
    else parts.push((parts.pop() ?? '') + character);
  }
  return parts.filter((part) => part !== '');
}

function listOf(value: JsonValue | undefined, name: string): readonly JsonValue[] {
  return isList(value) ? value : refuse(name, 'an array was expected');
}

function textOf(value: JsonValue | undefined, name: string): string {
  return typeof value === 'string' ? value : refuse(name, 'a string was expected');
}

function shortTextOf(value: JsonValue | undefined, name: string): string {
  const text = textOf(value, name);
  return text.length <= MOST_CHARACTERS ? text : refuse(name, `the text is longer than ${MOST_CHARACTERS} characters`);
}

/** AWS rounds a number that is none. */
function wholeOf(value: JsonValue | undefined, name: string): number {
  return typeof value === 'number' ? Math.round(value) : refuse(name, 'an integer was expected');
}

/** AWS names it States.Runtime; its States.IntrinsicFailure is reserved for later (AWS's documentation). */
function refuse(name: string, reason: string): never {
  throw new RuntimeFailure(`The function '${name}' had the following error: ${reason}`);
}
