import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { run } from './child';

/**
 * Every file that belongs to the project, paths from its folder: what git tracks or would add. Without git (an unpacked
 * archive) it is every file but those that .gitignore names.
 *
 * @param root the project's folder
 */
export async function listProjectFiles(root: string): Promise<readonly string[]> {
  if (existsSync(`${root}/.git`)) {
    const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      output: 'capture',
    });
    // A file that was deleted but not yet removed from the index is still listed.
    if (listed.code === 0)
      return listed.stdout.split('\0').filter((file) => file !== '' && existsSync(`${root}/${file}`));
  }
  const ignored = readFileSync(`${root}/.gitignore`, 'utf8').split('\n').map(toIgnorePattern);
  return filesBelow(root, '', (name) => name === '.git' || ignored.some((pattern) => pattern.test(name)));
}

function filesBelow(root: string, folder: string, ignore: (name: string) => boolean): string[] {
  return readdirSync(`${root}/${folder}`).flatMap((name) => {
    if (ignore(name)) return [];
    const path = folder === '' ? name : `${folder}/${name}`;
    return statSync(`${root}/${path}`).isDirectory() ? filesBelow(root, path, ignore) : [path];
  });
}

/** Our .gitignore holds names and `*`, nothing more; a line that asks for more matches nothing here. */
function toIgnorePattern(line: string): RegExp {
  const name = line.trim().replace(/\/$/, '');
  const source = name.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*');
  return name === '' || name.startsWith('#') ? /^$/ : new RegExp(`^${source}$`);
}
