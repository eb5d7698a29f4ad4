import { formatDuration, formatUtc } from '@/lib/base/format';
import { isJsonObject, parseJson } from '@/lib/base/json';

/** Less than this is left: it is shown with urgency. */
const SOON_MS = 15 * 60_000;

export function isSoon(remainingMs: number | null): boolean {
  return remainingMs !== null && remainingMs < SOON_MS;
}

/** Time left as a countdown reads it, in whole seconds: `0 s`, `48 s`, `5m 48s`, `3h 2m`. */
export function formatLeft(remainingMs: number): string {
  const seconds = Math.ceil(Math.max(0, remainingMs) / 1_000);
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1_000);
}

/** The limits of a wait, as far as a list shows them. */
export type WaitLimits = {
  readonly remainingMs: number | null;
  readonly timeoutSeconds: number | null;
  readonly heartbeatSeconds: number | null;
};

/** What stands where the time left stands: a heartbeat writes no event, so how long that still lasts is not known. */
export function leftWords({ remainingMs, timeoutSeconds, heartbeatSeconds }: WaitLimits): string {
  if (remainingMs !== null) return formatLeft(remainingMs);
  if (timeoutSeconds !== null) return 'not started yet';
  return heartbeatSeconds === null ? 'no timeout' : `heartbeat every ${formatDuration(heartbeatSeconds * 1_000)}`;
}

/** The part of its time that a wait still has, 0 to 1; null where it has no time-out that runs. */
export function shareLeft({ remainingMs, timeoutSeconds }: WaitLimits): number | null {
  if (remainingMs === null || timeoutSeconds === null || timeoutSeconds === 0) return null;
  return Math.min(1, Math.max(0, remainingMs / (timeoutSeconds * 1_000)));
}

/** What a definition does about a failure. */
export type Follow =
  | { readonly kind: 'retry'; readonly state: string }
  | { readonly kind: 'next'; readonly state: string; readonly next: string }
  | { readonly kind: 'fails' | 'unknown' };

/** What follows a failure of `state`, as the end of a sentence: `and goes to CancelOrder`. */
export function followWords(follow: Follow, state: string): string {
  const around = 'state' in follow && follow.state !== state ? `${follow.state} around it ` : '';
  switch (follow.kind) {
    case 'retry':
      return around === '' ? 'and is tried again, with a new token' : `and ${around}is tried again`;
    case 'next':
      return `and ${around === '' ? 'goes' : `${around}goes`} to ${follow.next}`;
    case 'fails':
      return 'and the execution fails, because nothing catches it';
    case 'unknown':
      return '; what follows is not known, because the definition could not be read';
  }
}

/** What happens if nobody answers, a sentence each. */
export function unansweredWords(
  approval: WaitLimits & { readonly state: string; readonly deadlineDate: string | null },
  ifUnanswered: {
    readonly timeout: Follow | null;
    readonly heartbeat: Follow | null;
    readonly executionDeadlineDate: string | null;
  },
): readonly string[] {
  const { state, timeoutSeconds, heartbeatSeconds, deadlineDate } = approval;
  const { timeout, heartbeat, executionDeadlineDate } = ifUnanswered;
  const at = deadlineDate === null ? null : Date.parse(deadlineDate);
  const executionEnd = executionDeadlineDate === null ? null : Date.parse(executionDeadlineDate);
  const sentences: string[] = [];
  if (timeout !== null && timeoutSeconds !== null) {
    const when =
      at === null ? `${formatDuration(timeoutSeconds * 1_000)} after somebody takes it,` : `At ${formatUtc(at)}`;
    sentences.push(`${when} it fails with States.Timeout ${followWords(timeout, state)}.`.replace(' ;', ';'));
  }
  if (heartbeat !== null && heartbeatSeconds !== null) {
    const silence = formatDuration(heartbeatSeconds * 1_000);
    sentences.push(
      `It fails after ${silence} without a heartbeat ${followWords(heartbeat, state)}.`.replace(' ;', ';'),
    );
  }
  if (executionEnd !== null && (at === null || executionEnd < at))
    sentences.push(`At ${formatUtc(executionEnd)} the whole execution times out, and with it this task.`);
  return sentences.length === 0 ? ['It waits on: neither the task nor the execution has a time-out.'] : sentences;
}

/** What a service hands to whoever is to answer, by the member of its parameters that carries it. */
const MESSAGES: readonly (readonly [member: string, label: string])[] = [
  ['MessageBody', 'message body'],
  ['Message', 'message'],
  ['Payload', 'payload'],
  ['Input', 'input'],
];

export type Given = { readonly label: string; readonly text: string };

/** The part of a task's parameters that a reviewer was given: the message without its envelope. */
export function reviewedPart(parameters: string): Given {
  const value = parseJson(parameters);
  if (!isJsonObject(value)) return { label: 'parameters', text: parameters };
  for (const [member, label] of MESSAGES) {
    const part = value[member];
    if (typeof part === 'string') return { label, text: part };
    if (part !== undefined) return { label, text: JSON.stringify(part) };
  }
  return { label: 'parameters', text: parameters };
}

/** Whether a text can be sent as the output of a task, and its size in bytes. */
export type OutputCheck = { readonly bytes: number; readonly problem: string | null };

export function checkOutput(text: string, mostBytes: number): OutputCheck {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > mostBytes) return { bytes, problem: 'Too large: AWS takes no more' };
  return { bytes, problem: parseJson(text) === undefined ? 'Not valid JSON' : null };
}
