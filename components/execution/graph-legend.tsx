import type { ReactNode } from 'react';
import { StatusIcon } from '@/components/execution/status-icon';
import { OUTCOME_LOOKS } from '@/lib/view/visit-outcome';

const SHOWN = ['succeeded', 'caught', 'failed', 'waiting', 'running'] as const;

/** What colours and lines of the graph mean. `isPlain`: no course is known, so there are no colours. */
export function GraphLegend({ isPlain }: { readonly isPlain: boolean }): ReactNode {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-small text-muted">
      {isPlain
        ? null
        : SHOWN.map((outcome) => (
            <li key={outcome} className="flex items-center gap-1.5">
              <StatusIcon tone={OUTCOME_LOOKS[outcome].tone} />
              {OUTCOME_LOOKS[outcome].word}
            </li>
          ))}
      <li className="flex items-center gap-1.5">
        <svg aria-hidden="true" width="20" height="8" viewBox="0 0 20 8">
          <path d="M0 4h20" strokeWidth="1.5" className="stroke-caught-solid [stroke-dasharray:4_3]" />
        </svg>
        Catch
      </li>
    </ul>
  );
}
