import 'server-only';
import { graphlib, layout } from '@dagrejs/dagre';
import type { Point } from '@/lib/domain/definition/graph-layout';
import { type GraphLink, layeringLinks } from '@/lib/domain/definition/graph-links';
import { type PlacedBox, routeCatches } from './route-catches';

/** Something to be placed: its size is known, because what is inside it was laid out before. */
export type SizedBox = {
  readonly kind: 'state' | 'start' | 'end';
  /** The state's name; null for the start and the end. */
  readonly name: string | null;
  readonly width: number;
  readonly height: number;
};

/** A group of states with everything in it at its place, from its own top left corner. */
export type GroupLayout = {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly lines: readonly { readonly link: GraphLink; readonly points: readonly Point[] }[];
};

const BETWEEN_STATES_PX = 24;
const BETWEEN_RANKS_PX = 36;

/** Lays out the states of one group, top to bottom; at the top level the start and the end are among the boxes. */
export function layoutGroup(
  boxes: readonly SizedBox[],
  links: readonly GraphLink[],
  startAt: string | null,
): GroupLayout {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: BETWEEN_STATES_PX, ranksep: BETWEEN_RANKS_PX, edgesep: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  // Numbers for names: a state may be called `__proto__`, or `start`.
  const positions = new Map(boxes.map(({ name }, index) => [name, index]));
  const fromKey = ({ from }: GraphLink): string =>
    String(from === null ? boxes.findIndex(({ kind }) => kind === 'start') : positions.get(from));
  const toKey = ({ to }: GraphLink): string =>
    String(to === null ? boxes.findIndex(({ kind }) => kind === 'end') : positions.get(to));
  boxes.forEach(({ width, height }, index) => {
    graph.setNode(String(index), { width, height });
  });
  // Heavier links are kept short and straight: the way that goes well is the spine of the drawing.
  for (const link of layeringLinks(links, startAt)) {
    graph.setEdge(fromKey(link), toKey(link), { weight: link.kind === 'flow' ? 2 : 1 });
  }
  layout(graph);
  const placed = boxes.map((box, index): PlacedBox => {
    const { x, y } = graph.node(String(index));
    return { ...box, x: x - box.width / 2, y: y - box.height / 2 };
  });
  const flows = links.flatMap((link) => {
    if (link.kind === 'catch') return [];
    const points: readonly Point[] = graph.edge(fromKey(link), toKey(link)).points;
    return [{ link, points: points.map(({ x, y }) => ({ x, y })) }];
  });
  const catches = routeCatches(
    links.flatMap((link) => {
      const from = placed[Number(fromKey(link))];
      const to = placed[Number(toKey(link))];
      return link.kind === 'catch' && from !== undefined && to !== undefined ? [{ link, from, to }] : [];
    }),
    placed,
    Math.max(0, ...flows.flatMap(({ points }) => points.map(({ x }) => x))),
  );
  const lines = [...flows, ...catches.lines];
  const bottoms = [
    ...placed.map(({ y, height }) => y + height),
    ...lines.flatMap(({ points }) => points.map(({ y }) => y)),
  ];
  return { width: catches.right, height: Math.max(0, ...bottoms), boxes: placed, lines };
}
