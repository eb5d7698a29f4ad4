import type { ReactNode } from 'react';

/** How much of a wait's time is left. The words beside it say the same; without a time-out there is nothing to draw. */
export function TimeBar({ share, isUrgent }: { readonly share: number | null; readonly isUrgent: boolean }): ReactNode {
  return (
    <span aria-hidden="true" className={`mt-0.5 block h-1 rounded-full ${share === null ? '' : 'bg-line'}`}>
      {share === null ? (
        <span className="block h-px translate-y-0.5 border-t border-dashed border-control" />
      ) : (
        <span
          className={`block h-full min-w-1 rounded-full ${isUrgent ? 'bg-failed-solid' : 'bg-waiting-solid'}`}
          style={{ width: `${share * 100}%` }}
        />
      )}
    </span>
  );
}
