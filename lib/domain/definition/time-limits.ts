import type { JsonObject } from '@/lib/base/json';

/** A limit in seconds, or the path or JSONata expression that gives it while the execution runs. */
export type TimeLimit =
  | { readonly kind: 'seconds'; readonly seconds: number }
  | { readonly kind: 'computed'; readonly expression: string };

/**
 * The limit that a state, or the definition as a whole, sets by this field or by its `…Path` twin. Null where there is
 * none; a Task then has 99,999,999 seconds, which nobody waits for.
 */
export function timeLimitOf(fields: JsonObject, member: 'TimeoutSeconds' | 'HeartbeatSeconds'): TimeLimit | null {
  const value = fields[member];
  if (typeof value === 'number') return { kind: 'seconds', seconds: value };
  const expression = value ?? fields[`${member}Path`];
  return typeof expression === 'string' ? { kind: 'computed', expression } : null;
}
