import { AppError } from '@/lib/server/errors';
import type { Connection, LogReader, Page, StepFunctionsReader } from '@/lib/server/ports/aws';
import { FakeAws } from '@/lib/testing/fake-aws';

/** How long a list does not know of what has just begun or ended (aws-facts §1.2). */
const LAG_MS = 20_000;
const EMPTY = 'empty:';

type Asked = { readonly token: string | null };

/**
 * AWS on its worst days, by chance: pages of any length, empty ones with a token, tokens that are no longer accepted, calls
 * that fail, lists that lag, and of logs lines that come twice and in any order.
 */
export class CapriciousAws extends FakeAws {
  readonly #random: () => number;
  readonly #nowMs: () => number;
  /** False from when on everything is answered, so that reading can come to its end. */
  isCapricious = true;

  constructor(random: () => number, nowMs: () => number) {
    super();
    this.#random = random;
    this.#nowMs = nowMs;
  }

  override list(): readonly Connection[] {
    return super.list().map((connection) => ({
      ...connection,
      stepFunctions: this.#troubled(connection.stepFunctions),
      logs: this.#troubledLogs(connection.logs),
    }));
  }

  override async findFor(text: string): ReturnType<FakeAws['findFor']> {
    const match = await super.findFor(text);
    const [connection] = this.list();
    return match.kind === 'connection' && connection !== undefined ? { ...match, connection } : match;
  }

  #troubled(reader: StepFunctionsReader): StepFunctionsReader {
    return {
      ...reader,
      listMachines: (query, options) => this.#page(query, (asked) => reader.listMachines(asked, options)),
      listExecutions: async (query, options) => {
        const page = await this.#page(query, (asked) => reader.listExecutions(asked, options));
        if (page.kind !== 'page') return page;
        const knownMs = this.#nowMs() - LAG_MS;
        return { ...page, items: page.items.filter(({ startedAtMs }) => startedAtMs <= knownMs) };
      },
      getHistoryPage: (query, options) => this.#page(query, (asked) => reader.getHistoryPage(asked, options)),
    };
  }

  #troubledLogs(reader: LogReader): LogReader {
    return {
      filterEvents: async (query, options) => {
        const page = await this.#page(query, (asked) => reader.filterEvents(asked, options));
        if (page.kind !== 'page') return page;
        const twice = page.items.flatMap((line) => (this.#happens(0.1) ? [line, line] : [line]));
        return { ...page, items: this.#shuffled(twice) };
      },
    };
  }

  async #page<Query extends Asked, Answer extends Page<unknown> | { readonly kind: string }>(
    query: Query,
    ask: (query: Query) => Promise<Answer>,
  ): Promise<Answer | { readonly kind: 'token-expired' }> {
    const isAgain = query.token?.startsWith(EMPTY) === true;
    const token = isAgain ? (query.token?.slice(EMPTY.length) ?? null) : query.token;
    if (this.#happens(0.03)) throw new AppError('aws-failed', 'AWS answered with an error.', { retryable: true });
    if (token !== null && this.#happens(0.02)) return { kind: 'token-expired' };
    this.pageSize = this.isCapricious ? 1 + Math.floor(this.#random() * 40) : 1_000;
    const answer = await ask({ ...query, token: token === '' ? null : token });
    if (isAgain || !('items' in answer) || !this.#happens(0.05)) return answer;
    // Nothing yet, and a token that asks for the same page again.
    return { ...answer, items: [], nextToken: `${EMPTY}${token ?? ''}` };
  }

  #happens(chance: number): boolean {
    return this.isCapricious && this.#random() < chance;
  }

  #shuffled<Item>(items: readonly Item[]): readonly Item[] {
    const keyed = items.map((item) => [this.isCapricious ? this.#random() : 0, item] as const);
    return keyed.toSorted(([a], [b]) => a - b).map(([, item]) => item);
  }
}
