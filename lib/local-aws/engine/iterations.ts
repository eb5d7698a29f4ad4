import type { MapState } from '../language/definition';
import { Line, type ScopeLine } from './line';
import { Scope } from './scope';
import type { MapItem, Visit } from './visit';

/** What an inline Map runs at once where its definition sets no limit. */
const INLINE_LIMIT = 40;

type Iteration = { readonly item: MapItem; readonly scopeLine: ScopeLine };

/**
 * The iterations of one attempt of an inline Map. They fill its slots, and each slot takes the next item when it is
 * free. Those of the first round point at MapStateStarted, later ones at the last event of the one whose slot they take
 * (aws-facts §2.4).
 */
export class Iterations {
  readonly scope: Scope;
  /** Opened and not yet running. */
  #ready: Iteration[] = [];
  #isStarting = false;
  readonly #visit: Visit;
  readonly #state: MapState;
  readonly #items: readonly MapItem[];
  readonly #startedEventId: number;

  readonly #maxConcurrency: number;

  /** @param maxConcurrency 0 = as many at once as AWS allows */
  constructor(
    visit: Visit,
    state: MapState,
    items: readonly MapItem[],
    maxConcurrency: number,
    startedEventId: number,
  ) {
    this.#maxConcurrency = maxConcurrency;
    this.#visit = visit;
    this.#state = state;
    this.#items = items;
    this.#startedEventId = startedEventId;
    this.scope = new Scope(items.length, startedEventId);
  }

  begin(): void {
    const slots = Math.min(this.#items.length, this.#maxConcurrency > 0 ? this.#maxConcurrency : INLINE_LIMIT);
    for (let slot = 0; slot < slots; slot += 1) this.#open(this.#startedEventId);
    this.#startReady();
  }

  /** Those that were started and did not succeed go on where they were; their slots then take what is left. */
  resume(): void {
    this.scope.reopen();
    this.#ready = this.scope.lines.flatMap((scopeLine) => {
      const item = this.#items[scopeLine.index];
      return item === undefined || scopeLine.state === 'succeeded' ? [] : [{ item, scopeLine }];
    });
    this.#startReady();
  }

  #open(afterEventId: number): void {
    const item = this.#items[this.scope.lines.length];
    if (item === undefined) return;
    const details = { name: this.#state.name, index: item.index };
    const eventId = this.#visit.execution.write('MapIterationStarted', afterEventId, details);
    this.#ready.push({ item, scopeLine: this.scope.add(item.index, new Line(eventId, this.#visit.line.variables)) });
  }

  /** A queue, because an iteration can end within its start, and starting the next in there would pile up the stack. */
  #startReady(): void {
    if (this.#isStarting) return;
    this.#isStarting = true;
    while (this.scope.failure === null) {
      const next = this.#ready.shift();
      if (next === undefined) break;
      this.#start(next);
    }
    this.#isStarting = false;
  }

  #start({ item, scopeLine }: Iteration): void {
    const { execution, runLine } = this.#visit;
    const { line } = scopeLine;
    this.scope.start(scopeLine, runLine(execution, this.#state.processor, item.value, line, item), () => {
      const details = { name: this.#state.name, index: item.index };
      this.scope.lastEventId = execution.write('MapIterationSucceeded', line.at, details);
      this.#open(line.at);
      this.#startReady();
    });
  }
}
