import type { Heat } from '@/lib/view/hotspots';

// Class names are written out, because the style sheet holds only those that occur in the source.
const RAMPS = {
  heat: ['bg-heat-1', 'bg-heat-2', 'bg-heat-3', 'bg-heat-4', 'bg-heat-5', 'bg-heat-6'],
  pace: ['bg-pace-1', 'bg-pace-2', 'bg-pace-3', 'bg-pace-4', 'bg-pace-5', 'bg-pace-6'],
} as const;

/** The six fills of a ramp with the colour of words that can be read on each, from little to much. */
export function rampClasses(ramp: Heat['ramp']): readonly string[] {
  return RAMPS[ramp].map((fill, index) => `${fill} ${index < 4 ? 'text-on-low' : 'text-on-high'}`);
}

/** The classes of a bin; bin 0 is empty. */
export function heatClasses({ ramp, bin }: Heat): string {
  return bin === 0 ? '' : (rampClasses(ramp)[bin - 1] ?? '');
}
