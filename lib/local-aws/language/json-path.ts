import { isList, isMap, type JsonMap, type JsonValue } from '../json-value';
import { RuntimeFailure } from './states-error';

type Step =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | {
      readonly kind: 'all';
    };

const STEP = /\.([A-Za-z_][\w-]*)|\['((?:[^'\\]|\\.)+)'\]|\[(-?\d+)\]|(\[\*\])/y;

const parsedPaths = new Map<string, readonly Step[]>();

/**
 * The value a path leads to, or `undefined` where it leads nowhere. Paths are the reference paths of Amazon States
 * Language (`$`, `$.order.items[0]`, `$['odd name']`) and `[*]`, which gives a list of what it finds.
 * @throws Error when the path cannot be read: the definition is wrong
 */
export function readPath(value: JsonValue, path: string): JsonValue | undefined {
  const steps = parsePath(path);
  const everyAt = steps.findIndex((step) => step.kind === 'all');
  if (everyAt < 0) return follow(value, steps);
  const list = follow(value, steps.slice(0, everyAt));
  if (!isList(list)) return undefined;
  return list.flatMap((item) => {
    const found = follow(item, steps.slice(everyAt + 1));
    return found === undefined ? [] : [found];
  });
}

/** As `readPath`, but a path that leads nowhere ends the execution. */
export function requirePath(value: JsonValue, path: string, field: string): JsonValue {
  const found = readPath(value, path);
  if (found !== undefined) return found;
  throw new RuntimeFailure(
    `The JSONPath '${path}' specified for the field '${field}' could not be found in the input '${JSON.stringify(value)}'`,
  );
}

/**
 * A copy of `target` with `value` at the path; members on the way are made, as AWS does.
 * @throws RuntimeFailure when something that is no object stands in the way
 */
export function writePath(target: JsonValue, path: string, value: JsonValue): JsonValue {
  return put(target, parsePath(path), value, path);
}

function put(target: JsonValue, steps: readonly Step[], value: JsonValue, path: string): JsonValue {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
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
    else if (step.kind === 'index') found = isList(found) ? found.at(step.index) : undefined;
    else throw new Error('only one [*] can be followed');
  }
  return found;
}

function parsePath(path: string): readonly Step[] {
  const known = parsedPaths.get(path);
  if (known !== undefined) return known;
  if (!path.startsWith('$')) throw new Error(`not a path: ${path}`);
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (match === null) throw new Error(`not a path this local AWS can read: ${path}`);
    const [, dotted, quoted, index] = match;
    const name = dotted ?? quoted;
    if (name !== undefined) steps.push({ kind: 'member', name });
    else steps.push(index === undefined ? { kind: 'all' } : { kind: 'index', index: Number(index) });
  }
  parsedPaths.set(path, steps);
  return steps;
}
