import type { TimelineNode } from './timeline-node';

/** One visible line. Positions count among the shown siblings, from 1, as `aria-posinset` does. */
export type TimelineRow = {
  readonly node: TimelineNode;
  /** 1 for the execution. */
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  /** Null where there is nothing to open. */
  readonly isOpen: boolean | null;
};

/** Where each row stands, for opening the way to one and for going up. */
export type TimelineIndex = {
  readonly nodes: ReadonlyMap<string, TimelineNode>;
  readonly parents: ReadonlyMap<string, string>;
};

/** What a person asks the tree to show. */
export type RowChoice = {
  /** Rows that somebody opened (`true`) or closed (`false`). */
  readonly toggled: ReadonlyMap<string, boolean>;
  /** Rows to which the way must be open; closing one by hand wins. */
  readonly reveal: string | null;
  /** Only these rows; null shows all. */
  readonly kept: ReadonlySet<string> | null;
};

/** Looks every row up once. Linear in the rows of the whole tree. */
export function indexTimeline(root: TimelineNode): TimelineIndex {
  const nodes = new Map<string, TimelineNode>([[root.key, root]]);
  const parents = new Map<string, string>();
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const child of node.children) {
      nodes.set(child.key, child);
      parents.set(child.key, node.key);
      stack.push(child);
    }
  }
  return { nodes, parents };
}

/** The rows around a row, from its parent up to the execution. */
export function ancestorsOf(index: TimelineIndex, key: string): readonly string[] {
  const above: string[] = [];
  for (let at = index.parents.get(key); at !== undefined; at = index.parents.get(at)) above.push(at);
  return above;
}

/** The lines to draw, top to bottom. */
export function visibleRows(root: TimelineNode, index: TimelineIndex, choice: RowChoice): readonly TimelineRow[] {
  const revealed = new Set(choice.reveal === null ? [] : ancestorsOf(index, choice.reveal));
  const rows: TimelineRow[] = [];
  const add = (siblings: readonly TimelineNode[], level: number): void => {
    siblings.forEach((node, at) => {
      const children = shown(node.children, choice.kept);
      const isOpen =
        choice.toggled.get(node.key) ?? (node.startsOpen || choice.kept !== null || revealed.has(node.key));
      rows.push({
        node,
        level,
        position: at + 1,
        siblings: siblings.length,
        isOpen: children.length === 0 ? null : isOpen,
      });
      if (isOpen) add(children, level + 1);
    });
  };
  add([root], 1);
  return rows;
}

function shown(nodes: readonly TimelineNode[], kept: ReadonlySet<string> | null): readonly TimelineNode[] {
  return kept === null ? nodes : nodes.filter((node) => kept.has(node.key));
}

/**
 * The visit with an error of its own that comes next (`step` 1) or before (−1) a row, open or not; at the end it goes on
 * from the other one. Null where nothing failed.
 */
export function neighbourError(root: TimelineNode, key: string, step: 1 | -1): string | null {
  const all: TimelineNode[] = [];
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    all.push(node);
    for (const child of node.children.toReversed()) stack.push(child);
  }
  const at = all.findIndex((node) => node.key === key);
  const ahead = [...all.slice(at + 1), ...all.slice(0, Math.max(0, at))];
  const found = step === 1 ? ahead.find(hasOwnError) : ahead.findLast(hasOwnError);
  return found?.key ?? null;
}

export type RowFilter = {
  /** Part of a state's name, an error's name or what stands beside it, in any case; empty keeps all. */
  readonly text: string;
  readonly isErrorsOnly: boolean;
};

export type KeptRows = {
  /** The rows that match and all above them; null where nothing was asked. */
  readonly kept: ReadonlySet<string> | null;
  /** How many match by themselves. */
  readonly matching: number;
};

/** Finds the rows that a filter leaves. The execution itself always stays, so that the tree has a root. */
export function filterTimeline(root: TimelineNode, index: TimelineIndex, filter: RowFilter): KeptRows {
  const text = filter.text.trim().toLowerCase();
  if (text === '' && !filter.isErrorsOnly) return { kept: null, matching: index.nodes.size };
  const kept = new Set([root.key]);
  let matching = 0;
  for (const [key, node] of index.nodes) {
    if (node.visit === null || (filter.isErrorsOnly && !hasOwnError(node)) || !hasText(node, text)) continue;
    matching += 1;
    kept.add(key);
    for (const above of ancestorsOf(index, key)) {
      if (kept.has(above)) break;
      kept.add(above);
    }
  }
  return { kept, matching };
}

function hasOwnError({ visit }: TimelineNode): boolean {
  return visit !== null && (visit.failures.length > 0 || visit.outcome === 'failed');
}

function hasText({ label, prefix, visit }: TimelineNode, text: string): boolean {
  if (text === '' || label.toLowerCase().includes(text)) return true;
  if (prefix?.toLowerCase().includes(text)) return true;
  return visit?.failures.some((failure) => failure.error?.toLowerCase().includes(text)) ?? false;
}
