import type { ReactNode } from 'react';

export type EmptyColumn = {
  readonly label: string;
  /** Numbers stand at the end of their cell, and so does their heading. */
  readonly isNumber?: boolean;
  /** Shown only where there is room. */
  readonly isExtra?: boolean;
};

type EmptyTableProps = {
  readonly caption: string;
  readonly columns: readonly EmptyColumn[];
  readonly children: ReactNode;
};

/** A table with its headings and, in place of rows, the reason why there are none. */
export function EmptyTable({ caption, columns, children }: EmptyTableProps): ReactNode {
  return (
    <table className="w-full border-collapse text-left">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr className="h-8 border-b border-line text-small text-muted">
          {columns.map(({ label, isNumber = false, isExtra = false }) => (
            <th
              key={label}
              scope="col"
              className={`px-3 font-medium ${isNumber ? 'text-right tabular-nums' : ''} ${isExtra ? 'hidden lg:table-cell' : ''}`}
            >
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          <td colSpan={columns.length} className="px-3 py-8 text-center text-muted">
            {children}
          </td>
        </tr>
      </tbody>
    </table>
  );
}
