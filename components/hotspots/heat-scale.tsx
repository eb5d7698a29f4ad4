import type { ReactNode } from 'react';
import { rampClasses } from '@/components/hotspots/heat';
import type { HotspotMeasure } from '@/lib/domain/hotspots';
import { RATE_BINS, RATIO_BINS } from '@/lib/view/hotspots';

/** What the colours of a measure mean. Bins are fixed, never relative to what a page happens to hold. */
export function HeatScale({ measure }: { readonly measure: HotspotMeasure }): ReactNode {
  const isRate = measure === 'failure' || measure === 'retries';
  const bins = isRate ? RATE_BINS : RATIO_BINS;
  return (
    <ul
      aria-label={isRate ? 'Colours, share of visits' : 'Colours, against the window before'}
      className="flex flex-wrap gap-0.5 text-small tabular-nums"
    >
      {rampClasses(measure === 'p95' ? 'pace' : 'heat').map((classes, index) => (
        <li key={classes} className={`rounded-control px-1.5 py-0.5 whitespace-nowrap ${classes}`}>
          {bins[index]}
        </li>
      ))}
    </ul>
  );
}
