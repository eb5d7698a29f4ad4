import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import { RedrivenSearch } from './find-redriven';
import { expressIntake, followExpress, type LogStep, readOlderLog } from './follow-log';
import { followStandard, readOlderStandard } from './follow-standard';
import { noteRound } from './log-behind';
import { REDRIVEN_INTERVAL_MS } from './pace';
import type { MachineReading } from './plan';
import type { ReadableLog } from './read-log-slice';
import type { ConnectionDependencies } from './sync-dependencies';

/** What is new of a machine; `isGone`: AWS no longer has it. */
export type MachineRound = { readonly news: number; readonly isGone: boolean };

/**
 * One round over what is new of a machine: the log of an Express one, the lists of a Standard one, back to `floorMs` at first.
 * Of a Standard one it may go on with what changed further down, too.
 */
export async function followMachine(
  deps: ConnectionDependencies,
  reading: MachineReading,
  floorMs: EpochMs,
): Promise<MachineRound> {
  const log = expressLogOf(reading);
  if (log !== null) {
    const { span, sliceMs, logLagMs: lagMs } = reading;
    const step = await followExpress(deps, log, { span, sliceMs, lagMs });
    noteLag(deps, reading, step);
    return { news: noteStep(reading, step), isGone: false };
  }
  const { machine, span, open, told } = reading;
  const isLate = isLateBy(reading, deps.clock.nowMs());
  const newsPerSecond = reading.askedMs === null ? null : reading.newsPerSecond;
  const round = await followStandard(deps, machine.arn, { span, floorMs, open, told, newsPerSecond });
  if (round === null) return { news: 0, isGone: true };
  reading.span = round.span;
  reading.isAtEnd = round.span.fromMs === 0;
  reading.roundsUnwalked += 1;
  // Until all open ones are known, every round looks for more.
  const walks = !isLate || !open.areAllKnown || reading.roundsUnwalked >= LATE_ROUNDS_A_WALK;
  return { news: round.news + (walks ? await walkOn(deps, reading) : 0), isGone: false };
}

/**
 * A round that comes late by its own interval shows that calls are scarce: then they go to what is new, and only one round
 * in so many looks for what else has changed.
 */
const LATE_ROUNDS_A_WALK = 3;

function isLateBy({ dueMs, intervalMs }: MachineReading, nowMs: EpochMs): boolean {
  return nowMs - dueMs > intervalMs;
}

/** The part of the time from one round to the next that may go into looking for what else has changed. */
const WALKING_PART = 1 / 10;

/**
 * Looks for what has changed among executions that the list of new ones no longer tells of: a page at least, and as many as
 * take a part of the time to the next round. The open ones come first, then what was redriven, where that is due.
 */
async function walkOn(deps: ConnectionDependencies, reading: MachineReading): Promise<number> {
  const { clock } = deps;
  const untilMs = clock.nowMs() + reading.intervalMs * WALKING_PART;
  reading.roundsUnwalked = 0;
  let news = 0;
  do {
    if (reading.redriven === null) {
      const step = await reading.open.walkOn(deps, reading.machine.arn, reading.told);
      news += step.news;
      if (!step.isOver) continue;
      if (clock.nowMs() < reading.redrivenDueMs) return news;
      reading.redriven = new RedrivenSearch(reading.machine.arn);
    } else {
      const step = await searchOn(deps, reading, reading.redriven);
      news += step.news;
      if (step.isOver) return news;
    }
  } while (clock.nowMs() < untilMs);
  return news;
}

/** One step of the search; a search that failed begins anew when the next one is due. */
async function searchOn(deps: ConnectionDependencies, reading: MachineReading, search: RedrivenSearch) {
  reading.redriven = null;
  reading.redrivenDueMs = epochMs(deps.clock.nowMs() + REDRIVEN_INTERVAL_MS);
  const step = await search.goOn(deps);
  if (!step.isOver) reading.redriven = search;
  return step;
}

/** One step into the past of a machine, as far as `floorMs`; answers how many executions changed. */
export async function goBack(deps: ConnectionDependencies, reading: MachineReading, floorMs: EpochMs): Promise<number> {
  const { machine, span } = reading;
  if (span === null) return 0;
  const log = expressLogOf(reading);
  if (log !== null) {
    const step = await readOlderLog(deps, log, expressIntake(deps, log), span, floorMs, reading.sliceMs);
    return noteStep(reading, step);
  }
  const step = await readOlderStandard(deps, machine.arn, span, reading.older);
  reading.span = step.span;
  reading.older = step.cursor;
  reading.isAtEnd = step.span.fromMs === 0;
  return step.taken;
}

function noteLag({ clock }: ConnectionDependencies, reading: MachineReading, step: LogStep): void {
  reading.logLagMs = step.kind === 'read' ? step.lagMs : 0;
  reading.logBehind =
    step.kind === 'read'
      ? noteRound(reading.logBehind, { lagMs: step.lagMs, readToMs: step.span.toMs, nowMs: clock.nowMs() })
      : null;
}

function noteStep(reading: MachineReading, step: LogStep): number {
  reading.isLogMissing = step.kind === 'gone';
  if (step.kind === 'gone') return 0;
  reading.span = step.span;
  reading.sliceMs = step.lengthMs;
  return step.taken;
}

/** The log that is all there is of an Express machine; null for others. */
function expressLogOf({ machine }: MachineReading): ReadableLog | null {
  const logGroupArn = machine.logging?.logGroupArn ?? null;
  return machine.type === 'EXPRESS' && logGroupArn !== null ? { ...machine, logGroupArn } : null;
}
