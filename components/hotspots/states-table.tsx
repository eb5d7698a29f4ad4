import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Column, ColumnId } from '@/components/hotspots/state-columns';
import type { SortOrder } from '@/lib/domain/hotspots';

type StatesTableProps<Row> = {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  /** In the order in which they are shown. */
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly isSelected: (row: Row) => boolean;
  /** The column that the rows are sorted by; null where they stand in an order of their own. */
  readonly sort: ColumnId | null;
  readonly order: SortOrder;
  readonly onSort: (sort: ColumnId, order: SortOrder) => void;
};

const SHOWN = { always: '', medium: 'hidden md:table-cell', wide: 'hidden lg:table-cell' } as const;

/** States and their figures. A heading sorts by its column, from the most down first; again, the other way round. */
export function StatesTable<Row>(props: StatesTableProps<Row>): ReactNode {
  const { caption, columns, rows, keyOf, isSelected, sort, order, onSort } = props;
  return (
    <table className="w-full border-collapse text-left">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr className="h-8 text-small text-muted">
          {columns.map(({ id, label, hint, isNumber, shown }) => {
            const first: SortOrder = isNumber ? 'desc' : 'asc';
            const next: SortOrder = sort === id && order === first ? opposite(first) : first;
            const Arrow = order === 'asc' ? ArrowUp : ArrowDown;
            return (
              <th
                key={id}
                scope="col"
                aria-sort={sort !== id ? undefined : order === 'asc' ? 'ascending' : 'descending'}
                className={`px-1.5 font-medium first:pl-3 last:pr-3 ${isNumber ? 'text-right' : ''} ${SHOWN[shown]}`}
              >
                <button
                  type="button"
                  title={`${hint}. Sort by it.`}
                  onClick={() => onSort(id, next)}
                  className="inline-flex h-6 items-center gap-0.5 rounded-control hover:text-text"
                >
                  {label}
                  {sort === id ? <Arrow aria-hidden="true" className="size-3" /> : null}
                </button>
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={keyOf(row)}
            className={`relative h-8 border-t border-line tabular-nums ${isSelected(row) ? 'bg-selection shadow-[inset_2px_0_0_var(--accent)]' : 'hover:bg-canvas'}`}
          >
            {columns.map(({ id, isNumber, shown, cell }) =>
              id === 'state' ? (
                <th key={id} scope="row" className={`px-1.5 py-1 pl-3 font-normal ${SHOWN[shown]}`}>
                  {cell(row)}
                </th>
              ) : (
                <td
                  key={id}
                  className={`px-1.5 py-1 last:pr-3 ${isNumber ? 'text-right whitespace-nowrap' : ''} ${SHOWN[shown]}`}
                >
                  {cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function opposite(order: SortOrder): SortOrder {
  return order === 'asc' ? 'desc' : 'asc';
}
