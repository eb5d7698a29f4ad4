/** Where a key leads from a cell of a grid: to the nearest cell that way which holds a link or a button; null for other keys. */
export function targetOf(cell: HTMLTableCellElement, key: string): HTMLElement | null {
  for (const candidate of candidatesOf(cell, key)) {
    const target = candidate.querySelector<HTMLElement>('a, button');
    if (target !== null) return target;
  }
  return null;
}

function candidatesOf(cell: HTMLTableCellElement, key: string): readonly HTMLTableCellElement[] {
  const row = cell.closest('tr');
  if (row === null) return [];
  const cells = [...row.cells];
  const at = cell.cellIndex;
  switch (key) {
    case 'ArrowLeft':
      return cells.slice(0, at).toReversed();
    case 'ArrowRight':
      return cells.slice(at + 1);
    case 'Home':
      return cells;
    case 'End':
      return cells.toReversed();
    case 'ArrowUp':
    case 'ArrowDown':
      return beside(row, key).flatMap((each) => each.cells[at] ?? []);
    default:
      return [];
  }
}

/** The rows above, nearest first, or those below. */
function beside(row: HTMLTableRowElement, key: 'ArrowUp' | 'ArrowDown'): readonly HTMLTableRowElement[] {
  const rows = [...(row.closest('tbody')?.rows ?? [])];
  const own = rows.indexOf(row);
  return key === 'ArrowUp' ? rows.slice(0, own).toReversed() : rows.slice(own + 1);
}
