import { expect, it } from 'vitest';
import { createGraphCache } from './graph-cache';

function chain(length: number): string {
  const states = Array.from({ length }, (_, at) => [
    `S${at}`,
    at === length - 1 ? { Type: 'Succeed' } : { Type: 'Pass', Next: `S${at + 1}` },
  ]);
  return JSON.stringify({ StartAt: 'S0', States: Object.fromEntries(states) });
}

it('lays a definition out once, however many executions ran it', () => {
  const cache = createGraphCache();
  expect(cache.draw(chain(3))).toBe(cache.draw(chain(3)));
  expect(cache.draw(chain(3))).not.toBe(cache.draw(chain(4)));
});

it('says why a definition cannot be drawn', () => {
  const cache = createGraphCache();
  expect(cache.draw('{}')).toEqual({
    kind: 'unavailable',
    message: 'No graph can be drawn: the definition has no States.',
  });
  expect(cache.draw(chain(501))).toMatchObject({
    kind: 'unavailable',
    message: expect.stringMatching(/501 states; at most 500/),
  });
});

it('draws what can be read of a malformed definition, and names what is wrong', () => {
  const drawn = createGraphCache().draw('{"StartAt":"X","States":{"A":{"Type":"Pass"},"B":7}}');
  if (drawn.kind !== 'graph') throw new Error('not drawn');
  expect(drawn.layout.nodes.map(({ state }) => state)).toEqual(['A']);
  expect(drawn.problems.map(({ state, message }) => `${state}: ${message}`)).toEqual([
    'B: It is not a JSON object.',
    'null: StartAt names “X”, which is not there.',
    'A: It has neither Next nor End.',
  ]);
});
