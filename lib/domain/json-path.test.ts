import { expect, test } from 'vitest';
import { ANY, leadsTo, readJsonPath } from './json-path';

test.each([
  ['$.customer.card', ['customer', 'card']],
  ['$.items[*].iban', ['items', ANY, 'iban']],
  ['$[0].*', ['0', ANY]],
  ["$['postal code'][2]", ['postal code', '2']],
  ["$['it\\'s'].größe", ["it's", 'größe']],
])('reads %s', (text, steps) => {
  expect(readJsonPath(text)).toEqual(steps);
});

test.each(['', '$', 'customer', '$..iban', '$.items[?(@.a)]', '$.a b', '$.a[', '$.a[-1]', '$.a[1:2]', '$.'])(
  'refuses %s',
  (text) => {
    expect(readJsonPath(text)).toBeNull();
  },
);

test('leads to one place exactly', () => {
  expect(leadsTo(['items', ANY, 'iban'], ['items', 3, 'iban'])).toBe(true);
  expect(leadsTo(['items', '3'], ['items', 3])).toBe(true);
  expect(leadsTo(['items', ANY], ['items', 3, 'iban'])).toBe(false);
  expect(leadsTo(['items', ANY, 'iban'], ['items', 3])).toBe(false);
  expect(leadsTo(['items'], ['Items'])).toBe(false);
});
