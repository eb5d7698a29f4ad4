import { formatCounted } from '@/lib/base/format';
import { type JsonObject, numberOf, textOf } from '@/lib/base/json';
import type { HistoryEvent } from './history-event';

const LONGEST = 160;

/** What an event says in one line of at most 160 characters; empty where its type and state say it all. */
export function summarizeEvent({ type, details }: HistoryEvent): string {
  return oneLine(tell(type, details));
}

function tell(type: string, details: JsonObject): string {
  const failure = failureText(details);
  if (failure !== '') return failure;
  if (type === 'MapStateStarted') return formatCounted(numberOf(details, 'length') ?? 0, 'item');
  if (type.startsWith('MapIteration')) return `iteration ${numberOf(details, 'index') ?? '?'}`;
  if (type === 'ExecutionRedriven' || type === 'MapRunRedriven')
    return `redrive ${numberOf(details, 'redriveCount') ?? 1}`;
  const limits = limitsText(details);
  const subject = [textOf(details, 'resourceType'), lastPart(textOf(details, 'resource'))].filter(isSaid).join(' ');
  const worker = textOf(details, 'workerName');
  return [subject, limits, worker === undefined ? '' : `taken by ${worker}`, textOf(details, 'mapRunArn')]
    .filter(isSaid)
    .join(', ');
}

function isSaid(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

function failureText(details: JsonObject): string {
  return [textOf(details, 'error'), textOf(details, 'cause')].filter(isSaid).join(': ');
}

function limitsText(details: JsonObject): string {
  const timeout = numberOf(details, 'timeoutInSeconds');
  const heartbeat = numberOf(details, 'heartbeatInSeconds');
  return [
    timeout === undefined ? '' : `fails after ${timeout} s`,
    heartbeat === undefined ? '' : `after ${heartbeat} s without a heartbeat`,
  ]
    .filter(isSaid)
    .join(' or ');
}

/** Of an ARN the part a person reads: the function's or the activity's name. */
function lastPart(resource: string | undefined): string | undefined {
  return resource?.startsWith('arn:') === true ? resource.split(':').slice(6).join(':') : resource;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
