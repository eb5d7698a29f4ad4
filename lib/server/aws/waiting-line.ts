import 'server-only';

export type Priority = 'click' | 'background';

/**
 * How urgent a read is. Others may join it while it waits, and when one of them is a person's click it becomes one too:
 * so the priority can rise, never fall.
 */
export type Urgency = {
  readonly priority: () => Priority;
  readonly raise: () => void;
  /** Calls back once when it rises; the returned function forgets the listener. */
  readonly onRaise: (listener: () => void) => () => void;
};

export function createUrgency(initial: Priority): Urgency {
  let priority = initial;
  const listeners = new Set<() => void>();
  return {
    priority: () => priority,
    raise: () => {
      if (priority === 'click') return;
      priority = 'click';
      for (const listener of listeners) listener();
    },
    onRaise: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Those who wait for something scarce, clicks before background work, each in the order of arrival. */
export type WaitingLine = {
  /** Resolves when `admit` reaches it. Rejects with the signal's reason when that aborts first. */
  readonly wait: (urgency: Urgency, signal: AbortSignal) => Promise<void>;
  /** The priority of whoever is next; null when nobody waits. */
  readonly next: () => Priority | null;
  /** Lets the next one go on. */
  readonly admit: () => void;
  /** How many wait. */
  readonly lengths: () => Readonly<Record<Priority, number>>;
};

type Waiter = { readonly goOn: () => void };

/** `onChange` is told when somebody moved ahead, because what was not enough for background may do for a click. */
export function createWaitingLine(onChange: () => void): WaitingLine {
  const lines: Readonly<Record<Priority, Set<Waiter>>> = { click: new Set(), background: new Set() };

  function next(): Priority | null {
    if (lines.click.size > 0) return 'click';
    return lines.background.size > 0 ? 'background' : null;
  }

  function wait(urgency: Urgency, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        lines.click.delete(waiter);
        lines.background.delete(waiter);
        signal.removeEventListener('abort', giveUp);
        forget();
      };
      const giveUp = () => {
        leave();
        reject(signal.reason);
      };
      const waiter: Waiter = {
        goOn: () => {
          leave();
          resolve();
        },
      };
      const forget = urgency.onRaise(() => {
        lines.background.delete(waiter);
        lines.click.add(waiter);
        onChange();
      });
      lines[urgency.priority()].add(waiter);
      signal.addEventListener('abort', giveUp, { once: true });
      if (signal.aborted) giveUp();
    });
  }

  function admit(): void {
    const [first] = lines.click.size > 0 ? lines.click : lines.background;
    first?.goOn();
  }

  return {
    wait,
    next,
    admit,
    lengths: () => ({ click: lines.click.size, background: lines.background.size }),
  };
}
