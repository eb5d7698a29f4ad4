import { afterAll, describe, expect, it } from 'vitest';
import type { GraphLayout, GraphNode, Point } from '@/lib/domain/definition/graph-layout';
import { nameWithReason, readCorpus } from '@/lib/testing/corpus';
import { parseCase, readCaseText } from '@/lib/testing/corpus-case';
import { definitionOf } from '@/lib/testing/definition-states';
import { layoutDefinition } from './layout-definition';

/** What ui.md allows for 200 states, and how much slower a busy test machine may be. */
const BUDGET_MS = 500;
const SLOW_MACHINE = 3;

function task(next: string | null, more: Record<string, unknown> = {}) {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    ...(next ? { Next: next } : { End: true }),
    ...more,
  };
}

function nodeOf(layout: GraphLayout, state: string): GraphNode {
  const node = layout.nodes.find((each) => each.state === state);
  if (node === undefined) throw new Error(`no node ${state}`);
  return node;
}

function holds(outer: GraphNode, inner: GraphNode | Point): boolean {
  const { width = 0, height = 0 } = 'width' in inner ? inner : {};
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    inner.x + width <= outer.x + outer.width &&
    inner.y + height <= outer.y + outer.height
  );
}

function overlap(a: GraphNode, b: GraphNode): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Every rule that a drawing must keep, whatever the definition. */
function faultsOf(layout: GraphLayout): string[] {
  const { nodes, edges, width, height } = layout;
  const whole: GraphNode = {
    id: '',
    kind: 'branch',
    state: null,
    type: '',
    detail: null,
    depth: 0,
    mapRunOf: null,
    x: 0,
    y: 0,
    width,
    height,
  };
  const points = edges.flatMap((edge) => edge.points);
  const numbers = [width, height, ...points.flatMap(({ x, y }) => [x, y]), ...nodes.flatMap(({ x, y }) => [x, y])];
  const outside = [...nodes, ...points].filter((each) => !holds(whole, each));
  const clashes = nodes.flatMap((a, index) =>
    nodes
      .slice(index + 1)
      .filter((b) => overlap(a, b) && !(holds(a, b) && a.depth < b.depth))
      .map((b) => `${a.id} ${b.id}`),
  );
  return [
    ...(numbers.every(Number.isFinite) ? [] : ['a coordinate is no number']),
    ...(new Set([...nodes, ...edges].map(({ id }) => id)).size === nodes.length + edges.length ? [] : ['an id twice']),
    ...outside.map((each) => `outside: ${JSON.stringify(each)}`),
    ...clashes.map((clash) => `in each other’s way: ${clash}`),
  ];
}

const ORDER = {
  StartAt: 'Reserve',
  States: {
    Reserve: task('IsLarge'),
    IsLarge: {
      Type: 'Choice',
      Choices: [{ Variable: '$.amount', NumericGreaterThan: 1000, Next: 'Approve' }],
      Default: 'Charge',
    },
    Approve: task('Charge', { Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Cancel' }] }),
    Charge: task('Prepare', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Cancel' }] }),
    Prepare: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Items',
          States: {
            Items: {
              Type: 'Map',
              ItemProcessor: { StartAt: 'Price', States: { Price: task('Tax'), Tax: task(null) } },
              End: true,
            },
          },
        },
        { StartAt: 'Print', States: { Print: task('Book'), Book: task(null) } },
      ],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Cancel' }],
      Next: 'Notify',
    },
    Notify: task(null),
    Cancel: { Type: 'Fail' },
  },
};

