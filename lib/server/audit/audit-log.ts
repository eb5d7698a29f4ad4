import 'server-only';
import { type Conclusion, type Decision, holdsTask, isUnsettled, taskKey } from '@/lib/domain/decision';
import { AppError } from '@/lib/server/errors';
import type { Logger } from '@/lib/server/logger';
import type { AuditLog, AuditRecord } from '@/lib/server/ports/audit';
import { type AuditEntry, auditEntry, toHeartbeatLine, toIntentLine, toOutcomeLine } from './audit-entries';
import { type AuditFile, createAuditFile } from './audit-file';

/** What was done, in the order in which it began, and the newest decision of each task. */
type Known = {
  readonly records: Map<string, AuditRecord>;
  readonly latest: Map<string, Decision>;
};

/**
 * Reads the audit and goes on writing it. A decision without an outcome was under way when the server ended: it counts as
 * `unknown` from then on, and history tells the rest.
 */
export async function openAuditLog(path: string, log: Logger): Promise<AuditLog> {
  const file = createAuditFile(path);
  const known = await readKnown(file, log);
  return createAuditLog(file, known, log);
}

function createAuditLog(file: AuditFile, known: Known, log: Logger): AuditLog {
  return {
    begin: async (intent) => {
      const latest = known.latest.get(taskKey(intent.task));
      const isRepeated = latest?.idempotencyKey === intent.idempotencyKey;
      if (latest !== undefined && (isRepeated || holdsTask(latest))) return { kind: 'taken', by: latest };
      const decision: Decision = { ...intent, conclusion: null };
      // Taken before the first await: whoever asks next finds it so, also while this is being written.
      put(known, decision);
      try {
        await file.append(toIntentLine(intent));
      } catch (cause) {
        known.records.delete(decision.id);
        if (latest === undefined) known.latest.delete(taskKey(intent.task));
        else known.latest.set(taskKey(intent.task), latest);
        throw unwritable(cause);
      }
      return { kind: 'begun', decision };
    },
    conclude: async (id, conclusion) => {
      const record = known.records.get(id);
      if (record?.kind !== 'decision') throw new Error(`there is no decision ${id}`);
      put(known, { ...record.decision, conclusion });
      try {
        await file.append(toOutcomeLine(id, conclusion));
      } catch (error) {
        // AWS was called, and its answer counts. What is missing on disk is told from history after a restart.
        log.error({ err: error, decision: id, outcome: conclusion.outcome }, 'an outcome could not be written');
      }
    },
    noteHeartbeat: async (heartbeat) => {
      known.records.set(heartbeat.id, { kind: 'heartbeat', heartbeat });
      try {
        await file.append(toHeartbeatLine(heartbeat));
      } catch (error) {
        // It has been sent and decides nothing.
        log.error({ err: error, heartbeat: heartbeat.id }, 'a heartbeat could not be written');
      }
    },
    records: () => [...known.records.values()].toReversed(),
    latestOf: (task) => known.latest.get(taskKey(task)) ?? null,
    unsettled: () => [...known.latest.values()].filter(isUnsettled),
  };
}

/** Puts a decision in its place; one that was there before keeps its position. */
function put({ records, latest }: Known, decision: Decision): void {
  records.set(decision.id, { kind: 'decision', decision });
  latest.set(taskKey(decision.task), decision);
}

async function readKnown(file: AuditFile, log: Logger): Promise<Known> {
  const known: Known = { records: new Map(), latest: new Map() };
  let unreadable = 0;
  for (const line of await file.read()) {
    const read = auditEntry.safeParse(line);
    if (read.success) take(known, read.data);
    else unreadable += 1;
  }
  // A line that a crash cut short was never flushed, so no call was made for it.
  if (unreadable > 0) log.warn({ lines: unreadable }, 'the audit has lines that cannot be read; they are kept');
  for (const decision of known.latest.values()) {
    if (decision.conclusion !== null) continue;
    put(known, { ...decision, conclusion: cutOff(decision) });
  }
  return known;
}

function cutOff({ atMs }: Decision): Conclusion {
  return { outcome: 'unknown', atMs, note: 'The server ended before AWS answered.', awsRequestId: null };
}

function take(known: Known, entry: AuditEntry): void {
  switch (entry.entry) {
    case 'intent': {
      const { version: _version, entry: _entry, mode: _mode, at: atMs, ...intent } = entry;
      put(known, { ...intent, atMs, conclusion: null });
      return;
    }
    case 'outcome': {
      const record = known.records.get(entry.id);
      if (record?.kind !== 'decision') return;
      const { at: atMs, outcome, note, awsRequestId } = entry;
      put(known, { ...record.decision, conclusion: { outcome, atMs, note, awsRequestId } });
      return;
    }
    case 'heartbeat': {
      const { version: _version, entry: _entry, mode: _mode, at: atMs, ...heartbeat } = entry;
      known.records.set(entry.id, { kind: 'heartbeat', heartbeat: { ...heartbeat, atMs } });
    }
  }
}

function unwritable(cause: unknown): AppError {
  const message =
    'This could not be written to the audit, so nothing was sent to AWS. Check the room and the rights of STATELENS_DATA/audit, and try again.';
  return new AppError('audit-unwritable', message, { cause });
}
