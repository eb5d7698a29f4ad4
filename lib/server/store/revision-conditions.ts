import 'server-only';
import type { Catalog, KnownRevision } from './catalog';
import { NO_VERSION } from './codes';

/** Executions that are known to have run with a revision, as a condition over `executions`. */
export function ranWithRevision(revisionId: string, { revisions }: Catalog): string {
  return any(revisions.filter((known) => known.revisionId === revisionId).map(ranWith));
}

/** Executions of the same machine that may have run with it: they started after it was written, and theirs is not known. */
export function mayHaveRunWith(revisionId: string, catalog: Catalog): string {
  const firstWritten = new Map<number, number>();
  for (const { machine, revisionId: id, updatedAtMs } of catalog.revisions) {
    if (id === revisionId) firstWritten.set(machine, Math.min(firstWritten.get(machine) ?? updatedAtMs, updatedAtMs));
  }
  const machines = [...firstWritten].map(
    ([machine, fromMs]) =>
      `(machine = ${machine} AND started_at >= ${fromMs} AND ${isOfUnknownRevision(machine, catalog)})`,
  );
  return any(machines);
}

/** Executions of a machine of which nobody has told the revision, or what started them. */
export function isOfUnknownRevision(machine: number, { revisions }: Catalog): string {
  const known = revisions.filter((revision) => revision.machine === machine);
  return `(machine_version IS NULL OR NOT ${any(known.map(ranWith))})`;
}

function ranWith({ machine, version, updatedAtMs, seenAtMs }: KnownRevision): string {
  const started = `machine = ${machine} AND machine_version = ${version ?? NO_VERSION}`;
  return version === null ? `(${started} AND started_at BETWEEN ${updatedAtMs} AND ${seenAtMs})` : `(${started})`;
}

function any(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'false' : `(${conditions.join(' OR ')})`;
}
