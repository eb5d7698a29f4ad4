import type { Cancel, Scheduler } from '../clock/scheduler';

/** Something that programs of the account fetch tasks from. */
export type Activity = { readonly arn: string; readonly name: string; readonly createdMs: number };

/** What a worker is handed. `input` is JSON text. */
export type ActivityTask = { readonly taskToken: string; readonly input: string };

/** A task nobody has fetched yet; fetching it gives out its token. */
type Offer = { readonly input: string; readonly take: (workerName: string | null) => string };

type Poller = { readonly workerName: string | null; readonly answer: (task: ActivityTask | null) => void };

/** A poll that finds nothing is answered after this long, with nothing (aws-facts §1.1). */
const POLL_MS = 60_000;

/** The activities of one account and region: tasks that wait for a worker, and workers that wait for a task. */
export class Activities {
  readonly #activities = new Map<string, Activity>();
  readonly #offers = new Map<string, Set<Offer>>();
  readonly #pollers = new Map<string, Set<Poller>>();
  readonly #scheduler: Scheduler;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  get all(): readonly Activity[] {
    return [...this.#activities.values()];
  }

  find(arn: string): Activity | undefined {
    return this.#activities.get(arn);
  }

  /** An activity is there as soon as a machine names it. */
  register(arn: string, createdMs: number): void {
    const name = arn.split(':').at(-1) ?? arn;
    if (!this.#activities.has(arn)) this.#activities.set(arn, { arn, name, createdMs });
  }

  /** Lays out a task for the first worker that asks. @returns takes it back */
  offer(arn: string, offer: Offer): Cancel {
    this.#offersOf(arn).add(offer);
    // Handed over in turn: whoever offers is not waiting for it yet.
    this.#scheduler.after(0, () => this.#match(arn));
    return () => this.#offersOf(arn).delete(offer);
  }

  /** Asks for a task. The answer comes at once or with the next task, and is `null` when none came. @returns gives up */
  poll(arn: string, workerName: string | null, answer: (task: ActivityTask | null) => void): Cancel {
    const poller: Poller = { workerName, answer };
    this.#pollersOf(arn).add(poller);
    this.#match(arn);
    this.#scheduler.after(POLL_MS, () => {
      if (this.#pollersOf(arn).delete(poller)) answer(null);
    });
    return () => this.#pollersOf(arn).delete(poller);
  }

  /** Brings the oldest task and the oldest poll together. */
  #match(arn: string): void {
    const [offer] = this.#offersOf(arn);
    const [poller] = this.#pollersOf(arn);
    if (offer === undefined || poller === undefined) return;
    this.#offersOf(arn).delete(offer);
    this.#pollersOf(arn).delete(poller);
    poller.answer({ taskToken: offer.take(poller.workerName), input: offer.input });
  }

  #offersOf(arn: string): Set<Offer> {
    return emptySetIn(this.#offers, arn);
  }

  #pollersOf(arn: string): Set<Poller> {
    return emptySetIn(this.#pollers, arn);
  }
}

function emptySetIn<T>(sets: Map<string, Set<T>>, key: string): Set<T> {
  const known = sets.get(key) ?? new Set<T>();
  sets.set(key, known);
  return known;
}
