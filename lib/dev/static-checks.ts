import { readFileSync } from 'node:fs';
import type { Check, CheckResult } from './checks';
import { runNode } from './child';
import { findDocProblems, isCheckedDocument } from './doc-paths';
import { findLayoutProblems } from './layout-rules';
import { listProjectFiles } from './project-files';
import { ROOT } from './repository';

/** Biome's command line, from the project's folder: a Node script that starts the program for this machine. */
export const BIOME_SCRIPT = 'node_modules/@biomejs/biome/bin/biome';

/** Every check that reads the sources without running them, the slowest first. */
export const STATIC_CHECKS: readonly Check[] = [
  tool('types', 'node_modules/typescript/bin/tsc', [
    '--noEmit',
    '--incremental',
    '--tsBuildInfoFile',
    '.cache/tsc.json',
  ]),
  tool('dead code', 'node_modules/knip/bin/knip.js', ['--config', 'lib/dev/knip.jsonc', '--no-progress']),
  tool('boundaries', 'lib/dev/run.mjs', ['boundaries']),
  tool('format and lint', BIOME_SCRIPT, ['ci', '--error-on-warnings', '--colors=off']),
  { name: 'layout', run: checkLayout },
  { name: 'doc paths', run: checkDocuments },
];

function tool(name: string, script: string, args: readonly string[]): Check {
  return {
    name,
    run: async () => {
      const { code, stdout, stderr } = await runNode(script, args, { output: 'capture' });
      return { ok: code === 0, output: `${stdout}${stderr}`.trim() };
    },
  };
}

async function checkLayout(): Promise<CheckResult> {
  const files = await listProjectFiles(ROOT);
  return toResult(findLayoutProblems(files, readProjectFile));
}

async function checkDocuments(): Promise<CheckResult> {
  const files = await listProjectFiles(ROOT);
  const documents = files.filter(isCheckedDocument).map((path) => ({ path, text: readProjectFile(path) }));
  return toResult(findDocProblems(documents, { files, scripts: Object.keys(readScripts()) }));
}

function toResult(problems: readonly string[]): CheckResult {
  return { ok: problems.length === 0, output: problems.join('\n') };
}

function readProjectFile(file: string): string {
  return readFileSync(`${ROOT}/${file}`, 'utf8');
}

function readScripts(): object {
  const manifest: { readonly scripts: object } = JSON.parse(readProjectFile('package.json'));
  return manifest.scripts;
}
