import { describe, expect, test } from 'vitest';
import { createBrowserStorage } from '@/lib/client/storage';

function memoryArea(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

describe('createBrowserStorage', () => {
  test('keeps a text', () => {
    const area = memoryArea();
    const storage = createBrowserStorage(() => area, new EventTarget());
    expect(storage.read('theme')).toBeNull();
    expect(storage.write('theme', 'dark')).toBe('kept');
    expect(createBrowserStorage(() => area, new EventTarget()).read('theme')).toBe('dark');
  });

  test('works for the life of the page when the browser denies storage, and says so', () => {
    const denied = (): never => {
      throw new DOMException('denied', 'SecurityError');
    };
    const storage = createBrowserStorage(denied, new EventTarget());
    expect(storage.read('theme')).toBeNull();
    expect(storage.write('theme', 'dark')).toBe('not-kept');
    expect(storage.read('theme')).toBe('dark');
  });

  test('a full area loses nothing while the page is open', () => {
    const area = memoryArea();
    const full = {
      ...area,
      setItem: (): never => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    area.setItem('theme', 'light');
    const storage = createBrowserStorage(() => full, new EventTarget());
    expect(storage.write('theme', 'dark')).toBe('not-kept');
    expect(storage.read('theme')).toBe('dark');
  });

  test('tells of writes here and in other tabs until asked to stop', () => {
    const others = new EventTarget();
    const area = memoryArea();
    const storage = createBrowserStorage(() => area, others);
    let calls = 0;
    const stop = storage.subscribe(() => {
      calls += 1;
    });
    storage.write('theme', 'dark');
    others.dispatchEvent(new Event('storage'));
    expect(calls).toBe(2);
    stop();
    storage.write('theme', 'light');
    others.dispatchEvent(new Event('storage'));
    expect(calls).toBe(2);
  });
});
