'use client';

import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { useTimeRange } from '@/lib/client/time-range-state';

type LiveState = {
  /** Whether the page keeps itself up to date. */
  readonly isOn: boolean;
  readonly setOn: (isOn: boolean) => void;
};

const LiveContext = createContext<LiveState | null>(null);

/** Holds the switch with which a person stops a page from changing while they read it. It lasts as long as the tab. */
export function LiveProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [isOn, setOn] = useState(true);
  const state = useMemo(() => ({ isOn, setOn }), [isOn]);
  return <LiveContext value={state}>{children}</LiveContext>;
}

export function useLiveSwitch(): LiveState {
  const state = useContext(LiveContext);
  if (state === null) throw new Error('useLiveSwitch needs a LiveProvider above it');
  return state;
}

/** Whether data of the page's time range is asked for again and again: switched on, and the range ends now. */
export function useIsLive(): boolean {
  const { isOn } = useLiveSwitch();
  const { range } = useTimeRange();
  return isOn && range.to.kind === 'now';
}
