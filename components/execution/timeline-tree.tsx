'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useCallback, useEffect, useId, useRef, useState } from 'react';
import { TimelineRow } from '@/components/execution/timeline-row';
import { treeKeyHandler } from '@/components/execution/tree-keys';
import type { useTimelineTree } from '@/components/execution/use-timeline-tree';
import type { Gap } from '@/lib/view/timeline-idle';

/** Height of a row; every row is as high, so that the place of each is known without measuring. */
const ROW_PX = 26;
const OVERSCAN = 8;
/** How far PageUp and PageDown go. */
const PAGE_ROWS = 15;

type TimelineTreeProps = {
  readonly label: string;
  readonly tree: ReturnType<typeof useTimelineTree>;
  /** Key of the selected row. */
  readonly selected: string;
  readonly nowMs: number;
  readonly folds: readonly Gap[];
  /** The box that scrolls. */
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Height of what stands above the rows in that box, and stays there. */
  readonly headerPx: number;
  readonly onSelect: (key: string) => void;
};

/** The rows in sight. The tree itself has the focus; arrows move an active row, Enter and a click select. */
export function TimelineTree(props: TimelineTreeProps): ReactNode {
  const { label, tree, selected, nowMs, folds, scroller, headerPx, onSelect } = props;
  const { root, index, rows, toggle } = tree;
  const treeId = useId();
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (position) => rows[position]?.node.key ?? position,
    overscan: OVERSCAN,
    scrollMargin: headerPx,
    scrollPaddingStart: headerPx,
    initialRect: { width: 0, height: 20 * ROW_PX },
    useFlushSync: false,
  });
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const active = Math.max(0, positionOf(rows, activeKey ?? selected));
  const select = useCallback(
    (key: string) => {
      setActiveKey(key);
      onSelect(key);
    },
    [onSelect],
  );
  useScrollToSelected(virtualizer.scrollToIndex, positionOf(rows, selected), selected);
  const onKeyDown = treeKeyHandler({
    rows,
    index,
    active,
    page: PAGE_ROWS,
    onActive: (position) => {
      setActiveKey(rows[position]?.node.key ?? null);
      virtualizer.scrollToIndex(position);
    },
    onSelect: select,
    onToggle: toggle,
  });
  return (
    <div
      role="tree"
      aria-label={label}
      aria-activedescendant={rowId(treeId, rows[active]?.node.key)}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="group/tree relative outline-none"
      style={{ height: virtualizer.getTotalSize() }}
    >
      {virtualizer.getVirtualItems().map((item) => {
        const row = rows[item.index];
        if (row === undefined) return null;
        const { key } = row.node;
        return (
          <TimelineRow
            key={key}
            id={rowId(treeId, key)}
            row={row}
            topPx={item.start - headerPx}
            originMs={root.fromMs}
            nowMs={row.node.toMs === null ? nowMs : 0}
            folds={folds}
            isSelected={key === selected}
            isActive={item.index === active}
            onSelect={select}
            onToggle={toggle}
          />
        );
      })}
    </div>
  );
}

function rowId(treeId: string, key: string | undefined): string {
  return `${treeId}-${key ?? 'none'}`;
}

function positionOf(rows: TimelineTreeProps['tree']['rows'], key: string): number {
  return rows.findIndex((row) => row.node.key === key);
}

/** Brings the selected row into sight when the selection changes, and never because rows came in. */
function useScrollToSelected(scrollTo: (position: number) => void, position: number, selected: string): void {
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (position === -1 || shown.current === selected) return;
    shown.current = selected;
    scrollTo(position);
  }, [scrollTo, position, selected]);
}
