import 'server-only';
import type { Catalog, KnownRevision } from './catalog';
import { NO_VERSION } from './codes';

/** Executions that ran with a revision, as conditions over `executions`; of a revision that is not known there are none. */
export function ranWithRevision(revisionId: string, { revisions }: Catalog): string {
  const spans = revisions
    .filter((known) => known.revisionId === revisionId)
    .map((known) =>
      known.version === null ? startedWhile(known, revisions) : startedByVersion(known.machine, known.version),
    );
  return spans.length === 0 ? 'false' : `(${spans.join(' OR ')})`;
}

/** Of those that do not tell by which version they were started, the ones that may have run with a revision. */
export function mayHaveRunWith(revisionId: string, { revisions }: Catalog): string {
  const machines = new Set(revisions.filter((known) => known.revisionId === revisionId).map(({ machine }) => machine));
  return machines.size === 0 ? 'false' : `machine IN (${[...machines].join(', ')})`;
}

function startedByVersion(machine: number, version: number): string {
  return `(machine = ${machine} AND machine_version = ${version})`;
}

/** What no version started ran with the revision that was written last before: until the next one was. */
function startedWhile({ machine, updatedAtMs }: KnownRevision, newestFirst: readonly KnownRevision[]): string {
  const next = newestFirst.findLast(
    (other) => other.machine === machine && other.version === null && other.updatedAtMs > updatedAtMs,
  );
  const until = next === undefined ? '' : ` AND started_at < ${next.updatedAtMs}`;
  return `(${startedByVersion(machine, NO_VERSION)} AND started_at >= ${updatedAtMs}${until})`;
}
