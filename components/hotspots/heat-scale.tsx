import type { ReactNode } from 'react';

// Class names are written out, because the style sheet holds only those that occur in the source.
const RAMPS = {
  heat: ['bg-heat-1', 'bg-heat-2', 'bg-heat-3', 'bg-heat-4', 'bg-heat-5', 'bg-heat-6'],
  pace: ['bg-pace-1', 'bg-pace-2', 'bg-pace-3', 'bg-pace-4', 'bg-pace-5', 'bg-pace-6'],
} as const;

type HeatScaleProps = {
  readonly ramp: keyof typeof RAMPS;
  /** One label for each of the six bins. */
  readonly bins: readonly string[];
};

/** The bins of a heat ramp. They are fixed, never relative to what a page happens to hold. */
export function HeatScale({ ramp, bins }: HeatScaleProps): ReactNode {
  return (
    <ol className="grid grid-cols-3 gap-1 md:grid-cols-6">
      {RAMPS[ramp].map((className, index) => (
        <li
          key={className}
          className={`rounded-control px-2 py-1 text-center whitespace-nowrap ${className} ${index < 4 ? 'text-on-low' : 'text-on-high'}`}
        >
          {bins[index]}
        </li>
      ))}
    </ol>
  );
}
