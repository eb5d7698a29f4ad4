/** Why a package was not installed. `missing`: the machine cannot have it. `broken`: it could, and something went wrong. */
export type PipFailure = { readonly kind: 'missing' | 'broken'; readonly reason: string };

const NO_PIP = /No module named '?(pip|ensurepip)\b|ensurepip is not available/;

// `from versions: none` is how pip ends after an index that did not answer: one that did would have named some.
const NO_INDEX =
  /\(from versions: none\)|\b(NewConnection|NameResolution|ConnectTimeout|ReadTimeout|MaxRetry|Proxy|SSL|Protocol)Error\b|\b(HTTP error 5\d\d|5\d\d Server Error)\b/;

/** Reads it from what `python3 -m venv` or `pip install` printed. */
export function readPipFailure(output: string): PipFailure {
  // A warning tells of a try that another one followed.
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('WARNING: '));
  const said = lines.join('\n');
  if (NO_PIP.test(said)) return { kind: 'missing', reason: 'Python has no pip on this machine' };
  if (NO_INDEX.test(said)) return { kind: 'missing', reason: 'PyPI cannot be reached' };
  const errors = lines.filter((line) => line.startsWith('ERROR: '));
  return { kind: 'broken', reason: `pip failed: ${errors.at(-1) ?? lines.at(-1) ?? 'it said nothing'}` };
}
