import { type KeyboardEvent, type MouseEvent, memo, type ReactNode, type SyntheticEvent, useState } from 'react';
import { heatClasses } from '@/components/hotspots/heat';
import { targetOf } from '@/components/hotspots/matrix-keys';
import { executionsPath } from '@/lib/client/paths';
import { formatTimePoint, type Interval, toAbsolute } from '@/lib/domain/time-range';
import type { VisitKind } from '@/lib/domain/visit-kind';
import type { DrawnCell, DrawnMatrix } from '@/lib/view/hotspot-matrix';

type MatrixTableProps = {
  readonly caption: string;
  readonly matrix: DrawnMatrix;
  /** The machine whose executions the cells lead to. */
  readonly machine: string;
  readonly selected: string | null;
  readonly onSelect: (state: string) => void;
  /** Goes to an address of ours without loading it anew. */
  readonly onOpen: (address: string) => void;
};

/** A cell of a row: 0 is the name of its state. */
type Place = { readonly row: string; readonly at: number };

const LEGEND =
  'Choose a cell for its executions. ~: fewer than 20 visits · outlined: zero · blank: no visits · –: not known';

/**
 * States × time as a grid of colours, which is a table whose numbers are not seen. One tab stop: arrows move, Enter opens. A
 * link a cell and nothing else, and none that Next.js would fetch ahead: there may be a thousand.
 */
