/** Decides what may go one way or another by a list of numbers; once that is used up, always for the plainest. */
export class Choices {
  readonly #values: readonly number[];
  #next = 0;

  constructor(values: readonly number[]) {
    this.#values = values;
  }

  /** One of 0, 1, … below `count`. */
  below(count: number): number {
    const value = this.#values[this.#next] ?? 0;
    this.#next += 1;
    return value % count;
  }

  /** True one time in `count`. */
  oneIn(count: number): boolean {
    return this.below(count) === count - 1;
  }

  /** One of these; the first one is the plainest. */
  of<T>(first: T, ...others: readonly T[]): T {
    const at = this.below(others.length + 1);
    return others[at - 1] ?? first;
  }
}
