import { Check, CircleDashed, CirclePlay, Clock, Hand, RotateCcw, Shield, Square, X } from 'lucide-react';
import type { ReactNode } from 'react';

/** The status tones. Each has an icon of its own, so that none is told by colour alone. */
const TONES = {
  succeeded: { Icon: Check, className: 'bg-succeeded-soft text-succeeded-text' },
  failed: { Icon: X, className: 'bg-failed-soft text-failed-text' },
  'timed-out': { Icon: Clock, className: 'bg-timed-out-soft text-timed-out-text' },
  aborted: { Icon: Square, className: 'bg-aborted-soft text-aborted-text' },
  running: { Icon: CirclePlay, className: 'bg-running-soft text-running-text' },
  redrive: { Icon: RotateCcw, className: 'bg-redrive-soft text-redrive-text' },
  waiting: { Icon: Hand, className: 'bg-waiting-soft text-waiting-text' },
  caught: { Icon: Shield, className: 'bg-caught-soft text-caught-text' },
  // What AWS did not tell: no fill, and the dotted edge that unknown has everywhere.
  unknown: { Icon: CircleDashed, className: 'border border-dotted border-control text-muted' },
} as const;

export type Tone = keyof typeof TONES;

/** Icon and word of a status. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactNode {
  const { Icon, className } = TONES[tone];
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-control px-1.5 py-0.5 font-medium whitespace-nowrap ${className}`}
    >
      <Icon aria-hidden="true" className="size-3.5 shrink-0" strokeWidth={2.25} />
      {children}
    </span>
  );
}
