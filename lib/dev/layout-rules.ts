/** What may lie at the root: the folders of the map, and files that their tool finds nowhere else. */
const ROOT_ENTRIES: ReadonlySet<string> = new Set([
  ...['app', 'components', 'lib', 'e2e', 'docs', 'public', '.ci'],
  ...['README.md', 'LICENSE', 'package.json', 'package-lock.json', 'tsconfig.json', 'biome.json'],
  ...['next.config.js', 'postcss.config.mjs', 'proxy.ts', 'instrumentation.ts'],
  ...['.editorconfig', '.gitignore', '.npmrc'],
]);

/** Folders that say nothing of what is in them. */
const VAGUE_FOLDERS: ReadonlySet<string> = new Set(['src', 'utils', 'helpers', 'common', 'types', 'v2']);

/**
 * What is wrong with how files are laid out and named, one line each: a root entry that is not on the list, a vague
 * folder, a barrel file, a name that is not kebab-case, a server file that browser code could import.
 *
 * @param files every file of the project, paths from its folder
 * @param readText the text of one of them
 */
export function findLayoutProblems(files: readonly string[], readText: (file: string) => string): string[] {
  return files.flatMap((file) => {
    const parts = file.split('/');
    const [first = ''] = parts;
    const name = parts.at(-1) ?? '';
    const vague = parts.slice(0, -1).find((part) => VAGUE_FOLDERS.has(part));
    return [
      ...(ROOT_ENTRIES.has(first) ? [] : [`${first}: nothing else belongs at the root; see ROOT_ENTRIES`]),
      ...(vague === undefined ? [] : [`${file}: a folder named "${vague}" says nothing; name the concept`]),
      ...(/^index\.[cm]?[jt]sx?$/.test(name) ? [`${file}: no barrel files; import the file you mean`] : []),
      ...(isKebabCase(name) ? [] : [`${file}: file names are kebab-case`]),
      ...(lacksServerOnly(file, readText) ? [`${file}: must begin with import 'server-only'`] : []),
    ];
  });
}

/** Applies to code; documents and data have names of their own. Next reads its routes' brackets and parentheses. */
function isKebabCase(name: string): boolean {
  return !/\.(ts|tsx|js|mjs|css)$/.test(name) || /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/.test(name);
}

function lacksServerOnly(file: string, readText: (file: string) => string): boolean {
  if (!/^lib\/server\/.*\.tsx?$/.test(file) || /\.test\.tsx?$/.test(file)) return false;
  return !readText(file).startsWith("import 'server-only';");
}
