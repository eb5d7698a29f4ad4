import type { ReactNode } from 'react';

/** The parts of a page below each other, with equal room between. */
export function Page({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className="grid gap-4">{children}</div>;
}
