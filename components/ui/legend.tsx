import type { ReactNode } from 'react';

export type LegendEntry = { readonly id: string; readonly sign: ReactNode; readonly meaning: string };

/** Signs and what they mean, a line each. */
export function Legend({ entries }: { readonly entries: readonly LegendEntry[] }): ReactNode {
  return (
    <dl className="grid md:grid-cols-[max-content_minmax(0,1fr)]">
      {entries.map(({ id, sign, meaning }) => (
        <div
          key={id}
          className="grid gap-x-4 gap-y-1 border-line px-3 py-1.5 not-first:border-t md:col-span-2 md:grid-cols-subgrid md:items-center"
        >
          <dt>{sign}</dt>
          <dd className="text-muted">{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
