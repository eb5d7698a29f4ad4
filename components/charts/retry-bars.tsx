import type { ReactNode } from 'react';
import type { RetryBars as Prepared } from '@/lib/view/retry-parts';
import type { Box } from '@/lib/view/sparkline';

/** Retries over a window, oldest at the left, with the same in words. Stretches to the width there is. */
export function RetryBars({ prepared, box }: { readonly prepared: Prepared; readonly box: Box }): ReactNode {
  return (
    <svg
      role="img"
      aria-label={prepared.summary}
      viewBox={`0 0 ${box.width} ${box.height}`}
      preserveAspectRatio="none"
      className="block w-full border-b border-control"
      height={box.height}
    >
      {prepared.bars.map(({ title, ...place }) => (
        <rect key={title} {...place} className="fill-caught-solid">
          <title>{title}</title>
        </rect>
      ))}
    </svg>
  );
}