export function MatrixTable({ caption, matrix, machine, selected, onSelect, onOpen }: MatrixTableProps): ReactNode {
  const { columns, rows } = matrix;
  const [stop, setStop] = useState<Place | null>(null);
  const [pointed, setPointed] = useState<Place | null>(null);
  const tabStop = rows.some(({ key }) => key === stop?.row) ? stop : { row: rows[0]?.key ?? '', at: 0 };
  const onFocus = (event: SyntheticEvent): void => {
    setStop(placeOf(event.target));
    setPointed(placeOf(event.target));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const cell = cellOf(event.target);
    if (cell === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = targetOf(cell, event.key);
    if (target === null) return;
    event.preventDefault();
    event.stopPropagation();
    target.focus();
  };
  const onClick = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const row = rows.find(({ key }) => key === placeOf(event.target)?.row);
    if (link === null) {
      if (row !== undefined && event.target instanceof Element && event.target.closest('button')) onSelect(row.state);
      return;
    }
    // With a key held it is opened elsewhere, which the browser does.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onOpen(link.getAttribute('href') ?? '');
  };
  return (
    <>
      <div className="overflow-x-auto p-2">
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table in which arrows move is a grid
          role="grid"
          onClick={onClick}
          onKeyDown={onKeyDown}
          onFocus={onFocus}
          onBlur={() => setPointed(null)}
          onPointerOver={({ target }) => setPointed(placeOf(target))}
          onPointerLeave={() => setPointed(null)}
          className="w-full table-fixed border-separate border-spacing-0"
          style={{ minWidth: `${LABEL_REM + columns.length * CELL_REM}rem` }}
        >
          <caption className="sr-only">{caption}</caption>
          <colgroup>
            <col style={{ width: `${LABEL_REM}rem` }} />
          </colgroup>
          <thead>
            <tr className="h-5 text-small text-muted">
              <th scope="col" className="sticky left-0 z-10 bg-surface">
                <span className="sr-only">State</span>
              </th>
              {columns.map(({ title, label }) => (
                <th
                  key={title}
                  scope="col"
                  // The hidden words are placed by it: by the page they would lie beside the window.
                  className="relative pl-px text-left font-normal whitespace-nowrap tabular-nums"
                >
                  <span className="sr-only">{title}</span>
                  <span aria-hidden="true">{label}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.key}
                row={row}
                columns={columns}
                machine={machine}
                isSelected={row.state === selected}
                stopAt={row.key === tabStop?.row ? tabStop.at : null}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p aria-hidden="true" className="min-h-9 border-t border-line px-3 py-1.5 text-small text-muted tabular-nums">
        {(pointed === null ? null : wordsAt(matrix, pointed)) ?? LEGEND}
      </p>
    </>
  );
}

const LABEL_REM = 8.25;
/** 24 px each way: as small as what is pressed may be. */
const CELL_REM = 1.5;

function cellOf(target: EventTarget): HTMLTableCellElement | null {
  return target instanceof Element ? target.closest<HTMLTableCellElement>('tbody td, tbody th') : null;
}

function placeOf(target: EventTarget): Place | null {
  const cell = cellOf(target);
  const row = cell?.closest('tr')?.dataset['row'];
  return cell === null || row === undefined ? null : { row, at: cell.cellIndex };
}

/** What the tooltip of a cell says, for those who point by keys or with a finger. */
function wordsAt({ columns, rows }: DrawnMatrix, { row, at }: Place): string | null {
  const found = rows.find(({ key }) => key === row);
  const cell = found?.cells[at - 1];
  const column = columns[at - 1];
  if (found === undefined || cell === undefined || column === undefined) return null;
  return `${found.state}, ${column.title}: ${cell.words}`;
}

type RowProps = {
  readonly row: DrawnMatrix['rows'][number];
  readonly columns: DrawnMatrix['columns'];
  readonly machine: string;
  readonly isSelected: boolean;
  /** The cell that Tab leads to; null where it is in another row. */
  readonly stopAt: number | null;
};

const Row = memo(function Row({ row, columns, machine, isSelected, stopAt }: RowProps): ReactNode {
  const { key, state, cells } = row;
  const ground = isSelected ? 'bg-selection shadow-[inset_2px_0_0_var(--accent)]' : 'bg-surface';
  return (
    <tr data-row={key} className="h-6">
      <th scope="row" className={`sticky left-0 z-10 px-1.5 text-left font-normal ${ground}`}>
        <button
          type="button"
          aria-pressed={isSelected}
          tabIndex={stopAt === 0 ? 0 : -1}
          title={state}
          className="block h-6 w-full truncate text-left text-small"
        >
          {state}
        </button>
      </th>
      {columns.map(({ span, title }, at) => {
        const cell = cells[at];
        return cell === undefined ? (
          <td key={title} />
        ) : cell.seen === null ? (
          <td key={title} className={`${HIDDEN} ${cell.look.kind === 'unknown' ? MARKS.unknown : ''}`}>
            {cell.words}
          </td>
        ) : (
          <td key={title} className="p-px">
            <a
              href={addressOf(machine, state, cell.seen, span)}
              title={`${state}, ${title}: ${cell.words}`}
              tabIndex={stopAt === at + 1 ? 0 : -1}
              className={`block h-5.5 rounded-control border ${HIDDEN} ${lookOf(cell)}`}
            >
              {cell.words}
            </a>
          </td>
        );
      })}
    </tr>
  );
});

function addressOf(machine: string, state: string, seen: VisitKind, span: Interval): string {
  const { from, to } = toAbsolute(span);
  return executionsPath({ machine, state, seen, from: formatTimePoint(from), to: formatTimePoint(to) });
}

/** Words that are read and not seen, without an element of their own. A mark stands in their place. */
const HIDDEN = 'relative overflow-hidden indent-[100%] whitespace-nowrap';
const MARK = 'before:absolute before:inset-0 before:indent-0 before:text-center before:leading-5';
const MARKS = {
  unknown: `${MARK} text-muted before:content-['–']`,
  uncertain: `${MARK} before:content-['~']`,
};

function lookOf({ look }: DrawnCell): string {
  if (look.kind !== 'visited') return '';
  const { heat, isUncertain, isKnown } = look;
  const fill = heat.bin === 0 ? 'bg-canvas text-muted' : heatClasses(heat);
  if (!isKnown) return `border-line ${fill} ${MARKS.unknown}`;
  if (isUncertain) return `border-dotted border-control ${fill} ${MARKS.uncertain}`;
  return `${heat.bin === 0 ? 'border-line' : 'border-transparent'} ${fill}`;
}
