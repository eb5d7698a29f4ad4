const VISIBLE_MS = 2_000;
const HIDDEN_MS = 15_000;

type Polled = {
  readonly state: {
    readonly status: 'pending' | 'error' | 'success';
    readonly data?: { readonly isSettled: boolean } | undefined;
  };
};

/**
 * How long until an execution is asked for again, for `refetchInterval`: every 2 s while somebody looks, every 15 s in a
 * hidden tab, `false` once nothing about it is expected to change. After a failure the slow pace, so that the page
 * recovers by itself when the server does.
 */
export function pollInterval({ state }: Polled): number | false {
  if (state.status === 'error') return HIDDEN_MS;
  if (state.data === undefined || state.data.isSettled) return false;
  // The server asks too, while it renders: there, nothing is polled.
  if (typeof document === 'undefined') return false;
  return document.hidden ? HIDDEN_MS : VISIBLE_MS;
}
