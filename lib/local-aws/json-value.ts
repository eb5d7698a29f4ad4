/** A value as JSON text holds it. Never changed in place: every step of an execution makes new values. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonMap;

/** A JSON object. */
export type JsonMap = { readonly [member: string]: JsonValue };

/** True for `{…}`, false for arrays, `null` and scalars. */
export function isMap(value: JsonValue | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for `[…]`. */
export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/**
 * Parses JSON text.
 * @throws SyntaxError where it is none
 */
export function parseValue(text: string): JsonValue {
  const value: JsonValue = JSON.parse(text); // the boundary: JSON.parse gives nothing else
  return value;
}

/** Parses JSON text; `undefined` where it is none. */
export function tryParseValue(text: string): JsonValue | undefined {
  try {
    return parseValue(text);
  } catch {
    return undefined;
  }
}

/** The member's text, or `undefined` where it is missing or of another type. */
export function textIn(map: JsonMap, member: string): string | undefined {
  const value = map[member];
  return typeof value === 'string' ? value : undefined;
}

/** The member's number, or `undefined` where it is missing or of another type. */
export function numberIn(map: JsonMap, member: string): number | undefined {
  const value = map[member];
  return typeof value === 'number' ? value : undefined;
}

/** A value in a sentence: text stands for itself, everything else as JSON. */
export function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
