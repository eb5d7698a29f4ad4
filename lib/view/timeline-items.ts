import { formatCount, formatCounted } from '@/lib/base/format';
import type { LaneItem, TimelineNode } from './timeline-node';
import { OUTCOME_LOOKS, type OutcomeLook } from './visit-outcome';

const SLOWEST = 5;
const BUCKET = 100;
/** A group of failed items that is no longer than this is shown at once. */
const OPEN_FAILED = 20;

/** One item of a Map with its row: `index` is the iteration's, `attempt` the Map's that it belongs to. */
export type MapItem = { readonly index: number; readonly attempt: number; readonly node: TimelineNode };

/**
 * The items of a large Map in the order in which somebody looks for trouble: those that failed, the five slowest of the
 * others, then the rest in hundreds by their index. Each item stands in one group only, so that a row has one place.
 */
export function groupItems(mapKey: string, items: readonly MapItem[]): readonly TimelineNode[] {
  const failed = items.filter(isFailed);
  const others = items.filter((item) => !isFailed(item));
  const slowest = others.toSorted((a, b) => compareLengths(b.node, a.node)).slice(0, SLOWEST);
  const shownAbove = new Set([...failed, ...slowest]);
  const buckets = new Map<string, MapItem[]>();
  for (const item of items) {
    const name = bucketOf(item);
    const bucket = buckets.get(name);
    if (bucket === undefined) buckets.set(name, [item]);
    else bucket.push(item);
  }
  return [
    ...group(`${mapKey}.failed`, 'Failed', formatCounted(failed.length, 'item'), failed, failed.length <= OPEN_FAILED),
    ...group(
      `${mapKey}.slowest`,
      `Slowest ${slowest.length}`,
      failed.length > 0 ? 'of the others' : '',
      slowest,
      false,
    ),
    ...[...buckets].flatMap(([name, all]) => {
      const rest = all.filter((item) => !shownAbove.has(item));
      return group(`${mapKey}.${name}`, bucketTitle(all), bucketNote(rest.length, all.length), rest, false);
    }),
  ];
}

function isFailed({ node }: MapItem): boolean {
  return node.tone === 'failed';
}

/** One that still runs is the slowest: nobody knows yet how long it takes. */
function compareLengths(a: TimelineNode, b: TimelineNode): number {
  if (a.toMs === null || b.toMs === null) return Number(a.toMs === null) - Number(b.toMs === null);
  return a.toMs - a.fromMs - (b.toMs - b.fromMs);
}

function bucketOf({ attempt, index }: MapItem): string {
  return `${attempt}.items-${Math.floor(index / BUCKET) * BUCKET}`;
}

function bucketTitle(members: readonly MapItem[]): string {
  const [first] = members;
  const start = Math.floor((first?.index ?? 0) / BUCKET) * BUCKET;
  const attempt = first?.attempt ?? 0;
  return `${attempt > 0 ? `Attempt ${attempt + 1} · ` : ''}Items ${formatCount(start)}–${formatCount(start + BUCKET - 1)}`;
}

function bucketNote(shown: number, all: number): string {
  return shown === all
    ? formatCounted(all, 'item')
    : `${formatCount(shown)} of ${formatCounted(all, 'item')}, the others stand above`;
}

/** One group, or none where nothing belongs to it. */
function group(
  key: string,
  label: string,
  note: string,
  items: readonly MapItem[],
  startsOpen: boolean,
): readonly TimelineNode[] {
  const [first, ...rest] = items;
  if (first === undefined) return [];
  let { fromMs, toMs } = first.node;
  for (const { node } of rest) {
    if (node.fromMs < fromMs) fromMs = node.fromMs;
    if (toMs !== null && (node.toMs === null || node.toMs > toMs)) toMs = node.toMs;
  }
  const lane = items.map(({ node }) => toLaneItem(node));
  const { tone, word: statusWord } = worstLook(lane);
  return [
    {
      key,
      kind: 'group',
      prefix: null,
      label,
      note,
      tone,
      statusWord,
      visit: null,
      fromMs,
      toMs,
      lane,
      children: items.map(({ node }) => node),
      startsOpen,
      hasError: items.some(({ node }) => node.hasError),
    },
  ];
}

/** An item as a lane draws it: one that was mended looks like a caught error, so that it can be found in the lane. */
export function toLaneItem({ tone, hasError, fromMs, toMs }: TimelineNode): LaneItem {
  return { tone: tone === 'succeeded' && hasError ? 'caught' : tone, fromMs, toMs };
}

function worstLook(items: readonly LaneItem[]): OutcomeLook {
  const tones = new Set(items.map((item) => item.tone));
  const worst = (['failed', 'waiting', 'running', 'aborted', 'caught'] as const).find((outcome) => tones.has(outcome));
  return OUTCOME_LOOKS[worst ?? 'succeeded'];
}
