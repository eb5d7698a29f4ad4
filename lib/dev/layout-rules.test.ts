import { expect, it } from 'vitest';
import { findLayoutProblems } from './layout-rules';

it('finds nothing wrong with the layout of the map', () => {
  const files = [
    'README.md',
    'proxy.ts',
    'app/(main)/executions/[arn]/page.tsx',
    'lib/server/boot.ts',
    'lib/README.md',
  ];
  expect(findLayoutProblems(files, () => "import 'server-only';\n")).toEqual([]);
});

it.each([
  ['notes.txt', 'notes.txt: nothing else belongs at the root; see ROOT_ENTRIES'],
  ['lib/utils/dates.ts', 'lib/utils/dates.ts: a folder named "utils" says nothing; name the concept'],
  ['lib/domain/index.ts', 'lib/domain/index.ts: no barrel files; import the file you mean'],
  ['lib/domain/foldEvents.ts', 'lib/domain/foldEvents.ts: file names are kebab-case'],
  ['lib/server/store/open.ts', "lib/server/store/open.ts: must begin with import 'server-only'"],
])('refuses %s', (file, problem) => {
  expect(findLayoutProblems([file], () => "import { x } from './x';\n")).toEqual([problem]);
});
