import type { GraphPaint } from '@/lib/view/definition-graph';
import type { StatusTone } from '@/lib/view/visit-outcome';

/** Classes of a box and of the words on it. `words` sets the colour that icon and text take. */
export type PaintClasses = { readonly box: string; readonly words: string; readonly figure: string };

const STATUS: Readonly<Record<StatusTone, PaintClasses>> = {
  succeeded: tone('fill-succeeded-soft stroke-succeeded-solid', 'text-succeeded-text', 'fill-succeeded-text'),
  failed: tone('fill-failed-soft stroke-failed-solid', 'text-failed-text', 'fill-failed-text'),
  'timed-out': tone('fill-timed-out-soft stroke-timed-out-solid', 'text-timed-out-text', 'fill-timed-out-text'),
  aborted: tone('fill-aborted-soft stroke-aborted-solid', 'text-aborted-text', 'fill-aborted-text'),
  running: tone('fill-running-soft stroke-running-solid', 'text-running-text', 'fill-running-text'),
  redrive: tone('fill-redrive-soft stroke-redrive-solid', 'text-redrive-text', 'fill-redrive-text'),
  waiting: tone('fill-waiting-soft stroke-waiting-solid', 'text-waiting-text', 'fill-waiting-text'),
  caught: tone('fill-caught-soft stroke-caught-solid', 'text-caught-text', 'fill-caught-text'),
  unknown: tone('fill-surface stroke-control [stroke-dasharray:2_3]', 'text-muted', 'fill-muted'),
};

const PLAIN: PaintClasses = tone('fill-surface stroke-control', 'text-muted', 'fill-muted');
const UNREACHED: PaintClasses = tone('fill-surface stroke-control [stroke-dasharray:5_4]', 'text-muted', 'fill-muted');

const BINS = {
  heat: ['fill-surface', 'fill-heat-1', 'fill-heat-2', 'fill-heat-3', 'fill-heat-4', 'fill-heat-5', 'fill-heat-6'],
  pace: ['fill-surface', 'fill-pace-1', 'fill-pace-2', 'fill-pace-3', 'fill-pace-4', 'fill-pace-5', 'fill-pace-6'],
} as const;

function tone(box: string, words: string, figure: string): PaintClasses {
  return { box, words: `${words} [--name:var(--text)]`, figure };
}

/** The classes of a box. Names are in the text colour, but on a filled heat bin in the colour that can be read there. */
export function paintClasses(paint: GraphPaint): PaintClasses {
  switch (paint.kind) {
    case 'plain':
      return PLAIN;
    case 'unreached':
      return UNREACHED;
    case 'status':
      return STATUS[paint.tone];
    case 'heat': {
      if (paint.bin === 0) return PLAIN;
      const box = `${BINS[paint.ramp][paint.bin]} stroke-control`;
      return paint.bin < 5
        ? { box, words: 'text-on-low [--name:var(--on-low)]', figure: 'fill-on-low' }
        : { box, words: 'text-on-high [--name:var(--on-high)]', figure: 'fill-on-high' };
    }
  }
}
