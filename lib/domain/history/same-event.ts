import type { HistoryEvent } from './history-event';

/**
 * Whether two readings of an event say the same. AWS does not change an event, but a later reading of one can hold more: data
 * that was left out before, or what was looked up for it.
 */
export function isSameEvent(a: HistoryEvent, b: HistoryEvent): boolean {
  if (a.id !== b.id || a.type !== b.type || a.atMs !== b.atMs || a.previousEventId !== b.previousEventId) return false;
  let members = 0;
  for (const member in a.details) {
    if (!isSameValue(a.details[member], b.details[member])) return false;
    members += 1;
  }
  for (const _ in b.details) members -= 1;
  return members === 0;
}

/** Nearly all values are texts and numbers; the few objects are small. */
function isSameValue(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
}
