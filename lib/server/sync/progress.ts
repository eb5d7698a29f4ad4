import 'server-only';
import { formatDuration } from '@/lib/base/format';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { Span } from './span';

/** What one machine still has to give of a stretch of the past. */
export type MachineReach = {
  readonly span: Span | null;
  /** Nothing of it can be older than this: its creation, or what AWS keeps. */
  readonly floorMs: EpochMs;
};

/** How far a stretch has been read: from `fromMs` on until now. */
export type Progress = { readonly fromMs: EpochMs; readonly share: number; readonly remainingMs: number | null };

/** Listing one machine through a stretch is reckoned like reading this many histories. */
const MACHINE_WEIGHT = 10;

/** Earlier a rate would be a guess. */
const RATE_AFTER_MS = 3_000;
const SHARE_FOR_RATE = 0.02;

type Work = {
  readonly fromMs: EpochMs;
  readonly nowMs: EpochMs;
  readonly machines: readonly MachineReach[];
  readonly histories: { readonly read: number; readonly wanted: number };
  /** When this stretch was begun, for the rate. */
  readonly begunMs: EpochMs;
};

/** The share of a stretch that has been read, between 0 and 1, and the time the rest takes at the rate so far. */
export function measureProgress({ fromMs, nowMs, machines, histories, begunMs }: Work): Progress {
  const reached = machines.reduce((total, machine) => total + reachOf(machine, fromMs, nowMs), 0);
  const done = reached * MACHINE_WEIGHT + Math.min(histories.read, histories.wanted);
  const all = machines.length * MACHINE_WEIGHT + histories.wanted;
  const share = all === 0 ? 1 : Math.min(1, done / all);
  const elapsedMs = nowMs - begunMs;
  const isKnown = share >= SHARE_FOR_RATE && elapsedMs >= RATE_AFTER_MS;
  return { fromMs, share, remainingMs: isKnown ? Math.round((elapsedMs * (1 - share)) / share) : null };
}

function reachOf({ span, floorMs }: MachineReach, fromMs: EpochMs, nowMs: EpochMs): number {
  const startMs = epochMs(Math.max(fromMs, floorMs));
  if (span === null) return 0;
  if (span.fromMs <= startMs || nowMs <= startMs) return 1;
  return Math.min(1, Math.max(0, (nowMs - span.fromMs) / (nowMs - startMs)));
}

/** `last 24 h: 34 %, about 6 min`. Never says 100 % of what is not complete. */
export function describeProgress(what: string, { share, remainingMs }: Progress): string {
  const percent = Math.min(99, Math.floor(share * 100));
  const rest = remainingMs === null ? '' : `, about ${roughly(remainingMs)}`;
  return `${what}: ${percent} %${rest}`;
}

/** Rounded up to what a person plans with: 10 s, minutes, then as durations are written. */
function roughly(remainingMs: number): string {
  if (remainingMs < 60_000) return `${Math.max(1, Math.ceil(remainingMs / 10_000)) * 10} s`;
  const minutes = Math.ceil(remainingMs / 60_000);
  return minutes < 60 ? `${minutes} min` : formatDuration(minutes * 60_000);
}
