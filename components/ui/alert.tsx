import { Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

/** `problem`: something does not work. `warning`: it works, but not as it should. `note`: worth knowing. */
const TONES = {
  problem: { Icon: OctagonAlert, className: 'border-failed-text bg-failed-soft', iconClass: 'text-failed-text' },
  warning: { Icon: TriangleAlert, className: 'border-waiting-text bg-waiting-soft', iconClass: 'text-waiting-text' },
  note: { Icon: Info, className: 'border-line bg-surface', iconClass: 'text-accent' },
} as const;

export type AlertTone = keyof typeof TONES;

type AlertProps = {
  readonly tone: AlertTone;
  readonly title: string;
  readonly children: ReactNode;
  /** Buttons at the end of the line. */
  readonly action?: ReactNode;
};

/** A box that says what is wrong, what it means for what is shown, and what to do. */
export function Alert({ tone, title, children, action }: AlertProps): ReactNode {
  const { Icon, className, iconClass } = TONES[tone];
  return (
    <section
      aria-label={title}
      className={`flex flex-wrap items-start gap-x-3 gap-y-2 rounded-panel border px-3 py-2.5 ${className}`}
    >
      <Icon aria-hidden="true" className={`mt-0.5 size-4 shrink-0 ${iconClass}`} />
      <div className="grid min-w-0 grow basis-64 gap-1">
        <h2 className="font-semibold">{title}</h2>
        <div className="grid max-w-200 gap-1 [overflow-wrap:anywhere]">{children}</div>
      </div>
      {action}
    </section>
  );
}
