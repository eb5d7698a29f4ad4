import { expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import type { GraphEdge, GraphLayout } from '@/lib/domain/definition/graph-layout';
import type { Visit } from '@/lib/domain/timeline/timeline';
import { prepareExecutionGraph, visitsOfState } from './execution-graph';

function visit(id: number, state: string, more: Partial<Visit> = {}): Visit {
  return {
    id,
    state,
    stateType: 'Task',
    parent: null,
    parentAttempt: null,
    iteration: null,
    branch: null,
    depth: 0,
    enteredAtMs: epochMs(id),
    exit: id + 1,
    endedAtMs: epochMs(id + 1),
    attempts: [],
    outcome: 'succeeded',
    failure: null,
    failures: [],
    map: null,
    ...more,
  };
}

function edge(kind: GraphEdge['kind'], from: string | null, to: string | null): GraphEdge {
  return { id: `${kind} ${from} ${to}`, kind, from, to, labels: [], points: [] };
}

const LAYOUT: GraphLayout = {
  width: 1,
  height: 1,
  nodes: ['Charge', 'Refund', 'Items', 'Price', 'Done'].map((state) => ({
    id: state,
    kind: 'state',
    state,
    type: 'Task',
    detail: null,
    depth: 0,
    mapRunOf: null,
    x: 0,
    y: 0,
    width: 1,
    height: 1,
  })),
  edges: [
    edge('flow', null, 'Charge'),
    edge('flow', 'Charge', 'Done'),
    edge('catch', 'Charge', 'Refund'),
    edge('flow', 'Charge', 'Refund'),
    edge('flow', 'Refund', 'Items'),
    edge('flow', 'Price', 'Price'),
    edge('flow', 'Items', null),
    edge('flow', 'Done', null),
  ],
};

it('colours a state by its worst visit and counts the others', () => {
  const { looks } = prepareExecutionGraph(LAYOUT, [
    visit(2, 'Charge', { outcome: 'caught' }),
    visit(4, 'Refund'),
    visit(10, 'Price', { parent: 8, iteration: 0 }),
    visit(12, 'Price', { parent: 8, iteration: 1, outcome: 'failed', exit: null }),
    visit(14, 'Price', { parent: 8, iteration: 2 }),
  ]);
  expect([...looks].map(([state, { figure, paint }]) => [state, figure, paint])).toEqual([
    ['Charge', 'Caught', { kind: 'status', tone: 'caught' }],
    ['Refund', 'Succeeded', { kind: 'status', tone: 'succeeded' }],
    ['Items', 'not reached', { kind: 'unreached' }],
    ['Price', 'Failed 1 of 3', { kind: 'status', tone: 'failed' }],
    ['Done', 'not reached', { kind: 'unreached' }],
  ]);
  expect(looks.get('Price')?.description).toBe('3 visits, 1 failed');
  expect(looks.get('Items')?.isSelectable).toBe(false);
});

it('finds the ways that were taken, and a catch by the visit that failed before it', () => {
  const { taken } = prepareExecutionGraph(LAYOUT, [
    visit(8, 'Items'),
    visit(2, 'Charge', { outcome: 'caught' }),
    visit(4, 'Refund'),
  ]);
  expect([...taken].sort()).toEqual([
    'catch Charge Refund',
    'flow Items null',
    'flow Refund Items',
    'flow null Charge',
  ]);
});

it('does not join visits of different items, nor end what did not', () => {
  const { taken } = prepareExecutionGraph(LAYOUT, [
    visit(8, 'Items', { outcome: 'failed', exit: null }),
    visit(10, 'Price', { parent: 8, parentAttempt: 0, iteration: 0 }),
    visit(12, 'Price', { parent: 8, parentAttempt: 0, iteration: 1 }),
  ]);
  expect([...taken]).toEqual([]);
});

it('chooses the visit that ended the execution, else the worst, else the last', () => {
  const visits = [visit(2, 'Charge', { outcome: 'caught' }), visit(4, 'Charge'), visit(6, 'Charge')];
  expect(visitsOfState(visits, 'Charge', [4])).toEqual({ ids: [2, 4, 6], chosen: 4 });
  expect(visitsOfState(visits, 'Charge', [])).toEqual({ ids: [2, 4, 6], chosen: 2 });
  expect(visitsOfState(visits.slice(1), 'Charge', []).chosen).toBe(6);
  expect(visitsOfState(visits, 'Refund', []).chosen).toBeNull();
});

it('says of a state inside a Distributed Map that it ran elsewhere, once its Map was reached', () => {
  const nodes = LAYOUT.nodes.map((node) => ({ ...node, mapRunOf: node.state === 'Price' ? 'Items' : null }));
  const figureOf = (visits: readonly Visit[]) => {
    const look = prepareExecutionGraph({ ...LAYOUT, nodes }, visits).looks.get('Price');
    return [look?.figure, look?.isSelectable];
  };
  expect(figureOf([visit(2, 'Charge')])).toEqual(['not reached', false]);
  expect(figureOf([visit(8, 'Items')])).toEqual(['in map runs', false]);
  expect(figureOf([visit(8, 'Items'), visit(10, 'Price')])).toEqual(['Succeeded', true]);
});
