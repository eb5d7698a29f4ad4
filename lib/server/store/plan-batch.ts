import 'server-only';
import type { ExecutionRevision, IndexBatch, IndexedMachine } from '@/lib/server/ports/index-store';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import type { ExecutionRow, HeldHistory, Place } from './append-rows';
import type { Catalog, CatalogChange, KnownMachine, KnownRevision, KnownState } from './catalog';
import type { VisitRows } from './history-rows';
import { isOlderNews, isSameHistory, mergeExecution } from './merge-execution';
import type { PreparedExecution, PreparedHistory } from './prepare-batch';

/** What the index holds of an execution before the write. */
export type KnownExecution = {
  readonly version: number;
  readonly execution: StoredExecution;
  readonly held: HeldHistory | null;
};

export type PlannedHistory = { readonly history: number; readonly blocks: readonly Uint8Array[] };

export type PlannedVisit = {
  readonly place: Place;
  readonly rows: VisitRows;
  /** False in a child of a map run, of which only what has to be answered is kept (see migration 4). */
  readonly isCounted: boolean;
};

/** Everything that one write appends, with all numbers given. */
export type WritePlan = CatalogChange & {
  readonly executions: readonly ExecutionRow[];
  /** Versions whose rows are replaced by them. */
  readonly replacedVersions: readonly number[];
  readonly replacedHistories: readonly number[];
  readonly histories: readonly PlannedHistory[];
  readonly visits: readonly PlannedVisit[];
};

/**
 * Decides what a batch adds to what is known. Rows that would say nothing new are left out, so a batch may be applied
 * again. Numbers are taken from the catalog; nothing else is changed.
 */
export function planWrite(
  catalog: Catalog,
  batch: IndexBatch,
  prepared: readonly PreparedExecution[],
  known: ReadonlyMap<string, KnownExecution>,
): WritePlan {
  return new Planner(catalog, batch).plan(prepared, known);
}

class Planner {
  readonly #catalog: Catalog;
  readonly #machines = new Map<string, KnownMachine>();
  readonly #states = new Map<string, KnownState>();
  readonly #revisions: KnownRevision[] = [];
  readonly #executions: ExecutionRow[] = [];
  readonly #replacedVersions: number[] = [];
  readonly #replacedHistories: number[] = [];
  readonly #histories: PlannedHistory[] = [];
  readonly #visits: PlannedVisit[] = [];

  constructor(catalog: Catalog, batch: IndexBatch) {
    this.#catalog = catalog;
    for (const told of batch.machines) this.#addMachine({ ...told, connection: batch.connection });
    for (const told of batch.revisions ?? []) this.#addRevision(told);
  }

  plan(prepared: readonly PreparedExecution[], known: ReadonlyMap<string, KnownExecution>): WritePlan {
    for (const one of prepared) this.#addExecution(one, known.get(one.execution.arn) ?? null);
    return {
      machines: [...this.#machines.values()],
      states: [...this.#states.values()],
      revisions: this.#revisions,
      executions: this.#executions,
      replacedVersions: this.#replacedVersions,
      replacedHistories: this.#replacedHistories,
      histories: this.#histories,
      visits: this.#visits,
    };
  }

  #addMachine(told: IndexedMachine): void {
    const known = this.#catalog.machine(told.arn);
    // A listing does not tell how a machine logs (aws-facts §1.1): null is "not asked".
    const facts: IndexedMachine = {
      connection: told.connection,
      arn: told.arn,
      name: told.name,
      type: told.type,
      status: told.status,
      createdAtMs: told.createdAtMs,
      logging: told.logging ?? known?.facts.logging ?? null,
      revisionId: told.revisionId ?? known?.facts.revisionId ?? null,
    };
    // Both are made in the same order of members, so their text is the same exactly when they are.
    if (known !== undefined && JSON.stringify(known.facts) === JSON.stringify(facts)) return;
    const again = this.#machines.get(told.arn)?.machine;
    const machine = known?.machine ?? again ?? this.#catalog.machines.length + this.#newMachines() + 1;
    this.#machines.set(told.arn, { machine, facts });
  }

  #addRevision({ machineArn, version, revisionId, updatedAtMs, startedAtMs }: ExecutionRevision): void {
    const revision = {
      machine: this.#machineNumber(machineArn),
      version,
      revisionId,
      updatedAtMs,
      seenAtMs: startedAtMs,
    };
    if (!this.#catalog.knowsRevision(revision)) this.#revisions.push(revision);
  }

  #newMachines(): number {
    return [...this.#machines.keys()].filter((arn) => this.#catalog.machine(arn) === undefined).length;
  }

  #machineNumber(arn: string): number {
    const known = this.#machines.get(arn) ?? this.#catalog.machine(arn);
    if (known === undefined) throw new Error(`An execution or a revision was given without its machine: ${arn}`);
    return known.machine;
  }

  #addExecution({ key, execution: told, history }: PreparedExecution, known: KnownExecution | null): void {
    if (known !== null && isOlderNews(known.execution, told)) return;
    const execution = mergeExecution(known?.execution ?? null, told);
    const machine = this.#machineNumber(execution.machineArn);
    // The ARN of a map run's child names its label after a slash (aws-facts §2.5).
    const isChild = execution.arn.includes('/');
    const held = this.#addHistory({ machine, isChild }, history, known?.held ?? null);
    if (known !== null) {
      if (execution === known.execution && held === known.held) return;
      this.#replacedVersions.push(known.version);
    }
    this.#executions.push({ version: this.#catalog.nextVersion(), key, machine, isChild, execution, held });
  }

  #addHistory(
    { machine, isChild }: Pick<ExecutionRow, 'machine' | 'isChild'>,
    told: PreparedHistory | null,
    held: HeldHistory | null,
  ): HeldHistory | null {
    if (told === null) return held;
    const { timeline } = told;
    const next: HeldHistory = {
      history: this.#catalog.nextVersion(),
      events: timeline.eventCount,
      status: timeline.status,
      redrives: timeline.redrives.length,
      lastAtMs: timeline.lastAtMs,
    };
    if (isSameHistory(held, next)) return held;
    if (held !== null) this.#replacedHistories.push(held.history);
    this.#histories.push({ history: next.history, blocks: told.blocks });
    for (const rows of told.visits) {
      const state = this.#stateNumber(machine, rows);
      this.#visits.push({
        place: { history: next.history, machine, state, visit: rows.visit },
        rows,
        isCounted: !isChild,
      });
    }
    return next;
  }

  #stateNumber(machine: number, { state: name, stateType: type }: VisitRows): number {
    const known = this.#catalog.state(machine, name, type);
    if (known !== undefined) return known.state;
    const key = `${machine} ${type} ${name}`;
    const added = this.#states.get(key) ?? {
      state: this.#catalog.stateCount + this.#states.size + 1,
      machine,
      name,
      type,
    };
    this.#states.set(key, added);
    return added.state;
  }
}
