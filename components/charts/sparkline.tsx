import type { ReactNode } from 'react';
import { type Box, layoutSparkline, type SparkPart } from '@/lib/view/sparkline';

type SparklineProps = { readonly parts: readonly SparkPart[]; readonly box: Box };

/** Stacked bars, failures in red upon successes in green, with the same in words. */
export function Sparkline({ parts, box }: SparklineProps): ReactNode {
  const { okPath, failedPath, summary } = layoutSparkline(parts, box);
  return (
    <svg role="img" aria-label={summary} viewBox={`0 0 ${box.width} ${box.height}`} {...box} className="block">
      <title>{summary}</title>
      <path d={okPath} className="fill-succeeded-solid opacity-60" />
      <path d={failedPath} className="fill-failed-solid" />
    </svg>
  );
}
