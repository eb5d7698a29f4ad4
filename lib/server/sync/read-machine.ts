import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import { expressIntake, followExpress, type LogStep, readOlderLog } from './follow-log';
import { followStandard, readOlderStandard } from './follow-standard';
import { noteRound } from './log-behind';
import type { MachineReading } from './plan';
import type { ReadableLog } from './read-log-slice';
import type { ConnectionDependencies } from './sync-dependencies';

/** What is new of a machine; `isGone`: AWS no longer has it. */
export type MachineRound = { readonly news: number; readonly isGone: boolean };

/** One round over what is new of a machine: the log of an Express one, the list of a Standard one back to `floorMs` at first. */
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
  const { machine, span, walks, told } = reading;
  const newsPerSecond = reading.askedMs === null ? null : reading.newsPerSecond;
  const round = await followStandard(deps, machine.arn, { span, floorMs, open: walks.open, told, newsPerSecond });
  if (round === null) return { news: 0, isGone: true };
  reading.span = round.span;
  reading.isAtEnd = round.span.fromMs === 0;
  return { news: round.news, isGone: false };
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
