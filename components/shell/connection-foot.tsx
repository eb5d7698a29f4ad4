import { Unplug } from 'lucide-react';
import type { ReactNode } from 'react';

/** What the shown data comes from and how fresh it is; always in sight. */
export function ConnectionFoot(): ReactNode {
  return (
    <footer className="order-2 flex items-center gap-2 border-b border-line bg-surface px-4 py-1.5 text-small md:mx-2 md:mt-auto md:items-start md:border-t md:border-b-0 md:px-2 md:py-3">
      <Unplug aria-hidden="true" className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
      <div className="flex flex-wrap gap-x-1.5 md:block">
        <p className="font-medium">Not connected to AWS</p>
        <p className="text-muted">Recorded files only</p>
      </div>
    </footer>
  );
}
