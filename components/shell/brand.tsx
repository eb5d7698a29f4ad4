import type { ReactNode } from 'react';

/** The mark: two states and the step between them. */
export function Brand(): ReactNode {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" className="size-5 shrink-0">
      <rect width="20" height="20" rx="4" fill="var(--accent)" />
      <path d="M6.5 8.5v2a3 3 0 0 0 3 3h2" fill="none" stroke="var(--on-fill)" strokeWidth="1.5" />
      <circle cx="6.5" cy="6.5" r="2.25" fill="none" stroke="var(--on-fill)" strokeWidth="1.5" />
      <circle cx="13.5" cy="13.5" r="2.75" fill="var(--on-fill)" />
    </svg>
  );
}
