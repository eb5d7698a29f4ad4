'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent } from 'react';
import { tinykeys } from 'tinykeys';
import { PAGES } from '@/lib/client/paths';
import { useLinkQuery } from '@/lib/client/use-link-query';
import { useSingleKeys } from '@/lib/client/use-single-keys';

type Shortcuts = { readonly onJump: () => void; readonly onHelp: () => void };

/** Listens for the keys of the shell. Esc needs no entry: each dialog closes itself. */
export function useShortcuts({ onJump, onHelp }: Shortcuts): void {
  const { keepAll } = useLinkQuery();
  const router = useRouter();
  const pages = PAGES.map(({ key, path }) => [`g ${key}`, () => router.push(keepAll(path))] as const);
  useSingleKeys({ ...Object.fromEntries(pages), 'Shift+?': onHelp, '?': onHelp });

  const jump = useEffectEvent(onJump);
  useEffect(() => {
    // With a modifier it cannot be typed by accident, so it works everywhere and always.
    const open = (event: KeyboardEvent): void => {
      event.preventDefault();
      jump();
    };
    return tinykeys(window, { '$mod+k': open });
  }, []);
}
