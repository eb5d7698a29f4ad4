import { posix } from 'node:path';

export type Document = { readonly path: string; readonly text: string };

/** What the documents are held against: the project's files, and the scripts of package.json. */
export type Project = { readonly files: readonly string[]; readonly scripts: readonly string[] };

/** Made when something runs, so never among the project's files. */
const MADE_BY_RUNNING = /^(\.\/)?(\.statelens|\.next|\.cache|node_modules)(\/|$)/;

/** The documents that are checked, among the project's files. */
export function isCheckedDocument(file: string): boolean {
  return file === 'README.md' || file === 'lib/README.md' || /^docs\/.*\.md$/.test(file);
}

/**
 * What the documents say that is not so, one line each: a path in backticks or behind a link that does not exist, an
 * npm script that package.json does not have.
 */
export function findDocProblems(documents: readonly Document[], project: Project): string[] {
  const known = new Set(project.files.flatMap(withFolders));
  const firstParts = new Set(project.files.map((file) => file.split('/')[0] ?? file));
  return documents.flatMap(({ path, text }) => [
    ...codePaths(text, firstParts)
      .filter((found) => !isKnown(found, path, known))
      .map((found) => `${path}: \`${found}\` does not exist`),
    ...linkTargets(text)
      .filter((target) => !isKnown(target, path, known))
      .map((target) => `${path}: the link to ${target} leads nowhere`),
    ...npmScripts(text)
      .filter((script) => !project.scripts.includes(script))
      .map((script) => `${path}: package.json has no script "${script}"`),
  ]);
}

/**
 * Text in backticks counts as a path when it begins with something that lies at our root or with a dot and a slash,
 * and has no blank or placeholder in it: `docs/decisions/NNNN-slug.md` and `lib/**` name no file.
 */
function codePaths(text: string, firstParts: ReadonlySet<string>): string[] {
  return matches(withoutFences(text), /`([^`\n]+)`/g)
    .filter((code) => !/[\s*<>{}…]|NNNN|\.\.\./.test(code))
    .filter((code) => !MADE_BY_RUNNING.test(code))
    .map((code) => code.replace(/(:\d+)+$/, ''))
    .filter((code) => /^\.{1,2}\//.test(code) || (firstParts.has(code.split('/')[0] ?? '') && /[/.]/.test(code)));
}

function linkTargets(text: string): string[] {
  return matches(withoutFences(text), /\]\(([^)\s]+)(?:\s"[^"]*")?\)/g)
    .filter((target) => !/^([a-z]+:|#|\/)/i.test(target))
    .map((target) => target.replace(/#.*$/, ''));
}

/** Script names in `npm run NAME`, `npm start` and `npm test`, in running text and in blocks of commands alike. */
function npmScripts(text: string): string[] {
  const run = matches(text, /\bnpm run ([a-z][\w:-]*)/g);
  const short = matches(text, /\bnpm (start|test|stop|restart)\b/g);
  return [...new Set([...run, ...short])];
}

/** A path counts from the project's folder or from the document's. */
function isKnown(found: string, document: string, known: ReadonlySet<string>): boolean {
  const path = found.replace(/\/$/, '');
  const fromDocument = posix.join(posix.dirname(document), path);
  return known.has(posix.normalize(path)) || known.has(fromDocument);
}

function withFolders(file: string): string[] {
  const parts = file.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function withoutFences(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, '');
}

function matches(text: string, expression: RegExp): string[] {
  return [...text.matchAll(expression)].map((match) => match[1] ?? '');
}
