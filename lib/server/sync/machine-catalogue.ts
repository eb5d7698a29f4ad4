import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import { failStatesOf, readDefinition } from '@/lib/domain/definition/definition';
import type { FoldContext } from '@/lib/domain/timeline/fold';
import type { MachineDescription } from '@/lib/server/ports/aws';
import type { IndexedMachine } from '@/lib/server/ports/index-store';

type FailStates = NonNullable<FoldContext['failStates']>;

type Described = {
  readonly revisionId: string | null;
  /** Executions that started from here on ran with this revision; before it, only if it was the first. */
  readonly sinceMs: EpochMs;
  readonly failStates: FailStates;
};

/**
 * What the definitions of machines tell about their executions. It is filled as machines are described and asked when
 * events are folded: a Fail state's own events do not say with what error it fails.
 */
export type MachineCatalogue = {
  readonly note: (description: MachineDescription, nowMs: EpochMs) => void;
  /** For an execution that started then; empty where the definition it ran with is not known. */
  readonly contextOf: (machineArn: string, startedAtMs: EpochMs) => FoldContext;
};

/** A machine that was never updated has no revision id, so its definition is that of every execution (aws-facts §1.1). */
const FROM_THE_BEGINNING = epochMs(0);

/** An edit takes effect within seconds, not at once (aws-facts §1.1). */
const SETTLING_MS = 60_000;

export function createMachineCatalogue(): MachineCatalogue {
  const described = new Map<string, Described>();
  return {
    note: (description, nowMs) => {
      const { arn, revisionId } = description;
      if (described.get(arn)?.revisionId === revisionId && described.has(arn)) return;
      const read = readDefinition(description.definition);
      described.set(arn, {
        revisionId,
        sinceMs: revisionId === null ? FROM_THE_BEGINNING : epochMs(nowMs + SETTLING_MS),
        failStates: read.kind === 'definition' ? failStatesOf(read.definition) : new Map(),
      });
    },
    contextOf: (machineArn, startedAtMs) => {
      const machine = described.get(machineArn);
      return machine !== undefined && startedAtMs >= machine.sinceMs ? { failStates: machine.failStates } : {};
    },
  };
}

/** A described machine as the index keeps it. */
export function toMachineRow(description: MachineDescription): Omit<IndexedMachine, 'connection'> {
  const { arn, name, type, status, createdAtMs, logging, revisionId } = description;
  return { arn, name, type, status, createdAtMs, logging, revisionId };
}
