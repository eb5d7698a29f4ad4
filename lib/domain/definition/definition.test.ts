import { describe, expect, it } from 'vitest';
import { type Definition, isDistributedMap, readDefinition } from './definition';

function read(source: unknown): Definition {
  const answer = readDefinition(source);
  if (answer.kind === 'unreadable') throw new Error(answer.reason);
  return answer.definition;
}

const NESTED = {
  StartAt: 'Prepare',
  States: {
    Prepare: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Items',
          States: {
            Items: {
              Type: 'Map',
              QueryLanguage: 'JSONata',
              ItemProcessor: {
                ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
                StartAt: 'Price',
                States: { Price: { Type: 'Pass', End: true } },
              },
              End: true,
            },
          },
        },
        { StartAt: 'Book', States: { Book: { Type: 'Pass', End: true } } },
      ],
      Next: 'Old',
    },
    Old: {
      Type: 'Map',
      Iterator: { StartAt: 'Each', States: { Each: { Type: 'Pass', End: true } } },
      End: true,
    },
  },
};

describe('reading a definition', () => {
  it('keeps states in the order of the text, each with what it stands in', () => {
    const { states, root } = read(NESTED);
    expect([...states.values()].map(({ name, container, group }) => [name, container, group])).toEqual([
      ['Prepare', null, 0],
      ['Items', 'Prepare', 0],
      ['Price', 'Items', 0],
      ['Book', 'Prepare', 1],
      ['Old', null, 0],
      ['Each', 'Old', 0],
    ]);
    expect(root).toEqual({ startAt: 'Prepare', states: ['Prepare', 'Old'] });
    expect(states.get('Prepare')?.groups).toEqual([
      { startAt: 'Items', states: ['Items'] },
      { startAt: 'Book', states: ['Book'] },
    ]);
    expect(states.get('Old')?.groups).toEqual([{ startAt: 'Each', states: ['Each'] }]);
  });

  it('reads text and objects alike', () => {
    expect(read(JSON.stringify(NESTED))).toEqual(read(NESTED));
  });

  it('gives a state the query language of what it stands in, unless it has its own', () => {
    const { states } = read(NESTED);
    expect(states.get('Price')?.queryLanguage).toBe('JSONata');
    expect(states.get('Book')?.queryLanguage).toBe('JSONPath');
    const whole = read({ ...NESTED, QueryLanguage: 'JSONata' });
    expect(whole.states.get('Each')?.queryLanguage).toBe('JSONata');
  });

  it('tells a distributed Map from an inline one', () => {
    const { states } = read(NESTED);
    expect([...states.values()].filter(isDistributedMap).map(({ name }) => name)).toEqual(['Items']);
  });

  it.each([
    ['no JSON', '{"States":', 'the definition is not a JSON object'],
    ['a list', [], 'the definition is not a JSON object'],
    ['metadata only', '{}', 'the definition has no States'],
    ['States as a list', { States: [] }, 'the definition has no States'],
  ])('says why nothing can be read: %s', (_, source, reason) => {
    expect(readDefinition(source)).toEqual({ kind: 'unreadable', reason });
  });

  it('takes in what it can around states that are none, twice there or without inner states', () => {
    const { states, problems } = read({
      StartAt: 'A',
      States: {
        A: { Type: 'Parallel', Branches: [{ StartAt: 'B' }, { StartAt: 'C', States: { C: { Type: 'Pass' }, A: {} } }] },
        D: 'nothing',
      },
    });
    expect([...states.keys()]).toEqual(['A', 'C']);
    expect(problems.map(({ kind, state }) => [kind, state])).toEqual([
      ['no-states', 'A'],
      ['duplicate-name', 'A'],
      ['not-an-object', 'D'],
    ]);
  });

  it('stops at a depth that no machine has, so that a hostile text cannot exhaust the stack', () => {
    let machine: unknown = { StartAt: 'End', States: { End: { Type: 'Pass', End: true } } };
    for (let level = 0; level < 20_000; level += 1) {
      machine = { States: { [`s${level}`]: { Type: 'Parallel', Branches: [machine] } } };
    }
    const { states, problems } = read(machine);
    expect(states.size).toBe(101);
    expect(problems.map(({ kind }) => kind)).toEqual(['too-deep']);
  });
});
