import { isJsonObject, parseJson } from '@/lib/base/json';

/** One path at which two JSON values differ. The texts are the values, cut where they are long; null where there is none. */
export type PayloadChange = {
  /** As JSONPath writes it: `$.items[0]['unit price']`. */
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before: string | null;
  readonly after: string | null;
};

/** `same`: equal as JSON; `isSameText` tells whether also letter by letter. `unreadable`: one of them is no JSON. */
export type PayloadDiff =
  | { readonly kind: 'changes'; readonly changes: readonly PayloadChange[] }
  | { readonly kind: 'same'; readonly isSameText: boolean }
  | { readonly kind: 'unreadable' };

/** Longer values are cut: what a whole member was is to be read in the input or output itself. */
const LONGEST_TEXT = 120;

/**
 * The paths at which `after` differs from `before`, both JSON texts. Members are matched by name and elements by position;
 * what came or went is told once, at its top. Linear in the two texts.
 */
export function diffPayloads(before: string, after: string): PayloadDiff {
  const [from, to] = [parseJson(before), parseJson(after)];
  if (from === undefined || to === undefined) return { kind: 'unreadable' };
  const changes: PayloadChange[] = [];
  compare('$', from, to, changes);
  return changes.length === 0 ? { kind: 'same', isSameText: before === after } : { kind: 'changes', changes };
}

function compare(path: string, before: unknown, after: unknown, changes: PayloadChange[]): void {
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let at = 0; at < Math.max(before.length, after.length); at += 1) {
      compareMember(`${path}[${at}]`, [at < before.length, before[at]], [at < after.length, after[at]], changes);
    }
  } else if (isJsonObject(before) && isJsonObject(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const inner = path + memberPath(name);
      compareMember(
        inner,
        [Object.hasOwn(before, name), before[name]],
        [Object.hasOwn(after, name), after[name]],
        changes,
      );
    }
  } else if (before !== after) {
    changes.push({ path, kind: 'changed', before: textOf(before), after: textOf(after) });
  }
}

/** Whether a member is there, and its value. */
type Member = readonly [boolean, unknown];

function compareMember(
  path: string,
  [isBefore, before]: Member,
  [isAfter, after]: Member,
  changes: PayloadChange[],
): void {
  if (isBefore && isAfter) compare(path, before, after, changes);
  else if (isAfter) changes.push({ path, kind: 'added', before: null, after: textOf(after) });
  else changes.push({ path, kind: 'removed', before: textOf(before), after: null });
}

function memberPath(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
}

function textOf(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}