describe('laying out a definition', () => {
  const layout = layoutDefinition(definitionOf(ORDER));

  it('keeps everything apart, inside what is around it and inside the drawing', () => {
    expect(faultsOf(layout)).toEqual([]);
    expect(holds(nodeOf(layout, 'Prepare'), nodeOf(layout, 'Items'))).toBe(true);
    expect(holds(nodeOf(layout, 'Items'), nodeOf(layout, 'Tax'))).toBe(true);
    expect(layout.nodes.filter(({ kind }) => kind === 'branch')).toHaveLength(2);
  });

  it('runs from top to bottom, from the start to the end', () => {
    const ys = ['Reserve', 'IsLarge', 'Approve', 'Charge', 'Prepare', 'Notify'].map((name) => nodeOf(layout, name).y);
    expect(ys).toEqual(ys.toSorted((a, b) => a - b));
    expect(layout.nodes.map(({ kind }) => kind)).toContain('start');
    expect(layout.edges.some(({ from, to }) => from === 'Notify' && to === null)).toBe(true);
    expect(layout.edges.some(({ from, to }) => from === 'Cancel' && to === null)).toBe(false);
  });

  it('leads catches along the right, past everything else, but lets them decide the place of a lone handler', () => {
    const states = layout.nodes.filter(({ kind }) => kind !== 'branch' && kind !== 'start' && kind !== 'end');
    const right = Math.max(...states.map(({ x, width }) => x + width));
    const [approve] = layout.edges.filter(({ kind, from }) => kind === 'catch' && from === 'Approve');
    expect(Math.max(...(approve?.points ?? []).map(({ x }) => x))).toBeGreaterThan(right);
    expect(nodeOf(layout, 'Cancel').y).toBeGreaterThan(nodeOf(layout, 'Charge').y);
  });

  it('says what leads each way, with several rules on one line', () => {
    const labelled = layout.edges.filter(({ labels }) => labels.length > 0).map(({ to, labels }) => [to, labels]);
    expect(labelled).toContainEqual(['Approve', ['$.amount > 1000']]);
    expect(labelled).toContainEqual(['Charge', ['otherwise']]);
    expect(nodeOf(layout, 'Charge').detail).toBe('lambda invoke');
  });

  it('tells which states run in map runs: all that a Distributed Map holds, of the innermost one', () => {
    const distributed = (inside: object) => ({
      Type: 'Map',
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...inside },
      End: true,
    });
    const inner = distributed({ StartAt: 'Row', States: { Row: task(null) } });
    const outer = distributed({ StartAt: 'Open', States: { Open: task('Rows'), Rows: inner } });
    const { nodes } = layoutDefinition(definitionOf({ StartAt: 'Files', States: { Files: outer } }));
    const told = nodes.flatMap(({ state, mapRunOf }) => (state === null ? [] : [[state, mapRunOf]]));
    expect(Object.fromEntries(told)).toEqual({ Files: null, Open: 'Files', Rows: 'Files', Row: 'Rows' });
  });

  it('gives the same drawing for the same definition', () => {
    expect(layoutDefinition(definitionOf(ORDER))).toEqual(layout);
  });

  it.each([
    ['no state', { StartAt: 'A', States: {} }],
    ['a start that is not there', { StartAt: 'X', States: { A: task(null) } }],
    ['a loop', { StartAt: 'A', States: { A: task('B'), B: task('A') } }],
    ['a state that goes to itself', { StartAt: 'A', States: { A: task('A') } }],
    [
      'a state that catches into itself',
      { StartAt: 'A', States: { A: task(null, { Catch: [{ ErrorEquals: ['X'], Next: 'A' }] }) } },
    ],
    ['a way out of the group', { StartAt: 'A', States: { A: task('Nowhere') } }],
    ['a state nothing leads to', { StartAt: 'A', States: { A: task(null), B: task(null) } }],
    ['an empty branch', { StartAt: 'A', States: { A: { Type: 'Parallel', Branches: [{}, {}], End: true } } }],
    [
      'names of JavaScript',
      { StartAt: 'start', States: { start: task('constructor'), constructor: task('end'), end: task(null) } },
    ],
    [
      'a handler of a handler',
      {
        StartAt: 'A',
        States: {
          A: task(null, { Catch: [{ ErrorEquals: ['X'], Next: 'B' }] }),
          B: task('A', { Catch: [{ ErrorEquals: ['X'], Next: 'C' }] }),
          C: { Type: 'Fail' },
        },
      },
    ],
  ])('is total: %s', (_, source) => {
    expect(faultsOf(layoutDefinition(definitionOf(source)))).toEqual([]);
  });

  it('lays 200 states out within its budget', () => {
    const states: Record<string, unknown> = { Failed: { Type: 'Fail' } };
    for (let at = 0; at < 150; at += 1) {
      const next = at === 149 ? null : `State${at + 1}`;
      const caught = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed' }] };
      states[`State${at}`] =
        at % 5 === 0 && at < 140
          ? {
              Type: 'Choice',
              Choices: [2, 3, 4].map((ahead) => ({
                Variable: '$.a',
                NumericEquals: ahead,
                Next: `State${at + ahead}`,
              })),
              Default: next,
            }
          : task(next, caught);
    }
    const branches = Array.from({ length: 12 }, (_, branch) => ({
      StartAt: `B${branch}x0`,
      States: Object.fromEntries(
        [0, 1, 2, 3].map((at) => [`B${branch}x${at}`, task(at === 3 ? null : `B${branch}x${at + 1}`)]),
      ),
    }));
    states['State149'] = { Type: 'Parallel', Branches: branches, End: true };
    const definition = definitionOf({ StartAt: 'State0', States: states });
    const before = process.cpuUsage();
    const drawn = layoutDefinition(definition);
    const { user, system } = process.cpuUsage(before);
    // Of the processor, so that tests running beside this one do not count.
    const tookMs = (user + system) / 1_000;
    const count = drawn.nodes.filter(({ state }) => state !== null).length;
    process.stdout.write(`graph: ${count} states laid out in ${Math.round(tookMs)} ms of processor time\n`);
    expect(count).toBeGreaterThanOrEqual(199);
    expect(faultsOf(drawn)).toEqual([]);
    expect(tookMs).toBeLessThanOrEqual(BUDGET_MS * SLOW_MACHINE);
  });
});

const corpus = readCorpus();
const cases =
  corpus.kind === 'present'
    ? corpus.entries.map((entry) => parseCase(readCaseText(entry))).filter(({ definition }) => definition !== null)
    : [];
const drawn = { definitions: 0, states: 0 };

describe.skipIf(corpus.kind === 'absent')(nameWithReason('drawings of recorded definitions', corpus), () => {
  afterAll(() => {
    process.stdout.write(`graph: ${drawn.definitions} recorded definitions with ${drawn.states} states drawn\n`);
  });

  it.each(cases)('$id keeps every rule and shows every state', ({ definition: source }) => {
    const definition = definitionOf(source);
    const layout = layoutDefinition(definition);
    expect(faultsOf(layout)).toEqual([]);
    const states = layout.nodes.flatMap(({ state }) => state ?? []);
    expect(states.sort()).toEqual([...definition.states.keys()].sort());
    drawn.definitions += 1;
    drawn.states += states.length;
  });
});
