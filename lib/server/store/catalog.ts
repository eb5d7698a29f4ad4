import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import type { StateType } from '@/lib/domain/history/event-types';
import type { IndexedMachine } from '@/lib/server/ports/index-store';

export type KnownMachine = { readonly machine: number; readonly facts: IndexedMachine };
export type KnownState = {
  readonly state: number;
  readonly machine: number;
  readonly name: string;
  readonly type: StateType;
};

export type KnownRevision = {
  readonly machine: number;
  /** Null for executions that no version started. */
  readonly version: number | null;
  readonly revisionId: string | null;
  readonly updatedAtMs: EpochMs;
  /** The last start of which it is known. */
  readonly seenAtMs: EpochMs;
};

/** What a write adds to the catalog; it takes effect once the write is committed. */
export type CatalogChange = {
  readonly machines: readonly KnownMachine[];
  readonly states: readonly KnownState[];
  readonly revisions: readonly KnownRevision[];
};

export const NO_CHANGE: CatalogChange = { machines: [], states: [], revisions: [] };

/**
 * Machines, their states and their revisions by number, held in memory: tables hold the numbers, pages want the names. A
 * machine has some dozens of each, so this stays small. Also the number the next row gets.
 */
export class Catalog {
  readonly #machines = new Map<string, KnownMachine>();
  readonly #machinesByNumber = new Map<number, KnownMachine>();
  readonly #states = new Map<string, KnownState>();
  readonly #statesByNumber = new Map<number, KnownState>();
  readonly #revisions = new Map<string, KnownRevision>();
  #lastVersion = 0;

  constructor(known: CatalogChange, lastVersion: number) {
    this.add(known);
    this.#lastVersion = lastVersion;
  }

  /** A number that no row has had. Numbers of a write that failed are not used again. */
  nextVersion(): number {
    this.#lastVersion += 1;
    return this.#lastVersion;
  }

  add({ machines, states, revisions }: CatalogChange): void {
    for (const machine of machines) {
      this.#machines.set(machine.facts.arn, machine);
      this.#machinesByNumber.set(machine.machine, machine);
    }
    for (const state of states) {
      this.#states.set(toStateKey(state.machine, state.name, state.type), state);
      this.#statesByNumber.set(state.state, state);
    }
    for (const revision of revisions) {
      const key = toRevisionKey(revision);
      if (!isSeen(this.#revisions.get(key), revision)) this.#revisions.set(key, revision);
    }
  }

  /** Of all machines, in no order. */
  get revisions(): readonly KnownRevision[] {
    return [...this.#revisions.values()];
  }

  /** Whether this is known already. */
  knowsRevision(revision: KnownRevision): boolean {
    return isSeen(this.#revisions.get(toRevisionKey(revision)), revision);
  }

  get machines(): readonly KnownMachine[] {
    return [...this.#machines.values()];
  }

  get stateCount(): number {
    return this.#statesByNumber.size;
  }

  machine(arn: string): KnownMachine | undefined {
    return this.#machines.get(arn);
  }

  /** Throws for a number without a machine: rows and machines are written in one transaction. */
  machineOf(number: number): IndexedMachine {
    const known = this.#machinesByNumber.get(number);
    if (known === undefined) throw new Error(`The index holds rows of machine ${number}, which it does not know.`);
    return known.facts;
  }

  state(machine: number, name: string, type: StateType): KnownState | undefined {
    return this.#states.get(toStateKey(machine, name, type));
  }

  stateOf(number: number): KnownState {
    const known = this.#statesByNumber.get(number);
    if (known === undefined) throw new Error(`The index holds rows of state ${number}, which it does not know.`);
    return known;
  }

  /** Numbers of the states with this name, of these machines or of all. */
  statesNamed(name: string, machines: readonly number[] | null): readonly number[] {
    return [...this.#statesByNumber.values()]
      .filter((known) => known.name === name && (machines === null || machines.includes(known.machine)))
      .map(({ state }) => state);
  }

  /** Numbers of the machines asked for; null where all are. Unknown ones have no rows and are left out. */
  numbersOf(arns: readonly string[] | undefined): readonly number[] | null {
    if (arns === undefined) return null;
    return arns.flatMap((arn) => this.#machines.get(arn)?.machine ?? []);
  }
}

/** Numbers of states depend on what was read first; a list of them must not. */
export function byName(a: KnownState, b: KnownState): number {
  return a.name.localeCompare(b.name) || a.type.localeCompare(b.type);
}

/** A state whose type was changed by an edit of the definition is another state: its figures are not comparable. */
function toStateKey(machine: number, name: string, type: StateType): string {
  return `${machine} ${type} ${name}`;
}

function toRevisionKey({ machine, version, revisionId, updatedAtMs }: KnownRevision): string {
  return `${machine} ${version} ${revisionId} ${updatedAtMs}`;
}

function isSeen(known: KnownRevision | undefined, revision: KnownRevision): boolean {
  return known !== undefined && (known.version !== null || known.seenAtMs >= revision.seenAtMs);
}
