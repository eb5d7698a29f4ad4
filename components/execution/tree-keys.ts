import type { KeyboardEvent } from 'react';
import type { TimelineIndex, TimelineRow } from '@/lib/view/timeline-rows';

type TreeKeys = {
  readonly rows: readonly TimelineRow[];
  readonly index: TimelineIndex;
  /** Position of the active row. */
  readonly active: number;
  readonly onActive: (position: number) => void;
  readonly onSelect: (key: string) => void;
  readonly onToggle: (key: string, isOpen: boolean) => void;
  /** Rows that fit into the window. */
  readonly page: number;
};

/** The keys of a tree as assistive technology expects them: arrows, Home, End, pages, Enter and Space. */
export function treeKeyHandler(tree: TreeKeys): (event: KeyboardEvent) => void {
  return (event) => {
    // With Shift the arrows move the time that is shown.
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const row = tree.rows[tree.active];
    const act = row === undefined ? undefined : actionOf(event.key, tree, row);
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
}

function actionOf(key: string, tree: TreeKeys, row: TimelineRow): (() => void) | undefined {
  const { rows, active, page, onActive, onSelect, onToggle } = tree;
  const moveTo = (position: number) => () => onActive(Math.min(Math.max(0, position), rows.length - 1));
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return moveTo(active + 1);
    case 'ArrowUp':
    case 'k':
      return moveTo(active - 1);
    case 'PageDown':
      return moveTo(active + page);
    case 'PageUp':
      return moveTo(active - page);
    case 'Home':
      return moveTo(0);
    case 'End':
      return moveTo(rows.length - 1);
    case 'ArrowRight':
      return row.isOpen === false ? () => onToggle(row.node.key, true) : moveTo(active + (row.isOpen === true ? 1 : 0));
    case 'ArrowLeft':
      return row.isOpen === true ? () => onToggle(row.node.key, false) : moveTo(positionOfParent(tree, row));
    case 'Enter':
    case ' ':
      return () => onSelect(row.node.key);
    default:
      return undefined;
  }
}

function positionOfParent({ rows, index, active }: TreeKeys, { node }: TimelineRow): number {
  const parent = index.parents.get(node.key);
  const position = rows.findIndex((row) => row.node.key === parent);
  return position === -1 ? active : position;
}
