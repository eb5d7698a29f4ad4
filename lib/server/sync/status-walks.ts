import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { ReadFailure } from './failure';
import { OpenExecutions } from './open-executions';
import { REDRIVEN_INTERVAL_MS, restAfterWalk } from './pace';
import { RedrivenSearch } from './redriven-search';
import type { ConnectionDependencies } from './sync-dependencies';
import type { ToldLately } from './told-lately';

/** What a step is about: the machine, what its lists told of late, and the time from one of its rounds to the next. */
export type Walked = { readonly machineArn: string; readonly told: ToldLately; readonly intervalMs: number };

/**
 * Finds what has changed among the executions of a Standard machine of which the list of new ones no longer tells, by
 * walking through what AWS lists in one status: the open ones, and from time to time those that were redriven and are over
 * again. It goes a step at a time, because a walk may take very many calls, and none of them is as urgent as what is new.
 */
export class StatusWalks {
  readonly open = new OpenExecutions();
  /** When the last step was made; 0 before the first one. */
  #steppedMs = epochMs(0);
  #openDueMs: EpochMs;
  #search: RedrivenSearch | null = null;
  #searchDueMs: EpochMs;
  #wasSearch = false;
  #failure: ReadFailure | null = null;
  /** Executions that AWS has forgotten: asking again would tell nothing. */
  readonly #forgotten = new Set<string>();

  /** @param searchDueMs when executions that were redriven and are over again are first looked for */
  constructor(nowMs: EpochMs, searchDueMs: EpochMs) {
    this.#openDueMs = nowMs;
    this.#searchDueMs = searchDueMs;
  }

  get steppedMs(): EpochMs {
    return this.#steppedMs;
  }

  /** Whether there is a step to make now. */
  areDue(nowMs: EpochMs): boolean {
    return nowMs >= (this.#failure?.retryMs ?? 0) && (nowMs >= this.#openDueMs || this.#isSearchDue(nowMs));
  }

  /** Why the last step failed: the walks go on from there when it is to be tried again. Null where it did not. */
  get failure(): ReadFailure | null {
    return this.#failure;
  }

  noteFailure(failure: ReadFailure | null): void {
    this.#failure = failure;
  }

  /** One step; answers of how many executions something new was told. Walks that are both due take turns. */
  async goOn(deps: ConnectionDependencies, walked: Walked): Promise<number> {
    const nowMs = deps.clock.nowMs();
    this.#steppedMs = nowMs;
    const isSearch = this.#isSearchDue(nowMs) && (nowMs < this.#openDueMs || !this.#wasSearch);
    this.#wasSearch = isSearch;
    const news = await (isSearch ? this.#searchOn(deps, walked) : this.#walkOn(deps, walked));
    this.#failure = null;
    return news;
  }

  #isSearchDue(nowMs: EpochMs): boolean {
    return this.open.areAllKnown && nowMs >= this.#searchDueMs;
  }

  async #walkOn(deps: ConnectionDependencies, { machineArn, told, intervalMs }: Walked): Promise<number> {
    const step = await this.open.goOn(deps, machineArn, told);
    if (step.isOver) {
      this.#openDueMs = epochMs(deps.clock.nowMs() + Math.max(intervalMs, restAfterWalk(this.open.pages)));
    }
    return step.news;
  }

  async #searchOn(deps: ConnectionDependencies, { machineArn }: Walked): Promise<number> {
    this.#search ??= new RedrivenSearch(machineArn, this.#forgotten);
    const step = await this.#search.goOn(deps);
    if (step.isOver) {
      this.#search = null;
      this.#searchDueMs = epochMs(deps.clock.nowMs() + REDRIVEN_INTERVAL_MS);
    }
    return step.news;
  }
}
