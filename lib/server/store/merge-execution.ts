import 'server-only';
import { isOpen } from '@/lib/domain/execution-status';
import type { IndexedExecution, StartedWith } from '@/lib/server/ports/indexed-execution';
import type { HeldHistory } from './append-rows';

/** Bytes of a cause that the index keeps, for lists and search; the whole of it stands in the events. */
const LONGEST_CAUSE_BYTES = 1024;

/** What an execution becomes when the index hears of it again; the same object as `known` where nothing is new. */
export function mergeExecution(known: IndexedExecution | null, told: IndexedExecution): IndexedExecution {
  const cause = told.cause === null ? null : toShortCause(told.cause);
  if (known === null) return { ...told, cause };
  if (isOlderNews(known, told)) return known;
  const news = tellsLess(known, told) ? fillIn(known, told, cause) : { ...told, cause };
  // A log may leave it out, and what has been told of it holds for good.
  const merged = { ...news, startedWith: told.startedWith ?? known.startedWith };
  return isSame(known, merged) ? known : merged;
}

/**
 * AWS's lists and descriptions are eventually consistent (aws-facts §1.2): what has ended cannot be running again
 * without another redrive, so an answer that says so was late.
 */
export function isOlderNews(known: IndexedExecution, told: IndexedExecution): boolean {
  if (told.redriveCount !== known.redriveCount) return told.redriveCount < known.redriveCount;
  return finality(told) < finality(known);
}

function finality({ status }: IndexedExecution): number {
  if (isOpen(status)) return 0;
  return status === 'UNKNOWN' ? 1 : 2;
}

/** Whether a history tells the same as the one that is held. */
export function isSameHistory(held: HeldHistory | null, told: HeldHistory): boolean {
  return (
    held !== null &&
    held.events === told.events &&
    held.status === told.status &&
    held.redrives === told.redrives &&
    held.lastAtMs === told.lastAtMs
  );
}

/** A listing or a description of an execution that has not moved: its nulls mean "not asked". */
function tellsLess(known: IndexedExecution, told: IndexedExecution): boolean {
  return (
    told.coverage === 'none' &&
    told.status === known.status &&
    told.endedAtMs === known.endedAtMs &&
    told.redriveCount === known.redriveCount
  );
}

function fillIn(known: IndexedExecution, told: IndexedExecution, cause: string | null): IndexedExecution {
  return {
    ...known,
    error: told.error ?? known.error,
    cause: cause ?? known.cause,
    failedState: told.failedState ?? known.failedState,
    retries: told.retries ?? known.retries,
    hasInput: told.hasInput ?? known.hasInput,
    hasOutput: told.hasOutput ?? known.hasOutput,
  };
}

const COMPARED = [
  'machineArn',
  'name',
  'type',
  'status',
  'startedAtMs',
  'endedAtMs',
  'error',
  'cause',
  'failedState',
  'retries',
  'redriveCount',
  'hasInput',
  'hasOutput',
  'source',
  'coverage',
] as const satisfies readonly (keyof IndexedExecution)[];

function isSame(a: IndexedExecution, b: IndexedExecution): boolean {
  return COMPARED.every((member) => a[member] === b[member]) && isSameStart(a.startedWith, b.startedWith);
}

function isSameStart(a: StartedWith | null, b: StartedWith | null): boolean {
  return a === b || (a !== null && b !== null && a.version === b.version && a.alias === b.alias);
}

function toShortCause(cause: string): string {
  if (cause.length <= LONGEST_CAUSE_BYTES / 4) return cause;
  const bytes = Buffer.from(cause);
  if (bytes.length <= LONGEST_CAUSE_BYTES) return cause;
  let end = LONGEST_CAUSE_BYTES;
  // Not in the middle of a character: bytes that continue one begin with the bits 10.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString();
}
