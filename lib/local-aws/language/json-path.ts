import { JSONPath } from 'jsonpath-plus';
import { isList, isMap, type JsonMap, type JsonValue } from '../json-value';
import { RuntimeFailure } from './states-error';

type Step = { readonly kind: 'member'; readonly name: string } | { readonly kind: 'index'; readonly index: number };

/** `query` is what follows the first step that may find several values, as a path of its own; `null` where there is none. */
type Path = { readonly steps: readonly Step[]; readonly query: string | null };

const STEP = /\.([^\s.[\](*?'"]+)|\[(?:'((?:[^'\\]|\\.)+)'|"((?:[^"\\]|\\.)+)")\]|\[(-?\d+)\]/y;

const parsedPaths = new Map<string, Path>();

/**
 * The value a path leads to, or `undefined` where it leads nowhere. What comes after the first wildcard, slice, filter or
 * `..` gives a list of all it finds, be it none; a member on the way there must exist.
 * @throws Error when the path cannot be read: the definition is wrong
 */
export function readPath(value: JsonValue, path: string): JsonValue | undefined {
  const { steps, query } = parsePath(path);
  const found = follow(value, steps);
  if (query === null || found === undefined) return found;
  return findAll(found, query);
}

/**
 * A copy of `target` with `value` at the path; members on the way are made, as AWS does. Only a reference path can be
 * written to: one that leads to one place.
 * @throws RuntimeFailure when something that is no object stands in the way
 */
export function writePath(target: JsonValue, path: string, value: JsonValue): JsonValue {
  const { steps, query } = parsePath(path);
  if (query !== null) throw new Error(`not a reference path: ${path}`);
  return put(target, steps, value, path);
}

function put(target: JsonValue, steps: readonly Step[], value: JsonValue, path: string): JsonValue {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (step.kind === 'index' && isList(target) && step.index < target.length) {
    return target.map((item, index) => (index === step.index ? put(item, rest, value, path) : item));
  }
  if (step.kind !== 'member' || !isMap(target)) {
    throw new RuntimeFailure(`Unable to apply ReferencePath ${path} to input ${JSON.stringify(target)}`);
  }
  const below: JsonMap = {};
  return { ...target, [step.name]: put(target[step.name] ?? below, rest, value, path) };
}

function follow(value: JsonValue, steps: readonly Step[]): JsonValue | undefined {
  let found: JsonValue | undefined = value;
  for (const step of steps) {
    if (step.kind === 'member') found = isMap(found) && Object.hasOwn(found, step.name) ? found[step.name] : undefined;
    else found = isList(found) ? found.at(step.index) : undefined;
  }
  return found;
}

/** The package reads filters with a parser of its own and runs no code; a filter that fails on an item leaves it out. */
function findAll(value: JsonValue, query: string): readonly JsonValue[] {
  if (!isMap(value) && !isList(value)) return [];
  const found: JsonValue[] = JSONPath({ path: query, json: value, wrap: true, eval: 'safe', ignoreEvalErrors: true });
  return found;
}

function parsePath(path: string): Path {
  const known = parsedPaths.get(path);
  if (known !== undefined) return known;
  if (!path.startsWith('$')) throw new Error(`not a path: ${path}`);
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  let end = 1;
  for (let match = STEP.exec(path); match !== null; match = STEP.exec(path)) {
    end = STEP.lastIndex;
    const [, dotted, quoted, doubleQuoted, index] = match;
    const name = dotted ?? (quoted ?? doubleQuoted)?.replace(/\\(['\\])/g, '$1');
    steps.push(name === undefined ? { kind: 'index', index: Number(index) } : { kind: 'member', name });
  }
  const parsed = { steps, query: end === path.length ? null : `$${path.slice(end)}` };
  parsedPaths.set(path, parsed);
  return parsed;
}
