import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import { OpenExecutions } from './open-executions';
import { OPEN_STEP_MS, REDRIVEN_INTERVAL_MS } from './pace';
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
  #openSteps = 0;
  #search: RedrivenSearch | null = null;
  #searchDueMs: EpochMs;
  #wasSearch = false;
  #retryMs = epochMs(0);
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
    return nowMs >= this.#retryMs && (nowMs >= this.#openDueMs || this.#isSearchDue(nowMs));
  }

  /** Holds the walks up after a step that failed; they go on from there. */
  retryAt(atMs: EpochMs): void {
    this.#retryMs = atMs;
  }

  /** One step; answers of how many executions something new was told. Walks that are both due take turns. */
  async goOn(deps: ConnectionDependencies, walked: Walked): Promise<number> {
    const nowMs = deps.clock.nowMs();
    this.#steppedMs = nowMs;
    const isSearch = this.#isSearchDue(nowMs) && (nowMs < this.#openDueMs || !this.#wasSearch);
    this.#wasSearch = isSearch;
    return isSearch ? this.#searchOn(deps, walked) : this.#walkOn(deps, walked);
  }

  #isSearchDue(nowMs: EpochMs): boolean {
    return this.open.areAllKnown && nowMs >= this.#searchDueMs;
  }

  async #walkOn(deps: ConnectionDependencies, { machineArn, told, intervalMs }: Walked): Promise<number> {
    this.#openSteps += 1;
    const step = await this.open.goOn(deps, machineArn, told);
    if (step.isOver) {
      // As often as the machine is asked for what is new, and the more seldom the more calls that takes.
      const pauseMs = Math.max(intervalMs, (this.#openSteps - 1) * OPEN_STEP_MS);
      this.#openDueMs = epochMs(deps.clock.nowMs() + pauseMs);
      this.#openSteps = 0;
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
