/** Keeps small texts in the browser. Where the browser refuses, they last as long as the page. */
export type BrowserStorage = {
  /** The kept text, or `null`. */
  readonly read: (key: string) => string | null;
  /** `not-kept` says that the value is gone when the page is left. */
  readonly write: (key: string, value: string) => 'kept' | 'not-kept';
  /** Calls back after a write here or in another tab. Returns the way to stop. */
  readonly subscribe: (listener: () => void) => () => void;
};

/** Where texts are kept. Reaching for it may throw: browsers do so when the person has switched storage off. */
export type StorageArea = () => Pick<Storage, 'getItem' | 'setItem'>;

/** `others` emits `storage` events when another tab writes: the window. */
export function createBrowserStorage(area: StorageArea, others: EventTarget): BrowserStorage {
  const unkept = new Map<string, string>();
  const listeners = new Set<() => void>();

  function write(key: string, value: string): 'kept' | 'not-kept' {
    const outcome = tryWrite(area, key, value);
    if (outcome === 'kept') unkept.delete(key);
    else unkept.set(key, value);
    for (const listener of listeners) listener();
    return outcome;
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    others.addEventListener('storage', listener);
    return () => {
      listeners.delete(listener);
      others.removeEventListener('storage', listener);
    };
  }

  return { read: (key) => unkept.get(key) ?? tryRead(area, key), write, subscribe };
}

function tryRead(area: StorageArea, key: string): string | null {
  try {
    return area().getItem(key);
  } catch {
    return null; // storage is denied: nothing was ever kept
  }
}

function tryWrite(area: StorageArea, key: string, value: string): 'kept' | 'not-kept' {
  try {
    area().setItem(key, value);
    return 'kept';
  } catch {
    return 'not-kept'; // storage is denied or full: the caller's memory keeps it for this page
  }
}
