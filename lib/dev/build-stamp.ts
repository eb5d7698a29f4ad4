import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';

/** What the build is made from: folders of sources, and files at the root. What is absent counts as absent. */
const SOURCE_FOLDERS = ['app', 'components', 'lib', 'public'];
const SOURCE_FILES = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'next.config.js',
  'postcss.config.mjs',
  'proxy.ts',
  'instrumentation.ts',
];
/** Never part of what is served, so a change there asks for no new build. */
const NOT_SERVED = ['lib/dev', 'lib/testing', 'lib/local-aws'];
const TEST_FILE = /\.test\.tsx?$/;

/**
 * The SHA-256 of everything a build is made from: paths and contents of the sources, and the installed version of
 * Next. Times of files do not count, so a fresh checkout of the same sources has the same hash.
 *
 * @param root the project's folder
 */
export function hashSources(root: string): string {
  const hash = createHash('sha256');
  const files = [
    ...SOURCE_FOLDERS.flatMap((folder) => filesBelow(root, folder)),
    ...SOURCE_FILES.filter((file) => existsSync(`${root}/${file}`)),
    'node_modules/next/package.json',
  ];
  for (const file of files) {
    const content = readFileSync(`${root}/${file}`);
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Files below a folder in a fixed order, without tests and without what is not served. */
function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(`${root}/${folder}`) || NOT_SERVED.includes(folder)) return [];
  return readdirSync(`${root}/${folder}`)
    .sort()
    .flatMap((name) => {
      const path = `${folder}/${name}`;
      if (statSync(`${root}/${path}`).isDirectory()) return filesBelow(root, path);
      return TEST_FILE.test(name) ? [] : [path];
    });
}

/** Whether the last build finished and was made from these sources. */
export function isBuilt(root: string, sourceHash: string): boolean {
  try {
    return readFileSync(stampPath(root), 'utf8').trim() === sourceHash && existsSync(`${root}/.next/BUILD_ID`);
  } catch {
    return false;
  }
}

/** Called before a build begins, so that one cut short does not look finished. */
export function removeBuildStamp(root: string): void {
  rmSync(stampPath(root), { force: true });
}

/** Called after a build has succeeded, with the hash taken before it began. */
export function writeBuildStamp(root: string, sourceHash: string): void {
  mkdirSync(`${root}/.next`, { recursive: true });
  writeFileSync(stampPath(root), `${sourceHash}\n`);
}

function stampPath(root: string): string {
  return `${root}/.next/statelens-sources`;
}
