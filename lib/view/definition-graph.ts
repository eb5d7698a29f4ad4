import { cutToWidth, estimateTextWidth } from '@/lib/base/text-width';
import type { GraphEdge, GraphLayout, GraphNode, Point } from '@/lib/domain/definition/graph-layout';
import type { StatusTone } from './visit-outcome';

export type { GraphNode } from '@/lib/domain/definition/graph-layout';

/** How a state's box is filled. `bin` counts from 1, as the tokens do; 0 is drawn empty, because zero looks empty. */
export type GraphPaint =
  | { readonly kind: 'plain' }
  | { readonly kind: 'status'; readonly tone: StatusTone }
  | { readonly kind: 'heat'; readonly ramp: 'heat' | 'pace'; readonly bin: 0 | 1 | 2 | 3 | 4 | 5 | 6 }
  /** Nothing was there: a dashed outline. */
  | { readonly kind: 'unreached' };

/** What is told of one state. */
export type GraphNodeLook = {
  /** The line under its name, short: `4.1 %`, `Failed · 3 visits`. */
  readonly figure: string;
  /** The same in words, read after the name: `failure rate 4.1 percent`. */
  readonly description: string;
  readonly paint: GraphPaint;
  /** Too few visits to rely on: a dotted border. */
  readonly isUncertain: boolean;
  readonly isSelectable: boolean;
};

/** Of a state inside a Distributed Map, where only the execution around the map runs is known. */
export function lookInMapRuns(map: string): GraphNodeLook {
  return {
    figure: 'in map runs',
    description: `in executions of their own: open ${map} in an execution to see its map runs`,
    paint: { kind: 'plain' },
    isUncertain: false,
    isSelectable: false,
  };
}

/** Which lines were taken; null where that is not the question, and all are drawn alike. */
export type TakenEdges = ReadonlySet<string> | null;

export type DrawnBox = {
  readonly node: GraphNode;
  /** Cut to the box. */
  readonly title: string;
  readonly figure: string;
  /** For those who do not see it. */
  readonly name: string;
  readonly look: GraphNodeLook;
};

export type DrawnLine = {
  readonly id: string;
  readonly path: string;
  readonly kind: GraphEdge['kind'];
  readonly isTaken: boolean;
  readonly isFaint: boolean;
  /** What leads this way; empty for a plain Next. */
  readonly title: string;
};

/** Everything that `components/charts/definition-graph.tsx` draws. */
export type DefinitionDrawing = {
  readonly width: number;
  readonly height: number;
  /** Every state. */
  readonly boxes: readonly DrawnBox[];
  /** What is painted below the lines, outer before inner: containers, and branches, which are no box of a state. */
  readonly around: readonly { readonly node: GraphNode; readonly box: DrawnBox | null }[];
  readonly lines: readonly DrawnLine[];
  /** Start and end. */
  readonly marks: readonly GraphNode[];
};

const NAME_PX = 13;
const FIGURE_PX = 12;
/** Left of the words: padding and the icon. */
const BEFORE_WORDS_PX = 32;
const AFTER_WORDS_PX = 10;
const BESIDE_TITLE_PX = 8;
/** Less than a few characters say nothing. */
const NARROWEST_FIGURE_PX = 24;
const CORNER_PX = 10;

/**
 * Joins a layout with what is told of its states. A state without a look of its own shows its type or what it calls. Lines
 * that were taken come last, so that they lie above the others.
 */
export function prepareDefinitionGraph(
  layout: GraphLayout,
  looks: ReadonlyMap<string, GraphNodeLook>,
  taken: TakenEdges,
): DefinitionDrawing {
  const boxes = layout.nodes.flatMap((node) => {
    if (node.state === null) return [];
    const look = looks.get(node.state) ?? plainLook(node);
    return [{ node, look, ...wordsOf(node, node.state, look) }];
  });
  const lines = layout.edges.map((edge) => toLine(edge, taken));
  const boxOf = new Map(boxes.map((box) => [box.node.id, box]));
  return {
    width: layout.width,
    height: layout.height,
    boxes,
    around: layout.nodes
      .filter(({ kind }) => kind === 'container' || kind === 'branch')
      .map((node) => ({ node, box: boxOf.get(node.id) ?? null })),
    marks: layout.nodes.filter(({ kind }) => kind === 'start' || kind === 'end'),
    lines: lines.toSorted((a, b) => Number(a.isTaken) - Number(b.isTaken)),
  };
}

