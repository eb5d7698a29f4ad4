import { describe, expect, it } from 'vitest';
import { findDocProblems, isCheckedDocument } from './doc-paths';

const project = {
  files: ['README.md', 'package.json', 'lib/README.md', 'lib/dev/run.mjs', 'docs/running.md', 'docs/shell.png'],
  scripts: ['start', 'verify', 'test:faults'],
};
const problemsOf = (text: string, path = 'README.md'): string[] => findDocProblems([{ path, text }], project);

describe('findDocProblems', () => {
  it.each([
    'See `lib/dev/run.mjs`, `lib/dev/` and `docs`.',
    'See `lib/dev/run.mjs:12`.',
    '[Running](docs/running.md#ports) and ![shell](docs/shell.png)',
    '`npm run verify`, `npm start`, `npm run test:faults -- --only NAME`, `npm ci`',
    'Not paths: `/api/v1/openapi.json`, `@/lib/x`, `docs/decisions/NNNN-slug.md`, `lib/**/*.ts`, `next start`, `a/b`',
    'Made by running: `./.statelens`, `node_modules/next`',
    '[Elsewhere](https://example.com/x), [below](#below)',
    '```sh\ncat lib/gone.ts\n```',
  ])('finds nothing wrong with: %s', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it.each([
    ['`lib/gone.ts`', 'README.md: `lib/gone.ts` does not exist'],
    ['`./gone.md`', 'README.md: `./gone.md` does not exist'],
    ['[gone](docs/gone.md)', 'README.md: the link to docs/gone.md leads nowhere'],
    ['```sh\nnpm run gone\n```', 'README.md: package.json has no script "gone"'],
    ['`npm test`', 'README.md: package.json has no script "test"'],
  ])('finds %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it("counts a path from the document's own folder too", () => {
    expect(problemsOf('[the map](../lib/README.md) and [ports](running.md)', 'docs/running.md')).toEqual([]);
    expect(problemsOf('[the map](../lib/gone.md)', 'docs/running.md')).toHaveLength(1);
  });
});

describe('isCheckedDocument', () => {
  it('covers the two READMEs and everything in docs', () => {
    const checked = [
      'README.md',
      'lib/README.md',
      'docs/iam.md',
      'docs/decisions/0001-x.md',
      'lib/view/notes.md',
      'LICENSE',
    ];
    expect(checked.filter(isCheckedDocument)).toEqual(checked.slice(0, 4));
  });
});
