import type { ReactNode } from 'react';

/** A key, as it stands on the keyboard. */
export function Kbd({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-control border border-line bg-canvas px-1 font-sans text-small text-muted">
      {children}
    </kbd>
  );
}
