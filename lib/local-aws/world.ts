import { LiveClock } from './clock/live-clock';
import { Scheduler } from './clock/scheduler';
import { AccountRegion } from './engine/account-region';
import { Faults } from './http/faults';
import { Limits } from './http/limits';
import { type LogOddities, NO_ODDITIES, RARE_ODDITIES } from './logs/log-oddities';
import { type Place, SHOP } from './places';
import type { WorkloadSettings } from './workload/workload';
import { Workload } from './workload/workload';

/** All there is: time, what runs in it, and what is made to go wrong. */
export class World {
  readonly clock: LiveClock;
  readonly faults: Faults;
  readonly limits = new Limits();
  /** How often each action was called (`states:SendTaskSuccess`), whatever came of it. */
  readonly calls = new Map<string, number>();
  readonly workload: Workload;
  readonly home: AccountRegion;
  readonly #scheduler: Scheduler;
  readonly #regions = new Map<string, AccountRegion>();
  readonly #seed: string;
  readonly #logOddities: LogOddities;
  #lagMs = 0;

  /** Makes the past of the workload up to `nowMs` (epoch ms); takes the time its events take. */
  constructor(settings: WorkloadSettings, nowMs: number) {
    this.#seed = settings.seed;
    // Tests count what is in the other workloads to the last line.
    this.#logOddities = settings.kind === 'demo' ? RARE_ODDITIES : NO_ODDITIES;
    this.faults = new Faults(settings.seed);
    this.#scheduler = new Scheduler(Workload.beginningMs(settings, nowMs));
    this.clock = new LiveClock(this.#scheduler);
    this.home = this.regionOf(SHOP);
    this.workload = new Workload(settings, (place) => this.regionOf(place), nowMs);
    this.workload.begin(nowMs);
    this.#scheduler.runUntil(nowMs);
  }

  /** Every region of an account that somebody asked for, or where the workload runs. */
  get regions(): readonly AccountRegion[] {
    return [...this.#regions.values()];
  }

  /** Sets how far reads are behind the truth, everywhere; without a lag they show it at once. */
  setLag(milliseconds: number): void {
    this.#lagMs = milliseconds;
    for (const region of this.regions) region.lagMs = milliseconds;
  }

  /** What an account has in a region; nothing, outside those where the workload runs. */
  regionOf({ account, region }: Place): AccountRegion {
    const key = `${account}/${region}`;
    const known = this.#regions.get(key);
    if (known !== undefined) return known;
    const made = new AccountRegion(account, region, this.#scheduler, this.#seed);
    made.logOddities = this.#logOddities;
    made.lagMs = this.#lagMs;
    this.#regions.set(key, made);
    return made;
  }
}
