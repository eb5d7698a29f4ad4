'use client';

import { type RefObject, useState, useSyncExternalStore } from 'react';
import type { Execution } from '@/lib/contract/executions';

type CalmRows = {
  readonly rows: readonly Execution[];
  /** Executions that have come and are held back. */
  readonly newCount: number;
  readonly showNew: () => void;
};

/**
 * Keeps rows where they are while somebody is among them: what is new is counted and shown on request, what changed is
 * changed in its place. At the top of the page, and in another list, everything is shown at once.
 */
export function useCalmRows(
  items: readonly Execution[],
  listId: string,
  body: RefObject<HTMLElement | null>,
): CalmRows {
  const [shown, setShown] = useState({ listId, items });
  const isReading = useSyncExternalStore(
    subscribe,
    () => isAmong(body.current),
    () => false,
  );
  if (shown.items !== items && (shown.listId !== listId || !isReading)) {
    setShown({ listId, items });
    return { rows: items, newCount: 0, showNew: () => undefined };
  }
  return { ...mergeRows(shown.items, items), showNew: () => setShown({ listId, items }) };
}

/** The shown executions in their order, each as it stands now, and how many of the latest are not among them. */
export function mergeRows(
  shown: readonly Execution[],
  latest: readonly Execution[],
): { readonly rows: readonly Execution[]; readonly newCount: number } {
  if (shown === latest) return { rows: shown, newCount: 0 };
  const latestByArn = new Map(latest.map((execution) => [execution.executionArn, execution]));
  const rows = shown.map((execution) => latestByArn.get(execution.executionArn) ?? execution);
  const shownArns = new Set(shown.map(({ executionArn }) => executionArn));
  const newCount = latest.filter(({ executionArn }) => !shownArns.has(executionArn)).length;
  return { rows, newCount };
}

/** Far enough down that new rows above would push away what is looked at. */
const SCROLLED_PX = 120;

function isAmong(body: HTMLElement | null): boolean {
  return window.scrollY > SCROLLED_PX || body?.contains(document.activeElement) === true;
}

function subscribe(listener: () => void): () => void {
  const events = ['scroll', 'focusin', 'focusout'] as const;
  for (const event of events) window.addEventListener(event, listener, { passive: true });
  return () => {
    for (const event of events) window.removeEventListener(event, listener);
  };
}
