'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent } from 'react';
import { tinykeys } from 'tinykeys';
import { PAGES, withQuery } from '@/lib/client/paths';
import { usePreference } from '@/lib/client/preferences';
import { useTimeRange } from '@/lib/client/time-range-state';

type Shortcuts = { readonly onJump: () => void; readonly onHelp: () => void };

/**
 * Listens for the keys of the shell. Keys without a modifier can be switched off in Settings, and none of them acts
 * while a person types or a dialog is open. Esc needs no entry: each dialog closes itself.
 */
export function useShortcuts({ onJump, onHelp }: Shortcuts): void {
  const [preference] = usePreference('shortcuts');
  const { query } = useTimeRange();
  const router = useRouter();
  const jump = useEffectEvent(onJump);
  const help = useEffectEvent(onHelp);
  const go = useEffectEvent((path: string) => router.push(withQuery(path, query)));

  useEffect(() => {
    const pages = PAGES.map(({ key, path }) => [`g ${key}`, () => go(path)] as const);
    const single =
      preference === 'on' ? [...pages, ['Shift+?', () => help()] as const, ['?', () => help()] as const] : [];
    const bindings = [
      ...single.map(([keys, act]) => [keys, unlessBusy(act)] as const),
      ['$mod+k', replacing(() => jump())] as const,
    ];
    return tinykeys(window, Object.fromEntries(bindings));
  }, [preference]);
}

function unlessBusy(act: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (!isTyping(event.target) && document.querySelector('[role="dialog"]') === null) replacing(act)(event);
  };
}

function replacing(act: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    event.preventDefault();
    act();
  };
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input:not([type="radio"], [type="checkbox"]), textarea, select');
}
