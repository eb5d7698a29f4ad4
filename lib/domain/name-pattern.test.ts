import { describe, expect, it } from 'vitest';
import { EVERY_NAME, isSelected, matchesPattern } from './name-pattern';

describe('matchesPattern', () => {
  it.each([
    ['orders', 'orders', true],
    ['orders', 'orders-eu', false],
    ['orders', 'Orders', false],
    ['order-*', 'order-', true],
    ['order-*', 'order-fulfilment', true],
    ['order-*', 'my-order-fulfilment', false],
    ['*-test', 'orders-test', true],
    ['*-test', 'orders-test-2', false],
    ['*pay*out*', 'supplier-payouts', true],
    ['*pay*out*', 'out-and-pay', false],
    ['a*b*c', 'abbbcbc', true],
    ['**', '', true],
    ['*', 'anything', true],
    ['', '', true],
    ['', 'x', false],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect(matchesPattern(pattern, name)).toBe(expected);
  });

  it('takes no longer for a pattern of many stars', () => {
    expect(matchesPattern('*a'.repeat(40), 'a'.repeat(39).padEnd(80, 'b'))).toBe(false);
  });
});

describe('isSelected', () => {
  it('takes every name where nothing is named', () => {
    expect(isSelected(EVERY_NAME, 'orders')).toBe(true);
  });

  it('leaves out what is excluded, also where it is included', () => {
    const selection = { include: ['order-*', 'pay*'], exclude: ['*-test'] };
    const names = ['order-fulfilment', 'order-test', 'payouts', 'checkout'];
    expect(names.filter((name) => isSelected(selection, name))).toEqual(['order-fulfilment', 'payouts']);
  });
});
