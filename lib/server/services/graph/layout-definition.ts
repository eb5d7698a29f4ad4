import 'server-only';
import { estimateTextWidth } from '@/lib/base/text-width';
import {
  type Definition,
  isDistributedMap,
  type StateDefinition,
  type StateGroup,
} from '@/lib/domain/definition/definition';
import type { GraphEdge, GraphLayout, GraphNode } from '@/lib/domain/definition/graph-layout';
import { type GraphLink, linksOf } from '@/lib/domain/definition/graph-links';
import { taskResourceOf } from '@/lib/domain/definition/task-resource';
import { type GroupLayout, layoutGroup, type SizedBox } from './layout-group';

const MARGIN_PX = 16;
const NAME_PX = 13;
const STATE = { height: 44, narrowest: 136, widest: 248, besideName: 46 } as const;
/** A container's title line, and the room around and between what it holds. */
const HEADER_PX = 36;
const PADDING_PX = 12;
/** Enough for “Succeeded”. */
const FIGURE_BESIDE_TITLE_PX = 76;
const END_MARK = { width: 20, height: 20 } as const;

/** A state with what was laid out inside it. */
type Sized = { readonly state: StateDefinition; readonly inside: readonly GroupLayout[] };
type Places = { readonly nodes: GraphNode[]; readonly edges: GraphEdge[] };
type Corner = Pick<GraphNode, 'x' | 'y' | 'depth' | 'mapRunOf'>;

/**
 * Lays a definition out, from the innermost states outwards: each group by itself, then as one box in the group around
 * it. Same definition, same drawing.
 */
export function layoutDefinition(definition: Definition): GraphLayout {
  const sized = new Map<string, Sized>();
  const root = sizeGroup(definition, definition.root, sized);
  const places: Places = { nodes: [], edges: [] };
  placeGroup(root, { x: MARGIN_PX, y: MARGIN_PX, depth: 0, mapRunOf: null }, sized, places);
  return {
    width: Math.ceil(root.width + 2 * MARGIN_PX),
    height: Math.ceil(root.height + 2 * MARGIN_PX),
    nodes: places.nodes.toSorted((a, b) => a.depth - b.depth),
    edges: places.edges,
  };
}

function sizeGroup(definition: Definition, group: StateGroup, sized: Map<string, Sized>): GroupLayout {
  const states = group.states.flatMap((name): SizedBox[] => {
    const state = definition.states.get(name);
    if (state === undefined) return [];
    const inside = state.groups.map((inner) => sizeGroup(definition, inner, sized));
    const box = { kind: 'state', name, ...sizeOf(state, inside) } as const;
    sized.set(name, { state, inside });
    return [box];
  });
  const links = linksOf(definition, group);
  const mark = (kind: 'start' | 'end', isThere: boolean): SizedBox[] =>
    isThere ? [{ kind, name: null, ...END_MARK }] : [];
  const boxes = [
    ...mark(
      'start',
      links.some(({ from }) => from === null),
    ),
    ...states,
    ...mark(
      'end',
      links.some(({ to }) => to === null),
    ),
  ];
  return layoutGroup(boxes, links, group.startAt);
}

function sizeOf({ name }: StateDefinition, inside: readonly GroupLayout[]): { width: number; height: number } {
  const wanted = estimateTextWidth(name, NAME_PX) + STATE.besideName;
  const named = Math.round(Math.min(STATE.widest, Math.max(STATE.narrowest, wanted)));
  if (inside.length === 0) return { width: named, height: STATE.height };
  const around = inside.length === 1 ? 0 : 2 * PADDING_PX;
  const width = inside.reduce((sum, group) => sum + group.width + around + PADDING_PX, PADDING_PX);
  const height = Math.max(...inside.map((group) => group.height)) + around + HEADER_PX + PADDING_PX;
  // The title of a container stands in one line with its figure.
  return { width: Math.max(width, named + FIGURE_BESIDE_TITLE_PX), height };
}

function placeGroup(group: GroupLayout, corner: Corner, sized: ReadonlyMap<string, Sized>, places: Places): void {
  const { depth, mapRunOf } = corner;
  for (const { kind: boxKind, name: boxName, ...placed } of group.boxes) {
    const box = { ...placed, x: corner.x + placed.x, y: corner.y + placed.y, depth, mapRunOf };
    const found = boxName === null ? undefined : sized.get(boxName);
    if (found === undefined) {
      if (boxKind !== 'state')
        places.nodes.push({ id: boxKind, kind: boxKind, state: null, type: '', detail: null, ...box });
      continue;
    }
    const { state, inside } = found;
    const kind = inside.length === 0 ? 'state' : 'container';
    const { name, type } = state;
    places.nodes.push({ id: `state:${name}`, kind, state: name, type, detail: detailOf(state), ...box });
    placeInside(found, box, sized, places);
  }
  for (const { link, points } of group.lines) {
    const { from, to, kind, labels } = link;
    const moved = points.map(({ x, y }) => ({ x: round(corner.x + x), y: round(corner.y + y) }));
    places.edges.push({ id: edgeId(link), from, to, kind, labels, points: moved });
  }
}

/** Branches stand side by side, each in a box of its own; what a Map does with an item needs none. */
function placeInside(
  { state, inside }: Sized,
  box: Corner & { width: number; height: number },
  sized: ReadonlyMap<string, Sized>,
  places: Places,
): void {
  const isBranched = inside.length > 1;
  const around = isBranched ? PADDING_PX : 0;
  const used = inside.reduce((sum, group) => sum + group.width + 2 * around + PADDING_PX, PADDING_PX);
  let x = box.x + PADDING_PX + (box.width - used) / 2;
  const y = box.y + HEADER_PX;
  const mapRunOf = isDistributedMap(state) ? state.name : box.mapRunOf;
  inside.forEach((group, index) => {
    const width = group.width + 2 * around;
    if (isBranched) {
      const branch = { x, y, width, height: box.height - HEADER_PX - PADDING_PX, depth: box.depth + 1, mapRunOf };
      const id = `branch:${index}:${state.name}`;
      places.nodes.push({ id, kind: 'branch', state: null, type: '', detail: null, ...branch });
    }
    placeGroup(group, { x: x + around, y: y + around, depth: box.depth + 2, mapRunOf }, sized, places);
    x += width + PADDING_PX;
  });
}

function edgeId({ from, to, kind }: GraphLink): string {
  return JSON.stringify([kind, from, to]);
}

function round(px: number): number {
  return Math.round(px * 10) / 10;
}

function detailOf(state: StateDefinition): string | null {
  if (state.type === 'Map') return isDistributedMap(state) ? 'distributed' : null;
  const resource = taskResourceOf(state);
  switch (resource?.kind) {
    case undefined:
      return null;
    case 'service':
      return `${resource.service.replace(/^aws-sdk:/, '')} ${resource.action}`;
    case 'function':
    case 'activity':
      return `${resource.kind} ${resource.name}`;
    case 'other':
      return resource.text;
  }
}
