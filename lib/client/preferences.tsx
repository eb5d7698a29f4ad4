'use client';

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { type BrowserStorage, createBrowserStorage } from '@/lib/client/storage';
import { applyTheme, THEME_CHOICES, THEME_KEY } from '@/lib/client/theme';
import type { ZoneName } from '@/lib/domain/time-range';

/** What a person chose for this browser: where it is kept, and what it may be. The first value is the default. */
const PREFERENCES = {
  theme: { key: THEME_KEY, values: THEME_CHOICES },
  zone: { key: 'statelens.zone', values: ['utc', 'local'] },
  shortcuts: { key: 'statelens.shortcuts', values: ['on', 'off'] },
} as const;

type PreferenceName = keyof typeof PREFERENCES;
type PreferenceValue<Name extends PreferenceName> = (typeof PREFERENCES)[Name]['values'][number];

const StorageContext = createContext<BrowserStorage | null>(null);

/** Gives the tree one place where preferences are kept, and follows a theme that was chosen in another tab. */
export function PreferencesProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [storage] = useState(openStorage);
  useEffect(() => storage.subscribe(() => applyTheme(readPreference(storage, 'theme'))), [storage]);
  return <StorageContext value={storage}>{children}</StorageContext>;
}

function openStorage(): BrowserStorage {
  // On the server there is no window; nothing is read there, because the first render shows the defaults.
  const others = typeof window === 'undefined' ? new EventTarget() : window;
  return createBrowserStorage(() => window.localStorage, others);
}

function readPreference<Name extends PreferenceName>(storage: BrowserStorage, name: Name): PreferenceValue<Name> {
  const { key, values }: { readonly key: string; readonly values: readonly PreferenceValue<Name>[] } =
    PREFERENCES[name];
  const kept = storage.read(key);
  return values.find((value) => value === kept) ?? defaultPreference(name);
}

function defaultPreference<Name extends PreferenceName>(name: Name): PreferenceValue<Name> {
  const { values }: { readonly values: readonly [PreferenceValue<Name>, ...PreferenceValue<Name>[]] } =
    PREFERENCES[name];
  return values[0];
}

/** A preference and the way to change it, which says whether the browser keeps it. */
export function usePreference<Name extends PreferenceName>(
  name: Name,
): readonly [PreferenceValue<Name>, (value: PreferenceValue<Name>) => 'kept' | 'not-kept'] {
  const storage = useContext(StorageContext);
  if (storage === null) throw new Error('usePreference needs a PreferencesProvider above it');
  const value = useSyncExternalStore(
    storage.subscribe,
    () => readPreference(storage, name),
    () => defaultPreference(name),
  );
  return [value, (next) => storage.write(PREFERENCES[name].key, next)];
}

/** The zone in which times are shown: UTC, or the browser's own when that was chosen. */
export function useZone(): ZoneName {
  const [zone] = usePreference('zone');
  return zone === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;
}
