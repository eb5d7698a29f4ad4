'use client';

import { Search, X } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { useSingleKeys } from '@/lib/client/use-single-keys';

type SearchFieldProps = { readonly text: string; readonly onSearch: (text: string) => void };

const PAUSE_MS = 300;

/** Finds executions by a part of their name, error or cause, once typing pauses. `/` goes to it, Esc empties it. */
export function SearchField({ text, onSearch }: SearchFieldProps): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [draft, setDraft] = useState(text);
  const [seen, setSeen] = useState(text);
  const [sent, setSent] = useState(text);
  if (seen !== text) {
    setSeen(text);
    // Changed by other means than this field (a link, Back, "Clear filters"), the address wins over what stands here.
    if (text !== sent) setDraft(text);
  }
  const search = (next: string, pauseMs: number): void => {
    setDraft(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setSent(next);
      onSearch(next);
    }, pauseMs);
  };
  useSingleKeys({ '/': () => field.current?.focus() });
  return (
    <div className="flex h-8 min-w-0 grow items-center gap-2 rounded-control border border-control bg-surface px-2 has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-accent md:max-w-80">
      <Search aria-hidden="true" className="size-4 shrink-0 text-muted" />
      <input
        ref={field}
        type="text"
        aria-label="Find in names, errors and causes"
        aria-keyshortcuts="/"
        placeholder="Name, error or cause  /"
        autoComplete="off"
        spellCheck={false}
        maxLength={512}
        value={draft}
        onChange={(event) => search(event.target.value, PAUSE_MS)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') search(draft, 0);
          if (event.key === 'Escape') search('', 0);
        }}
        className="h-full min-w-0 grow bg-transparent outline-none"
      />
      {draft === '' ? null : (
        <button
          type="button"
          aria-label="Empty the search"
          onClick={() => {
            search('', 0);
            field.current?.focus();
          }}
          className="flex size-6 shrink-0 items-center justify-center rounded-control text-muted hover:text-text"
        >
          <X aria-hidden="true" className="size-4" />
        </button>
      )}
    </div>
  );
}
