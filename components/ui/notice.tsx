import type { ReactNode } from 'react';

type NoticeProps = {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
};

/** Says why a page has nothing to show, and offers the next step beside it. */
export function Notice({ icon, title, children, action }: NoticeProps): ReactNode {
  return (
    <section
      aria-label={title}
      className="grid gap-x-8 gap-y-3 rounded-panel border border-line bg-surface p-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,28rem)] lg:items-center"
    >
      <div className="flex gap-3">
        <span
          aria-hidden="true"
          className="mt-0.5 flex size-8 shrink-0 items-center justify-center rounded-control bg-selection text-accent"
        >
          {icon}
        </span>
        <div className="min-w-0">
          <h2 className="font-semibold">{title}</h2>
          <div className="max-w-160 text-muted">{children}</div>
        </div>
      </div>
      {action}
    </section>
  );
}
