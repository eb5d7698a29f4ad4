import type { ReactNode } from 'react';

type PageHeaderProps = {
  readonly title: string;
  /** Where the page belongs, above the title. */
  readonly above?: ReactNode;
  readonly facts?: ReactNode;
  readonly actions?: ReactNode;
};

/** The one h1 of a page with what is known about it. */
export function PageHeader({ title, above, facts, actions }: PageHeaderProps): ReactNode {
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        {above === undefined ? null : <div className="text-small text-muted">{above}</div>}
        <h1 className="text-title font-semibold [overflow-wrap:anywhere]">{title}</h1>
        {facts === undefined ? null : <p className="text-muted">{facts}</p>}
      </div>
      {actions === undefined ? null : <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}
