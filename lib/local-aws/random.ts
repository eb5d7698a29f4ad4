import { createHash } from 'node:crypto';

/**
 * Repeatable randomness: the same seed gives the same numbers. Each execution draws from a source of its own, so what
 * one does never depends on what else ran meanwhile.
 */
export class Random {
  #state: number;

  constructor(seed: string) {
    this.#state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  }

  /** The next number in [0, 1): mulberry32, enough for a workload and nothing secret. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** One of the values. Throws when there is none, because a workload that offers no choice is a mistake. */
  pick<T>(values: readonly T[]): T {
    const [picked] = values.slice(Math.floor(this.next() * values.length));
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }

  /**
   * A length of time that is mostly near `medianMs` and sometimes far above it, as latencies are (log-normal).
   * @param spread 0.3 is steady, 1 has a long tail
   */
  latencyMs(medianMs: number, spread = 0.35): number {
    return Math.max(1, Math.round(medianMs * Math.exp(spread * this.#normal())));
  }

  /** The time to the next of events that come at random, `meanMs` apart on average. */
  gapMs(meanMs: number): number {
    return Math.max(1, Math.round(-Math.log(1 - this.next()) * meanMs));
  }

  /** Hexadecimal text of the given length. */
  hex(length: number): string {
    let text = '';
    while (text.length < length) text += this.between(0, 15).toString(16);
    return text;
  }

  uuid(): string {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-${this.pick(['8', '9', 'a', 'b'])}${this.hex(3)}-${this.hex(12)}`;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.between(0, 255)));
  }

  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }
}
