import {
  Check,
  CirclePlay,
  CircleQuestionMark,
  Clock,
  Hand,
  type LucideIcon,
  RotateCcw,
  Shield,
  Square,
  X,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { StatusTone } from '@/lib/view/visit-outcome';

const ICONS: Readonly<Record<StatusTone, { readonly Icon: LucideIcon; readonly className: string }>> = {
  succeeded: { Icon: Check, className: 'text-succeeded-text' },
  failed: { Icon: X, className: 'text-failed-text' },
  'timed-out': { Icon: Clock, className: 'text-timed-out-text' },
  aborted: { Icon: Square, className: 'text-aborted-text' },
  running: { Icon: CirclePlay, className: 'text-running-text' },
  redrive: { Icon: RotateCcw, className: 'text-redrive-text' },
  waiting: { Icon: Hand, className: 'text-waiting-text' },
  caught: { Icon: Shield, className: 'text-caught-text' },
  unknown: { Icon: CircleQuestionMark, className: 'text-muted' },
};

/** The icon of a status. The word stands in the name of what it belongs to. */
export function StatusIcon({ tone }: { readonly tone: StatusTone }): ReactNode {
  const { Icon, className } = ICONS[tone];
  return <Icon aria-hidden="true" className={`size-3.5 shrink-0 ${className}`} strokeWidth={2.5} />;
}
