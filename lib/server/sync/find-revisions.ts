import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { IndexedMachine, MachineRevision, Started } from '@/lib/server/ports/index-store';
import { awsNow } from './aws-clock';
import type { ConnectionDependencies } from './sync-dependencies';

/** Calls of one search, which has the machine to itself meanwhile; the next one goes on. AWS gives one a second (aws-facts §1.3). */
const MOST_ASKED = 5;

/** What asking about led nowhere, so that it is not asked about again: the last execution, the oldest one, versions. */
export type RevisionDeadEnds = {
  newest: string | null;
  oldest: string | null;
  readonly versions: Set<number>;
};

export function noDeadEnds(): RevisionDeadEnds {
  return { newest: null, oldest: null, versions: new Set() };
}

/** Whether executions of a machine can have run with different revisions, and AWS tells with which (aws-facts §1.1). */
export function hasRevisions({ type, revisionId }: IndexedMachine): boolean {
  return type === 'STANDARD' && revisionId !== null;
}

/**
 * Finds with which revisions the executions of a Standard machine ran. `DescribeStateMachineForExecution` tells of one
 * execution its revision and when that was written: all that started since then, up to the next revision, ran with it. So
 * one call is enough for each revision, from the newest back, and one for each version. What is known has no gap: a
 * revision between two known ones would have been met, unless AWS had forgotten all its executions before they were asked
 * about. Answers whether there is more to find at once.
 */
export async function findRevisions(
  deps: ConnectionDependencies,
  machine: IndexedMachine,
  deadEnds: RevisionDeadEnds,
): Promise<boolean> {
  const search = new Search(deps, machine, await deps.index.listRevisions({ machineArn: machine.arn }));
  const newest = await search.findNewer(deadEnds.newest);
  const oldest = await search.findOlder(deadEnds.oldest);
  await search.findVersions(deadEnds.versions);
  await search.write();
  // Not before they are written: what was found would be lost with them.
  deadEnds.newest = newest;
  deadEnds.oldest = oldest;
  return search.isCutShort;
}

class Search {
  readonly #deps: ConnectionDependencies;
  readonly #machine: IndexedMachine;
  readonly #known: readonly MachineRevision[];
  readonly #found: MachineRevision[] = [];
  #asked = 0;

  constructor(deps: ConnectionDependencies, machine: IndexedMachine, known: readonly MachineRevision[]) {
    this.#deps = deps;
    this.#machine = machine;
    this.#known = known;
  }

  get isCutShort(): boolean {
    return this.#asked >= MOST_ASKED;
  }

  /**
   * From the last execution back to the newest revision that is known. It is never cut short, which would leave a gap.
   * Answers the execution that told nothing new.
   */
  async findNewer(deadEnd: string | null): Promise<string | null> {
    const known = this.#plain();
    if (known[0]?.revisionId === this.#machine.revisionId) return null;
    let beforeMs = epochMs(awsNow(this.#deps.clock, this.#deps.connection) + 1);
    for (let last: string | null = null; ; ) {
      const start = await this.#deps.index.lastPlainStart(this.#machine.arn, beforeMs);
      last ??= start?.arn ?? null;
      if (start === null || start.arn === deadEnd) return last;
      const told = await this.#ask(start, null);
      if (told === null || known.some(({ revisionId }) => revisionId === told.revisionId)) return last;
      this.#found.push(told);
      // Of the first one ever the others are older.
      if (known.length === 0) return null;
      beforeMs = before(told, start);
    }
  }

  /** From the oldest revision that is known back into the past. Answers the execution that AWS has forgotten. */
  async findOlder(deadEnd: string | null): Promise<string | null> {
    let oldest = this.#plain().at(-1);
    if (oldest === undefined) return deadEnd;
    for (let beforeMs = oldest.updatedAtMs; oldest.revisionId !== null; ) {
      const start = await this.#deps.index.lastPlainStart(this.#machine.arn, beforeMs);
      if (start === null || start.arn === deadEnd || this.isCutShort) return deadEnd;
      const told = await this.#ask(start, null);
      if (told === null) return start.arn;
      if (told.revisionId !== oldest.revisionId) this.#found.push(told);
      oldest = told;
      beforeMs = before(told, start);
    }
    return deadEnd;
  }

  async findVersions(deadEnds: Set<number>): Promise<void> {
    const known = new Set(this.#known.map(({ version }) => version));
    for (const start of await this.#deps.index.lastStartsOfVersions(this.#machine.arn)) {
      const { version } = start;
      if (known.has(version) || deadEnds.has(version)) continue;
      if (this.isCutShort) return;
      const told = await this.#ask(start, version);
      if (told === null) deadEnds.add(version);
      else this.#found.push(told);
    }
  }

  async write(): Promise<void> {
    if (this.#found.length === 0) return;
    const connection = this.#deps.connection.name;
    const nothing = { machines: [], executions: [], histories: [], watermarks: [] };
    await this.#deps.apply({ connection, ...nothing, revisions: this.#found });
  }

  /** Those of executions that no version started, the newest first. */
  #plain(): readonly MachineRevision[] {
    return [...this.#found, ...this.#known]
      .filter(({ version }) => version === null)
      .toSorted((a, b) => b.updatedAtMs - a.updatedAtMs);
  }

  /** Null where AWS has forgotten the execution, and where it does not tell when its definition was written. */
  async #ask({ arn }: Started, version: number | null): Promise<MachineRevision | null> {
    const { connection, signal } = this.#deps;
    this.#asked += 1;
    const options = { priority: 'background', signal } as const;
    const answer = await connection.stepFunctions.describeMachineOfExecution(arn, options);
    if (answer.kind !== 'found' || answer.value.updatedAtMs === null) return null;
    const { revisionId, updatedAtMs } = answer.value;
    return { machineArn: this.#machine.arn, version, revisionId, updatedAtMs };
  }
}

/** Where the next older revision is looked for: a clock may be off, and the search has to go on. */
function before(told: MachineRevision, start: Started): EpochMs {
  return epochMs(Math.min(told.updatedAtMs, start.startedAtMs));
}
