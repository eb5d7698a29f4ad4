'use client';

import { type ReactNode, useRef } from 'react';
import { useSingleKeys } from '@/lib/client/use-single-keys';

type TimelineFindProps = { readonly text: string; readonly onFind: (text: string) => void };

/** Narrows the rows by a part of a state's or an error's name. */
export function TimelineFind({ text, onFind }: TimelineFindProps): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  useSingleKeys({ '/': () => field.current?.focus() });
  return (
    <input
      ref={field}
      type="search"
      aria-label="Find state or error"
      placeholder="Find state or error  /"
      value={text}
      onChange={(event) => onFind(event.target.value)}
      className="h-8 w-full rounded-control border border-control bg-surface px-2.5"
    />
  );
}
