import type { ReactNode } from 'react';
import { Segmented, type SegmentedOption } from '@/components/ui/segmented';
import type { HotspotMeasure } from '@/lib/domain/hotspots';

const OPTIONS: readonly SegmentedOption<HotspotMeasure>[] = [
  { value: 'failure', label: 'Failure rate' },
  { value: 'retries', label: 'Retries' },
  { value: 'p95', label: 'p95' },
  { value: 'trend', label: 'Trend' },
];

type MeasureChoiceProps = { readonly value: HotspotMeasure; readonly onChange: (value: HotspotMeasure) => void };

/** What the states are coloured and ranked by. */
export function MeasureChoice({ value, onChange }: MeasureChoiceProps): ReactNode {
  return <Segmented legend="Colour and rank states by" options={OPTIONS} value={value} onChange={onChange} />;
}
