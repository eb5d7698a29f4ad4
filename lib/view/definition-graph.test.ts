import { expect, it } from 'vitest';
import type { GraphLayout, GraphNode } from '@/lib/domain/definition/graph-layout';
import { type GraphNodeLook, neighbourOf, prepareDefinitionGraph } from './definition-graph';

function node(state: string | null, x: number, y: number, more: Partial<GraphNode> = {}): GraphNode {
  const base = {
    id: `state:${state}`,
    kind: 'state',
    state,
    type: 'Task',
    detail: 'lambda invoke',
    depth: 0,
    mapRunOf: null,
  } as const;
  return { ...base, x, y, width: 140, height: 44, ...more };
}

const LAYOUT: GraphLayout = {
  width: 400,
  height: 300,
  nodes: [
    node(null, 60, 0, { id: 'start', kind: 'start' }),
    node('Box', 0, 40, { kind: 'container', type: 'Map', detail: null, height: 200, width: 300 }),
    node('A', 20, 80, { depth: 2 }),
    node('B', 20, 160, { depth: 2 }),
    node('VeryLongNameOfAStateThatDoesNotFit', 240, 160, { depth: 2 }),
  ],
  edges: [
    {
      id: 'ab',
      from: 'A',
      to: 'B',
      kind: 'flow',
      labels: ['$.a = 1', 'otherwise'],
      points: [
        { x: 90, y: 124 },
        { x: 90, y: 160 },
      ],
    },
    {
      id: 'ac',
      from: 'A',
      to: 'C',
      kind: 'catch',
      labels: ['States.ALL'],
      points: [
        { x: 0, y: 0 },
        { x: 100, y: 0 },
        { x: 100, y: 50 },
      ],
    },
  ],
};

const LOOK: GraphNodeLook = {
  figure: '4.1 %',
  description: 'failure rate 4.1 %',
  paint: { kind: 'heat', ramp: 'heat', bin: 4 },
  isUncertain: false,
  isSelectable: true,
};

it('joins states with what is told of them; others show what they call or their type', () => {
  const { boxes, around, marks } = prepareDefinitionGraph(LAYOUT, new Map([['A', LOOK]]), null);
  expect(boxes.map(({ node: { state }, figure }) => [state, figure])).toEqual([
    ['Box', 'Map'],
    ['A', '4.1 %'],
    ['B', 'lambda invoke'],
    ['VeryLongNameOfAStateThatDoesNotFit', 'lambda invoke'],
  ]);
  expect(boxes[1]?.name).toBe('A, Task, failure rate 4.1 %');
  expect(boxes[3]?.title).toMatch(/^VeryLong.*…$/);
  expect(boxes[3]?.name).toBe('VeryLongNameOfAStateThatDoesNotFit, Task');
  expect(around.map(({ box }) => box?.node.state)).toEqual(['Box']);
  expect(marks.map(({ id }) => id)).toEqual(['start']);
});

it('rounds corners, says what leads each way, and makes the ways that were not taken faint', () => {
  const { lines } = prepareDefinitionGraph(LAYOUT, new Map(), new Set(['ab']));
  expect(lines.map(({ id, isTaken, isFaint, title }) => [id, isTaken, isFaint, title])).toEqual([
    ['ac', false, true, 'Catch States.ALL'],
    ['ab', true, false, '$.a = 1 · otherwise'],
  ]);
  expect(lines[0]?.path).toBe('M0 0L90 0Q100 0 100 10L100 50');
  expect(prepareDefinitionGraph(LAYOUT, new Map(), null).lines.every(({ isFaint }) => !isFaint)).toBe(true);
});

it('leads arrow keys to the nearest state on that side', () => {
  const { boxes } = prepareDefinitionGraph(LAYOUT, new Map(), null);
  expect(neighbourOf(boxes, 'A', 'down')).toBe('B');
  expect(neighbourOf(boxes, 'B', 'up')).toBe('A');
  expect(neighbourOf(boxes, 'B', 'right')).toBe('VeryLongNameOfAStateThatDoesNotFit');
  expect(neighbourOf(boxes, 'A', 'up')).toBe('Box');
  expect(neighbourOf(boxes, 'B', 'down')).toBeNull();
  expect(neighbourOf(boxes, 'gone', 'down')).toBeNull();
});

it('leaves a container’s figure what its name leaves it, and leaves out what would say nothing', () => {
  const figureIn = (width: number) => {
    const box = node('LoadPartitions', 0, 0, { kind: 'container', width });
    const layout = { ...LAYOUT, nodes: [box], edges: [] };
    const look = { ...LOOK, figure: 'Succeeded' };
    return prepareDefinitionGraph(layout, new Map([['LoadPartitions', look]]), null).boxes[0]?.figure;
  };
  expect([figureIn(300), figureIn(150)]).toEqual(['Succeeded', '']);
  expect(figureIn(185)).toMatch(/^S.*…$/);
});