function plainLook(node: GraphNode): GraphNodeLook {
  return {
    figure: node.detail ?? node.type,
    description: '',
    paint: { kind: 'plain' },
    isUncertain: false,
    isSelectable: true,
  };
}

function wordsOf(node: GraphNode, state: string, { figure, description }: GraphNodeLook) {
  const room = node.width - BEFORE_WORDS_PX - AFTER_WORDS_PX;
  const title = cutToWidth(state, room, NAME_PX);
  // A container's figure stands beside its name, that of a state below it.
  const beside = node.kind === 'container' ? estimateTextWidth(title, NAME_PX) + BESIDE_TITLE_PX : 0;
  const type = node.type === '' ? 'state without a type' : node.type;
  const name = [state, type, description].filter((part) => part !== '').join(', ');
  return {
    title,
    figure: room - beside < NARROWEST_FIGURE_PX ? '' : cutToWidth(figure, room - beside, FIGURE_PX),
    name,
  };
}

function toLine({ id, kind, labels, points }: GraphEdge, taken: TakenEdges): DrawnLine {
  const isTaken = taken?.has(id) ?? false;
  const said = labels.join(' · ');
  const title = kind === 'catch' ? `Catch ${said}` : said;
  return { id, path: roundedPath(points, CORNER_PX), kind, isTaken, isFaint: taken !== null && !isTaken, title };
}

/** A line through the points whose corners are rounded; an SVG path. */
function roundedPath(points: readonly Point[], radius: number): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let path = `M${first.x} ${first.y}`;
  let before = first;
  rest.forEach((corner, index) => {
    const after = rest[index + 1];
    if (after === undefined) path += `L${corner.x} ${corner.y}`;
    else {
      const from = towards(corner, before, radius);
      const to = towards(corner, after, radius);
      path += `L${from.x} ${from.y}Q${corner.x} ${corner.y} ${to.x} ${to.y}`;
    }
    before = corner;
  });
  return path;
}

/** The point that far from `from` on the way to `to`, but not past the middle. */
function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(distance / length, 0.5);
  return { x: round(from.x + (to.x - from.x) * part), y: round(from.y + (to.y - from.y) * part) };
}

function round(px: number): number {
  return Math.round(px * 10) / 10;
}

export type Direction = 'up' | 'down' | 'left' | 'right';

/** The state that an arrow key leads to: the nearest one on that side, straight ahead before aslant; null at the edge. */
export function neighbourOf(boxes: readonly DrawnBox[], state: string, direction: Direction): string | null {
  const from = boxes.find(({ node }) => node.state === state)?.node;
  if (from === undefined) return null;
  let nearest: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const { node } of boxes) {
    const { ahead, aside } = offset(from, node, direction);
    const cost = ahead + 2 * aside;
    if (node === from || ahead <= 0 || cost >= least) continue;
    least = cost;
    nearest = node.state;
  }
  return nearest;
}

/** A container stands where its title is. */
function offset(from: GraphNode, to: GraphNode, direction: Direction): { ahead: number; aside: number } {
  const dx = to.x + to.width / 2 - (from.x + from.width / 2);
  const dy = to.y - from.y;
  switch (direction) {
    case 'up':
      return { ahead: -dy, aside: Math.abs(dx) };
    case 'down':
      return { ahead: dy, aside: Math.abs(dx) };
    case 'left':
      return { ahead: -dx, aside: Math.abs(dy) };
    case 'right':
      return { ahead: dx, aside: Math.abs(dy) };
  }
}
