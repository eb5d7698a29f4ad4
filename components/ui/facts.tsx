import type { ReactNode } from 'react';
import { CodeText } from '@/components/ui/code-text';

export type Fact = { readonly label: string; readonly value: string | number; readonly isCode?: boolean };

/** Labels and values in two aligned columns, the first as wide as its labels are; one column where there is little room. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className="grid gap-x-4 gap-y-0.5 p-3 md:grid-cols-[fit-content(9rem)_minmax(0,1fr)] md:gap-y-1.5">
      {facts.map(({ label, value, isCode = false }) => (
        <div key={label} className="contents">
          <dt className="text-muted not-first:mt-2 md:not-first:mt-0">{label}</dt>
          <dd
            className={`mb-1.5 min-w-0 [overflow-wrap:anywhere] md:mb-0 ${isCode ? 'font-mono text-small leading-5' : ''}`}
          >
            {isCode ? <CodeText text={String(value)} /> : value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
