import 'server-only';
import { isAnySelected, type NameSelection } from '@/lib/domain/name-pattern';
import type { Found, Gone, MachineTags, ReadOptions } from '@/lib/server/ports/aws';

/** Tags are read once an hour: AWS grants one such call a second for all machines together (aws-facts §1.3). */
const KNOWN_MS = 60 * 60_000;

type Known = { readonly isSelected: boolean; readonly atMs: number };

/** Whether the tags of state machines are as a connection wants them. Asks AWS only where it wants any. */
export type TagSelection = {
  /** Rejects as a read does where the tags cannot be read: a machine is then neither meant nor left out. */
  readonly selects: (machineArn: string, options: ReadOptions) => Promise<boolean>;
};

export function createTagSelection(
  wanted: NameSelection | undefined,
  readTags: (machineArn: string, options: ReadOptions) => Promise<Found<MachineTags> | Gone>,
): TagSelection {
  const known = new Map<string, Known>();
  return {
    selects: async (machineArn, options) => {
      if (wanted === undefined) return true;
      const before = known.get(machineArn);
      if (before !== undefined && performance.now() - before.atMs < KNOWN_MS) return before.isSelected;
      const answer = await readTags(machineArn, options);
      // Gone: nothing of it will be read anyway, and what is held of it was once meant.
      const isSelected =
        answer.kind === 'gone' ? (before?.isSelected ?? true) : isAnySelected(wanted, toNames(answer.value));
      known.set(machineArn, { isSelected, atMs: performance.now() });
      return isSelected;
    },
  };
}

function toNames(tags: MachineTags): readonly string[] {
  return Object.entries(tags).map(([key, value]) => `${key}=${value}`);
}
