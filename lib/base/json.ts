/** A JSON object of unknown shape: what `JSON.parse` gives for `{…}`. Members are read, never trusted. */
export type JsonObject = { readonly [member: string]: unknown };

/** True for `{…}`, false for arrays, `null` and scalars. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member's text, or `undefined` where it is missing or of another type. */
export function textOf(object: JsonObject | undefined, member: string): string | undefined {
  const value = object?.[member];
  return typeof value === 'string' ? value : undefined;
}

/** The member's number; numeric text counts (log lines write ids and times as strings). */
export function numberOf(object: JsonObject | undefined, member: string): number | undefined {
  const value = object?.[member];
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value === '') return undefined;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : undefined;
}

/** The member's number where it counts something: whole, and not below 0. */
export function countOf(object: JsonObject | undefined, member: string): number | undefined {
  const value = numberOf(object, member);
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Parses text that another service wrote; `undefined` where it is no JSON (cut payloads, plain text). */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
