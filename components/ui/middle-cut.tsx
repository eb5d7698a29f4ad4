import type { ReactNode } from 'react';

/** Where names differ most: the digits at the end of an order number, the last group of a UUID. */
const TAIL = 8;

/** A name on one line that loses its middle rather than its end where room is short. Selected and copied, it is whole. */
export function MiddleCut({ text }: { readonly text: string }): ReactNode {
  // By characters as people see them, so that none is torn apart.
  const characters = [...text];
  if (characters.length <= 2 * TAIL) return <span className="block truncate">{text}</span>;
  return (
    <span className="flex">
      <span className="truncate whitespace-pre">{characters.slice(0, -TAIL).join('')}</span>
      <span className="shrink-0 whitespace-pre">{characters.slice(-TAIL).join('')}</span>
    </span>
  );
}
