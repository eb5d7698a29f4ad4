import 'server-only';
import { isJsonObject, parseJson } from '@/lib/base/json';
import { epochMs } from '@/lib/base/units';
import type { EventPayload, GetEventPayloadInput, PayloadField } from '@/lib/contract/events';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import { EXPRESS_LIMIT_MS } from '@/lib/domain/history/log-course';
import { holdsData, PAYLOAD_FIELDS, type PayloadFieldName } from '@/lib/domain/history/payload-fields';
import { redactSecrets, type Secrets } from '@/lib/domain/redact-secrets';
import { AppError } from '@/lib/server/errors';
import type { Connection } from '@/lib/server/ports/aws';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import { loadCourse, loadExecution } from './load-execution';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { toDate } from './time-window';

type PayloadDependencies = Pick<
  ServiceDependencies,
  'index' | 'reader' | 'connections' | 'courses' | 'contextOf' | 'clock' | 'switches'
>;

const CLICK = { priority: 'click' } as const;

/** Input, output, parameters, error and cause of one event, read from AWS when somebody opens it. Nothing is kept. */
export async function getEventPayload(
  deps: PayloadDependencies,
  { arn, id, caller }: By<GetEventPayloadInput>,
): Promise<EventPayload> {
  requireView(caller, deps);
  const { execution } = await loadExecution(deps, arn);
  const { events } = await loadCourse(deps, execution);
  const held = events.find((event) => event.id === id);
  if (held === undefined) throw new AppError('not-found', 'This execution has no event with that number.');
  // Error and cause stand in the index; AWS is asked only for what is not kept.
  if (!holdsData(held.type)) return shown(held, held);
  try {
    const read = await readEvent(deps, execution, held, events.at(-1)?.id ?? id);
    if (read === 'hidden') return absent(held, 'hidden', HIDDEN_WORDS);
    if (read === null) return missing(held, execution);
    return answer(held, read.secrets === null ? read.event : withoutSecrets(read.event, read.secrets), execution);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'encryption-denied') throw thrown;
    return absent(held, 'encrypted', thrown.message);
  }
}

/** `secrets` is null where all is shown. */
type Read = { readonly event: HistoryEvent; readonly secrets: Secrets | null };

const HIDDEN_WORDS =
  'The configuration of this server hides what this state machine passes around ("payloads" in statelens.config.json): it is neither read nor kept.';

async function readEvent(
  deps: PayloadDependencies,
  execution: StoredExecution,
  held: HistoryEvent,
  lastEventId: number,
): Promise<Read | 'hidden' | null> {
  const match = await deps.connections.findFor(execution.arn, CLICK);
  if (match.kind !== 'connection') return null;
  const policy = match.connection.payloadPolicyOf(execution.arn);
  if (policy === 'hidden') return 'hidden';
  const event = await readFrom(deps, match.connection, { execution, held, lastEventId });
  const secrets = policy === 'redacted' ? match.connection.secretsOf(execution.arn) : null;
  return event === null ? null : { event, secrets };
}

type Opened = { readonly execution: StoredExecution; readonly held: HistoryEvent; readonly lastEventId: number };

async function readFrom(
  deps: PayloadDependencies,
  connection: Connection,
  { execution, held, lastEventId }: Opened,
): Promise<HistoryEvent | null> {
  // What was logged of a Standard execution, the API tells too, and whole.
  if (execution.type === 'EXPRESS') return readLine(deps, connection, execution, held);
  const query = { executionArn: execution.arn, eventId: held.id, lastEventId };
  const answered = await connection.stepFunctions.getEventPayload(query, CLICK);
  return answered.kind === 'found' ? answered.value : null;
}

/** Without what is secret (T4). Error and cause stay: AWS tells them without the data, too. */
function withoutSecrets(event: HistoryEvent, secrets: Secrets): HistoryEvent {
  const details = Object.entries(event.details).map(([name, value]) => {
    if (name === 'error' || name === 'cause' || !PAYLOAD_FIELDS.some((field) => field === name)) return [name, value];
    const text = typeof value === 'string' ? value : isJsonObject(value) ? JSON.stringify(value) : null;
    return [name, text === null ? value : redactSecrets(text, Number.POSITIVE_INFINITY, secrets).text];
  });
  return { ...event, details: Object.fromEntries(details) };
}

/** The line of one event: of several with its id, the one with its time (runs of the same ARN repeat ids). */
async function readLine(
  deps: PayloadDependencies,
  { logs }: Connection,
  execution: StoredExecution,
  held: HistoryEvent,
): Promise<HistoryEvent | null> {
  const machine = (await deps.index.listMachines()).find(({ arn }) => arn === execution.machineArn);
  const logGroupArn = machine?.logging?.logGroupArn ?? null;
  if (logGroupArn === null) return null;
  for (let token: string | null = null; ; ) {
    const page = await logs.filterEvents(
      {
        logGroupArn,
        fromMs: epochMs(held.atMs - EXPRESS_LIMIT_MS),
        toMs: epochMs(held.atMs + EXPRESS_LIMIT_MS),
        filter: { kind: 'execution', executionArn: execution.arn, eventId: held.id },
        token,
      },
      CLICK,
    );
    if (page.kind !== 'page') return null;
    const found = page.items.find(({ event }) => event.id === held.id && event.atMs === held.atMs);
    if (found !== undefined) return found.event;
    if (page.nextToken === null) return null;
    token = page.nextToken;
  }
}

function answer(held: HistoryEvent, read: HistoryEvent, { type, hasInput }: StoredExecution): EventPayload {
  const answered = shown(held, read);
  const hasData = answered.fields.some(({ name }) => name !== 'error' && name !== 'cause');
  // Log lines without data have none of the members that an event of their type carries.
  if (hasData || type === 'STANDARD' || hasInput === true) return answered;
  return absent(
    held,
    'not-logged',
    'The state machine logs without execution data. Turn on "include execution data" in its logging settings to see what goes in and comes out of the next executions.',
  );
}

function shown(held: HistoryEvent, read: HistoryEvent): EventPayload {
  return {
    kind: 'shown',
    ...identity(held),
    fields: PAYLOAD_FIELDS.flatMap((name) => toField(read, name)),
    message: null,
  };
}

function missing(held: HistoryEvent, { type }: StoredExecution): EventPayload {
  const message =
    type === 'EXPRESS'
      ? 'The log no longer holds this event. How long it keeps lines is a setting of the log group.'
      : 'AWS no longer has this history: it keeps one for 90 days, and deletes it with the state machine.';
  return absent(held, 'gone', message);
}

function absent(held: HistoryEvent, kind: EventPayload['kind'], message: string): EventPayload {
  return { kind, ...identity(held), fields: shown(held, held).fields, message };
}

function identity({ id, type, atMs }: HistoryEvent) {
  return { eventId: id, type, timestamp: toDate(atMs) };
}

function toField({ details }: HistoryEvent, name: PayloadFieldName): readonly PayloadField[] {
  const value = details[name];
  const text = typeof value === 'string' ? value : isJsonObject(value) ? JSON.stringify(value) : null;
  if (text === null) return [];
  const about = details[`${name}Details`];
  const isCut = isJsonObject(about) && about['truncated'] === true;
  const bytes = Buffer.byteLength(text);
  return [{ name, state: isCut ? 'truncated' : 'shown', text, bytes, isJson: parseJson(text) !== undefined }];
}
