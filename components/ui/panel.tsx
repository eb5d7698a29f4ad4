import { type ReactNode, useId } from 'react';

type PanelProps = {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
};

/** A titled box. `aside` stands at the end of the title line. */
export function Panel({ title, aside, className = '', children }: PanelProps): ReactNode {
  const titleId = useId();
  return (
    <section aria-labelledby={titleId} className={`min-w-0 rounded-panel border border-line bg-surface ${className}`}>
      <div className="flex min-h-9 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-3 py-1.5">
        <h2 id={titleId} className="font-semibold">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
