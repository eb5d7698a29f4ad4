/** A path into JSON, from its root: names of members, positions of elements as digits, or `*` for any of either. */
export type JsonPath = readonly (string | typeof ANY)[];

/** Any member or element. */
export const ANY: unique symbol = Symbol('any');

const STEP = /\.\*|\[\*\]|\.([\p{L}_$][\p{L}\p{N}_$-]*)|\['((?:[^'\\]|\\.)*)'\]|\[(\d+)\]/uy;

/**
 * Reads a plain JSONPath: `$.customer.card`, `$.items[*].iban`, `$['postal code'][0]`. Null for anything else, such as
 * filters or `..`.
 */
export function readJsonPath(text: string): JsonPath | null {
  if (!text.startsWith('$')) return null;
  const steps: (string | typeof ANY)[] = [];
  for (let at = 1; at < text.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    if (match === null) return null;
    const [, member, quoted, position] = match;
    steps.push(member ?? quoted?.replace(/\\(.)/gs, '$1') ?? position ?? ANY);
  }
  return steps.length === 0 ? null : steps;
}

/** Whether the path leads exactly to a place, given by the names and positions on the way to it. */
export function leadsTo(path: JsonPath, place: readonly (string | number)[]): boolean {
  return path.length === place.length && path.every((step, at) => step === ANY || step === String(place[at]));
}
