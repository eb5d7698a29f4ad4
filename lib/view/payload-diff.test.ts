import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffPayloads, type PayloadDiff } from './payload-diff';

function told(diff: PayloadDiff): readonly string[] {
  if (diff.kind !== 'changes') return [diff.kind];
  return diff.changes.map(({ path, kind, before, after }) => `${kind} ${path} ${before ?? ''} > ${after ?? ''}`);
}

describe('diffPayloads', () => {
  it.each<[string, unknown, unknown, readonly string[]]>([
    ['a member that came', { a: 1 }, { a: 1, b: { c: [2] } }, ['added $.b  > {"c":[2]}']],
    ['one that went', { a: 1, b: null }, { a: 1 }, ['removed $.b null > ']],
    ['one that changed, deep inside', { a: [{ b: 1 }] }, { a: [{ b: '1' }] }, ['changed $.a[0].b 1 > "1"']],
    ['elements by their position', [1, 2], [1, 3, 4], ['changed $[1] 2 > 3', 'added $[2]  > 4']],
    ['another kind of value', { a: [] }, { a: {} }, ['changed $.a [] > {}']],
    ['names that JSONPath quotes', { "it's": 1 }, {}, ["removed $['it\\'s'] 1 > "]],
    ['a name that objects inherit', {}, { toString: 1 }, ['added $.toString  > 1']],
    ['null beside nothing', { a: null }, { a: 0 }, ['changed $.a null > 0']],
  ])('tells %s', (_, before, after, expected) => {
    expect(told(diffPayloads(JSON.stringify(before), JSON.stringify(after)))).toEqual(expected);
  });

  it('finds nothing between a value and itself, and something between two that differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const [before, after] = [JSON.stringify(a), JSON.stringify(b)];
        expect(diffPayloads(before, before)).toEqual({ kind: 'same', isSameText: true });
        const isEqual = JSON.stringify(sorted(JSON.parse(before))) === JSON.stringify(sorted(JSON.parse(after)));
        expect(diffPayloads(before, after).kind === 'same').toBe(isEqual);
      }),
    );
  });

  it('knows equal values that are written differently, and what is no JSON', () => {
    expect(diffPayloads('{"a":1,"b":2}', '{"b":2, "a":1}')).toEqual({ kind: 'same', isSameText: false });
    expect(diffPayloads('{"a":', '{}')).toEqual({ kind: 'unreadable' });
  });

  it('cuts long values', () => {
    const [change] = told(diffPayloads('{}', JSON.stringify({ a: 'x'.repeat(10_000) })));
    expect(change?.length).toBeLessThan(200);
  });
});

/** A value with its members in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  // Not as a list alone: an object without members is no empty list.
  return { members: members.map(([name, inner]) => [name, sorted(inner)]) };
}
