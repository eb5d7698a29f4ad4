/** Which names are meant: those that a pattern of `include` matches (every name where it is empty) and none of `exclude`. */
export type NameSelection = { readonly include: readonly string[]; readonly exclude: readonly string[] };

/** Which state machines are meant: by name, and where `tags` are given by these, too, each as `key=value`. */
export type MachineSelection = NameSelection & { readonly tags?: NameSelection };

export const EVERY_NAME: NameSelection = { include: [], exclude: [] };

export function isSelected(selection: NameSelection, name: string): boolean {
  return isAnySelected(selection, [name]);
}

/** The same for something that has several names: one of them must be included, and none excluded. */
export function isAnySelected({ include, exclude }: NameSelection, names: readonly string[]): boolean {
  const matches = (pattern: string) => names.some((name) => matchesPattern(pattern, name));
  return (include.length === 0 || include.some(matches)) && !exclude.some(matches);
}

/**
 * Whether the whole name is what the pattern says: `*` stands for any text, also for none; all else for itself. Takes
 * at most pattern × name steps, which a regular expression with many stars would not.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let starredFrom = 0;
  for (let read = 0; read < name.length; ) {
    if (pattern[at] === '*') {
      star = at;
      starredFrom = read;
      at += 1;
    } else if (pattern[at] === name[read]) {
      at += 1;
      read += 1;
    } else if (star >= 0) {
      // The last star takes one more character, and the rest is tried again after it.
      starredFrom += 1;
      read = starredFrom;
      at = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
