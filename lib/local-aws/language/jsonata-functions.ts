import jsonata from 'jsonata';
import { isList, type JsonMap, type JsonValue } from '../json-value';
import { Random } from '../random';
import { hash } from './intrinsic-functions';

/** What names in an expression mean, without their `$`, and what its functions draw on. */
export type Bindings = {
  readonly values: JsonMap;
  readonly random: Random;
  /** Virtual time, epoch ms. */
  readonly nowMs: number;
};

/** A function that Step Functions has beside those of the language, or in place of one. */
type Native = (...args: readonly JsonValue[]) => JsonValue | undefined;

/** The package's own `$now` looks at the clock of this machine. */
const TIME = jsonata('$fromMillis($nowMs, $picture, $zone)');

/** Most items of `$range` (AWS's documentation). */
const MOST_ITEMS = 1_000;

/** Expressions of one execution draw on its randomness and on its time, so that runs repeat. */
export function nativesOf({ random, nowMs }: Bindings): Readonly<Record<string, Native>> {
  return {
    partition: (list, size) => partition(list ?? null, Number(size)),
    range: (first, last, step) => range(Number(first), Number(last), Number(step)),
    hash: (text, algorithm) => hash(String(text), String(algorithm)) ?? fail(`There is no algorithm ${algorithm}`),
    random: (seed) => (seed === undefined ? random : new Random(String(seed))).next(),
    uuid: () => random.uuid(),
    millis: () => nowMs,
    now: (picture, zone) => TIME.evaluate(undefined, { nowMs, picture, zone }),
  };
}

function partition(value: JsonValue, size: number): JsonValue {
  const list = isList(value) ? value : [value];
  const step = Math.floor(size);
  if (!(step >= 1)) return fail('The size of a partition must be above 0');
  return Array.from({ length: Math.ceil(list.length / step) }, (_, part) => list.slice(part * step, (part + 1) * step));
}

function range(first: number, last: number, step: number): JsonValue {
  const length = Math.floor((last - first) / step) + 1;
  if (step === 0 || Number.isNaN(length)) return fail('The step of a range must be a number that is not 0');
  if (length > MOST_ITEMS) return fail(`A range holds at most ${MOST_ITEMS} items`);
  // One item stands for itself, as everywhere in the language.
  if (length === 1) return first;
  return Array.from({ length: Math.max(0, length) }, (_, index) => first + index * step);
}

function fail(reason: string): never {
  throw new Error(reason);
}
