'use client';

import { useEffect, useEffectEvent } from 'react';
import { tinykeys } from 'tinykeys';
import { usePreference } from '@/lib/client/preferences';

/** What keys do: a key or a sequence (`g e`), as tinykeys writes them. The set of keys must not change between renders. */
export type KeyActions = Readonly<Record<string, () => void>>;

/**
 * Listens for keys without a modifier. They can be switched off in Settings, and none acts while a person types or a
 * dialog is open. Each must also be reachable without the keyboard.
 */
export function useSingleKeys(actions: KeyActions): void {
  const [preference] = usePreference('shortcuts');
  const act = useEffectEvent((key: string) => actions[key]?.());
  const keys = Object.keys(actions).join('\n');
  useEffect(() => {
    if (preference === 'off') return;
    const bindings = keys.split('\n').map((key) => [key, unlessBusy(() => act(key))] as const);
    return tinykeys(window, Object.fromEntries(bindings));
  }, [preference, keys]);
}

function unlessBusy(act: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (isTyping(event.target) || document.querySelector('[role="dialog"]') !== null) return;
    event.preventDefault();
    act();
  };
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input:not([type="radio"], [type="checkbox"]), textarea, select');
}
