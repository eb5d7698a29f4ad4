import type { JsonMap, JsonValue } from '../json-value';
import type { Random } from '../random';
import { readPath } from './json-path';
import { RuntimeFailure } from './states-error';

/**
 * What a state can refer to beside its own data: the context object (`$$`) and the variables that were assigned. Its
 * functions draw on `random`.
 */
export type Scope = { readonly context: JsonMap; readonly variables: JsonMap; readonly random: Random };

/** The value that a JSONPath leads to: `$…` in the data, `$$…` in the context, `$name…` in the variables. */
export function findPath(scope: Scope, data: JsonValue, path: string): JsonValue | undefined {
  if (path.startsWith('$$')) return readPath(scope.context, path.slice(1));
  if (/^\$[A-Za-z_]/.test(path)) return readPath(scope.variables, `$.${path.slice(1)}`);
  return readPath(data, path);
}

/** As `findPath`, but a path that leads nowhere ends the execution. */
export function requireScoped(scope: Scope, data: JsonValue, path: string, field: string): JsonValue {
  const found = findPath(scope, data, path);
  if (found !== undefined) return found;
  throw new RuntimeFailure(
    `The JSONPath '${path}' specified for the field '${field}' could not be found in the input '${JSON.stringify(data)}'`,
  );
}
