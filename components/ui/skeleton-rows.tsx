import type { ReactNode } from 'react';

type SkeletonRowsProps = { readonly what: string; readonly rows: number };

/** Keeps the place of a table while it loads, row by row. */
export function SkeletonRows({ what, rows }: SkeletonRowsProps): ReactNode {
  return (
    <div>
      <p role="status" className="sr-only">
        Loading {what}
      </p>
      <div aria-hidden="true" className="motion-safe:animate-pulse">
        {Array.from({ length: rows + 1 }, (_, index) => index).map((index) => (
          <div key={index} className="flex h-8 items-center gap-4 border-line px-3 not-first:border-t">
            <span className="h-3 w-20 rounded-control bg-line" />
            <span className="h-3 w-48 max-w-1/3 rounded-control bg-line" />
            <span className="h-3 grow rounded-control bg-line opacity-50" />
          </div>
        ))}
      </div>
    </div>
  );
}
