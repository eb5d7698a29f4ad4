import { type AccountRegion, KEEP_LOGS_MS } from '../engine/account-region';
import { Random } from '../random';
import type { Arrivals, MachinePlan } from './machine-plan';
import { type PlannedMachine, PlannedStart } from './planned-start';
import { type Outcome, rehearse } from './rehearsal';
import { SavedPast } from './saved-past';

export type DemoSettings = {
  readonly seed: string;
  readonly days: number;
  readonly pastFile?: string;
  readonly nowMs: number;
  readonly isPaused: () => boolean;
};

const DAY_MS = 86_400_000;

/** When the first execution of the demo may start, epoch ms. */
export function beginningOfDemoMs(plans: readonly MachinePlan[], days: number, nowMs: number): number {
  return Math.min(...plans.flatMap(({ arrivals }) => arrivals.map((way) => beginningMs(way, days, nowMs))), nowMs);
}

/**
 * Lets the executions of the demo arrive, up to `nowMs` and from then on. Those that are over by then are laid down as
 * past; what still runs, or still shows in a log, happens in the one virtual time when that goes on.
 */
export function layOutDemo(machines: readonly PlannedMachine[], settings: DemoSettings): void {
  const { seed, days, nowMs, pastFile } = settings;
  const saved = new SavedPast(pastFile ?? null, JSON.stringify([seed, days, toMidnight(nowMs)]));
  for (const machine of machines) {
    for (const [index, way] of machine.plan.arrivals.entries()) {
      const starts = startsOf(machine, way, new Random(`${seed}/${machine.plan.name}/arrivals/${index}`), settings);
      const next = layDown(machine, starts, way, settings, saved);
      follow(machine.region, starts, next, settings.isPaused);
    }
  }
  saved.save();
}

/** Every start there will ever be, one after the other. */
function* startsOf(machine: PlannedMachine, way: Arrivals, random: Random, { seed, days, nowMs }: DemoSettings) {
  let timeMs = beginningMs(way, days, nowMs);
  for (let number = (way.afterNumber ?? 0) + 1; ; number += 1) {
    timeMs += way.gapMs(random, timeMs);
    yield new PlannedStart(machine, number, timeMs, seed);
  }
}

type Starts = ReturnType<typeof startsOf>;

/** Lays down the starts up to now. @returns the first one after it */
function layDown(
  { plan, region }: PlannedMachine,
  starts: Starts,
  way: Arrivals,
  { nowMs }: DemoSettings,
  saved: SavedPast,
): PlannedStart {
  let next = nextOf(starts);
  for (; next.timeMs <= nowMs; next = nextOf(starts)) {
    const start = next;
    const isInLog = plan.logs.level !== 'OFF' && start.timeMs > nowMs - KEEP_LOGS_MS;
    const canBePast = isRepeatable(way) && !isInLog;
    const outcome = canBePast ? outcomeOf(start, () => rehearse(region, start, nowMs), saved) : null;
    if (outcome === null) region.scheduler.at(start.timeMs, () => start.begin(region));
    else region.addPast({ ...outcome, startMs: start.timeMs, begin: (again) => start.begin(again) });
  }
  return next;
}

function outcomeOf(start: PlannedStart, findOut: () => Outcome | null, saved: SavedPast): Outcome | null {
  const known = saved.find(start.key);
  if (known !== undefined) return known;
  const outcome = findOut();
  if (outcome !== null) saved.keep(start.key, outcome);
  return outcome;
}

/** Each start lays out the next, so that only one is ever waited for. */
function follow(region: AccountRegion, starts: Starts, start: PlannedStart, isPaused: () => boolean): void {
  region.scheduler.at(start.timeMs, () => {
    if (!isPaused()) start.begin(region);
    follow(region, starts, nextOf(starts), isPaused);
  });
}

function nextOf(starts: Starts): PlannedStart {
  const next = starts.next();
  if (next.done) throw new Error('starts go on for ever');
  return next.value;
}

/** Counted from a midnight they are the same all day, and what came of them can be kept. */
function isRepeatable({ sinceMs }: Arrivals): boolean {
  return sinceMs === undefined || sinceMs > DAY_MS;
}

function beginningMs(way: Arrivals, days: number, nowMs: number): number {
  if (way.sinceMs === undefined) return toMidnight(nowMs) - days * DAY_MS;
  return isRepeatable(way) ? toMidnight(nowMs) - way.sinceMs : nowMs - way.sinceMs;
}

function toMidnight(timeMs: number): number {
  return timeMs - (timeMs % DAY_MS);
}
