import { formatCounted, formatDuration } from '@/lib/base/format';
import type { CatchVerdict, EntryName, Handling, RetryVerdict } from '@/lib/domain/retry/explain-handling';
import type { LostTime } from '@/lib/domain/retry/lost-time';
import type { PlannedBackoff } from '@/lib/domain/retry/planned-backoff';

const SHOWN_ERRORS = 2;

/** `Retry 1 (Card.Declined)` */
function entryText(kind: 'Retry' | 'Catch', { number, errorEquals }: EntryName): string {
  const more = errorEquals.length - SHOWN_ERRORS;
  const errors = [...errorEquals.slice(0, SHOWN_ERRORS), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return `${kind} ${number} (${errors})`;
}

/** `3 of 3 as configured`: the attempts that the entry which decided last allows. Null where no entry decided anything. */
export function attemptsText({ retries }: Handling): string | null {
  const last = retries.findLast((verdict) => verdict !== null);
  const made = last === undefined || last === null ? null : attemptsMade(last);
  if (made === null) return null;
  const others = retries.length - made.attempts;
  const text = `${made.attempts} of ${made.allowed} as configured`;
  return others > 0 ? `${text}, ${others} more by other entries or before a redrive` : text;
}

/** Attempts under one entry: the first one and its retries. */
function attemptsMade(verdict: RetryVerdict): { attempts: number; allowed: number } | null {
  switch (verdict.kind) {
    case 'retried':
      return { attempts: verdict.retry + 1, allowed: verdict.allowed + 1 };
    case 'due':
    case 'cut-short':
      return { attempts: verdict.retry, allowed: verdict.allowed + 1 };
    case 'used-up':
      return { attempts: verdict.allowed + 1, allowed: verdict.allowed + 1 };
    default:
      return null;
  }
}

/** What Retry did about the last failure, as a sentence without a full stop. */
export function retryText(verdict: RetryVerdict): string {
  switch (verdict.kind) {
    case 'retried':
      return `${entryText('Retry', verdict.entry)} took it: retry ${verdict.retry} of ${verdict.allowed}`;
    case 'due':
      return `${entryText('Retry', verdict.entry)} takes it: retry ${verdict.retry} of ${verdict.allowed} follows ${plannedText(verdict.planned)}`;
    case 'cut-short':
      return `${entryText('Retry', verdict.entry)} takes it, but the execution was ended before retry ${verdict.retry} of ${verdict.allowed}`;
    case 'used-up':
      return verdict.allowed === 0
        ? `${entryText('Retry', verdict.entry)} takes it and allows no retries`
        : `${entryText('Retry', verdict.entry)} takes it, and its ${formatCounted(verdict.allowed, 'retry', 'retries')} ${verdict.allowed === 1 ? 'was' : 'were'} used up`;
    case 'not-matched':
      return 'No Retry entry takes this error';
    case 'no-retry':
      return 'The state has no Retry';
    case 'not-retriable':
      return 'No Retry can take this error';
    case 'retried-unexplained':
      return 'It was tried again, which the definition at hand does not explain';
  }
}

/** What Catch did, as a sentence without a full stop. */
export function catchText(verdict: CatchVerdict): string {
  switch (verdict.kind) {
    case 'caught':
      return `${entryText('Catch', verdict.entry)} took it${verdict.next === null ? '' : ` and led to ${verdict.next}`}`;
    case 'cut-short':
      return 'A Catch entry takes it, but something else ended the state first';
    case 'not-matched':
      return 'No Catch entry takes this error';
    case 'no-catch':
      return 'The state has no Catch';
    case 'not-catchable':
      return 'No Catch can take this error';
    case 'caught-unexplained':
      return 'It was caught, which the definition at hand does not explain';
  }
}

/** Both in one line, for the error panel; null where there is nothing to say. */
export function handlingLine({ retries, caught }: Handling): string | null {
  const last = retries.findLast((verdict) => verdict !== null);
  const parts = [...(last == null ? [] : [retryText(last)]), ...(caught === null ? [] : [catchText(caught)])];
  return parts.length === 0 ? null : `${parts.join('. ')}.`;
}

/** `waited 2.1 s, planned 2 s`; with jitter the plan is a range. */
export function backoffText(seenMs: number, planned: PlannedBackoff | null): string {
  const seen = `waited ${formatDuration(seenMs)}`;
  return planned === null ? seen : `${seen}, planned ${plannedRange(planned)}`;
}

function plannedText(planned: PlannedBackoff): string {
  return `after ${plannedRange(planned)}`;
}

function plannedRange({ leastMs, mostMs }: PlannedBackoff): string {
  return leastMs === mostMs ? formatDuration(mostMs) : `${formatDuration(leastMs)} to ${formatDuration(mostMs)}`;
}

/** `4.2 s in failed attempts, 12 s in backoff`; null where nothing was lost. */
export function lostText({ attemptsMs, backoffMs }: LostTime): string | null {
  const parts = [
    ...(attemptsMs > 0 ? [`${formatDuration(attemptsMs)} in failed attempts`] : []),
    ...(backoffMs > 0 ? [`${formatDuration(backoffMs)} in backoff`] : []),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}
