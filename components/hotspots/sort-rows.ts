import type { Column, ColumnId } from '@/components/hotspots/state-columns';
import {
  byMeasure,
  compareValues,
  type HotspotFigures,
  type HotspotMeasure,
  type SortOrder,
} from '@/lib/domain/hotspots';

type Wanted = { readonly by: HotspotMeasure; readonly sort: ColumnId | null; readonly order: SortOrder };

/** Rows by the column that was chosen, and where it says the same or none was, worst first by the measure. */
export function sortRows<Row extends HotspotFigures>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { by, sort, order }: Wanted,
): readonly Row[] {
  const column = columns.find(({ id }) => id === sort);
  const worst = byMeasure(by);
  return rows.toSorted(
    (a, b) =>
      (column === undefined ? 0 : compareValues(column.sortValue(a), column.sortValue(b), order)) || worst(a, b),
  );
}
