'use client';

import { ChevronRight } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { StatusIcon } from '@/components/execution/status-icon';
import { TimelineBars } from '@/components/execution/timeline-bars';
import { formatDuration } from '@/lib/base/format';
import type { Gap } from '@/lib/view/timeline-idle';
import type { TimelineRow as Row } from '@/lib/view/timeline-rows';
import { rowSentence } from '@/lib/view/timeline-words';

const INDENT_PX = 14;
/** Below this the tree takes no more room to the right, so that names stay readable. */
const DEEPEST_INDENT = 8;

type TimelineRowProps = {
  readonly row: Row;
  readonly id: string;
  readonly topPx: number;
  readonly originMs: number;
  /** Changes once a second for rows with something open in them, never for the others. */
  readonly nowMs: number;
  readonly folds: readonly Gap[];
  readonly isSelected: boolean;
  readonly isActive: boolean;
  readonly onSelect: (key: string) => void;
  readonly onToggle: (key: string, isOpen: boolean) => void;
};

/** One line: name, time and bars. Drawn again only when it changes. */
export const TimelineRow = memo(function TimelineRow(props: TimelineRowProps): ReactNode {
  const { row, id, topPx, originMs, nowMs, folds, isSelected, isActive, onSelect, onToggle } = props;
  const { node, level, position, siblings, isOpen } = row;
  const lengthMs = Math.max(0, (node.toMs ?? nowMs) - node.fromMs);
  return (
    // The tree handles keys for its rows, which take focus through aria-activedescendant.
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the tree (aria-activedescendant)
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree listens for Enter and arrows
    <div
      role="treeitem"
      id={id}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-expanded={isOpen ?? undefined}
      aria-selected={isSelected}
      aria-label={rowSentence(node, lengthMs)}
      data-active={isActive}
      onClick={() => onSelect(node.key)}
      className="group absolute inset-x-0 grid h-6.5 cursor-pointer grid-cols-(--columns) border-b border-line data-[active=true]:outline-accent group-focus-visible/tree:data-[active=true]:outline-2 group-focus-visible/tree:data-[active=true]:-outline-offset-2"
      style={{ top: topPx }}
    >
      <div className="relative flex min-w-0 items-center gap-1.5 overflow-hidden border-l-2 border-transparent pr-2 group-hover:bg-canvas group-aria-selected:border-accent group-aria-selected:bg-selection">
        <span
          className="h-full shrink-0 bg-[repeating-linear-gradient(to_right,transparent_0_11px,var(--line)_11px_12px,transparent_12px_14px)]"
          style={{ width: Math.min(level - 1, DEEPEST_INDENT) * INDENT_PX }}
        />
        <Caret isOpen={isOpen} onToggle={(next) => onToggle(node.key, next)} />
        <StatusIcon tone={node.tone} />
        <span className="shrink-0 max-w-[70%] truncate">
          {node.prefix === null ? null : <span className="text-muted">{node.prefix} ▸ </span>}
          {node.label}
        </span>
        <span className="truncate text-small text-muted">{node.note}</span>
      </div>
      <div className="hidden items-center justify-end border-line px-2 text-muted tabular-nums group-hover:bg-canvas group-aria-selected:bg-selection md:flex">
        {formatDuration(lengthMs)}
      </div>
      <div className="relative col-start-3 overflow-hidden border-l border-line">
        {/* A little room at the end, so that what ends with the execution is not cut off. */}
        <div className="absolute inset-y-0 right-1.5 left-0">
          <TimelineBars node={node} originMs={originMs} nowMs={nowMs} folds={folds} />
        </div>
      </div>
    </div>
  );
});

/** Opens and closes a row by mouse; keyboards use the arrows. */
function Caret({
  isOpen,
  onToggle,
}: {
  readonly isOpen: boolean | null;
  readonly onToggle: (next: boolean) => void;
}): ReactNode {
  if (isOpen === null) return <span className="w-4 shrink-0" />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a second way for the mouse; arrows on the tree do the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: arrows on the tree do the same
    <span
      className="flex h-full w-4 shrink-0 items-center justify-center text-muted hover:text-text"
      onClick={(event) => {
        event.stopPropagation();
        onToggle(!isOpen);
      }}
    >
      <ChevronRight aria-hidden="true" className={`size-3.5 ${isOpen ? 'rotate-90' : ''}`} />
    </span>
  );
}
