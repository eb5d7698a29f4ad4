import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BoundaryReport, checkBoundaries, describeViolation } from './boundary-check';

/** Imports that the table allows: one of each kind, tests included. */
const ALLOWED: Readonly<Record<string, string>> = {
  'lib/base/units.ts': 'export const unit = 1;',
  'lib/domain/fold.ts': "import { unit } from '@/lib/base/units'; export const fold = unit;",
  'lib/domain/fold.test.ts':
    "import { it } from 'vitest'; import { built } from '@/lib/testing/builders'; import { fold } from './fold'; it(String(fold), () => built);",
  'lib/testing/builders.ts': "import type { fold } from '@/lib/domain/fold'; export const built: typeof fold = 1;",
  'lib/contract/about.ts': "import { z } from 'zod'; export const about = z;",
  'lib/client/paths.ts': "import type { about } from '@/lib/contract/about'; export type Path = typeof about;",
  'lib/view/layout.ts': "import { fold } from '@/lib/domain/fold'; export const layout = fold;",
  'lib/server/ports.ts': 'export interface Histories { read(): string }',
  'lib/server/aws/histories.ts':
    "import { SFNClient } from '@aws-sdk/client-sfn'; import type { Histories } from '../ports'; export const histories = (): Histories => SFNClient;",
  'lib/server/services/list.ts': "import type { Histories } from '@/lib/server/ports'; export type Deps = Histories;",
  'lib/server/container.ts':
    "import { histories } from './aws/histories'; import type { Deps } from './services/list'; export const deps: Deps = histories();",
  'components/ui/button.tsx': "import { unit } from '@/lib/base/units'; export const Button = () => unit;",
  'components/charts/line.tsx': "import { Line } from 'recharts'; export const Chart = Line;",
  'components/timeline/rows.tsx': "import { Button } from '@/components/ui/button'; export const Rows = Button;",
  'components/approvals/list.tsx': 'export const List = 1;',
  'app/page.tsx':
    "import { Rows } from '@/components/timeline/rows'; import { deps } from '@/lib/server/container'; export default [Rows, deps];",
  'proxy.ts': "import { deps } from '@/lib/server/container'; export const proxy = deps;",
  'lib/local-aws/server.ts': "import { unit } from '@/lib/base/units'; export const server = unit;",
  'e2e/shell.spec.ts': "import { built } from '@/lib/testing/builders'; export const shell = built;",
};

/** One bad import each, with the line that must refuse it. */
const PLANTED: readonly { readonly file: string; readonly text: string; readonly refusal: string }[] = [
  {
    file: 'lib/domain/bad-server.ts',
    text: "import { deps } from '@/lib/server/container'; export const bad = deps;",
    refusal: 'lib/domain/bad-server.ts → lib/server/container.ts: lib/domain must not import lib/server/container',
  },
  {
    file: 'lib/view/bad-type.ts',
    text: "import type { Path } from '@/lib/client/paths'; export type Bad = Path;",
    refusal: 'lib/view/bad-type.ts → lib/client/paths.ts: lib/view must not import lib/client',
  },
  {
    file: 'components/timeline/bad-feature.tsx',
    text: "import { List } from '@/components/approvals/list'; export const Bad = List;",
    refusal:
      'components/timeline/bad-feature.tsx → components/approvals/list.tsx: components/<feature> must not import another feature',
  },
  {
    file: 'components/ui/bad-feature.tsx',
    text: "export { List } from '../approvals/list';",
    refusal:
      'components/ui/bad-feature.tsx → components/approvals/list.tsx: components/ui must not import components/<feature>',
  },
  {
    file: 'lib/server/services/bad-aws.ts',
    text: "import { histories } from '../aws/histories'; export const bad = histories;",
    refusal:
      'lib/server/services/bad-aws.ts → lib/server/aws/histories.ts: lib/server/services must not import lib/server/aws',
  },
  {
    file: 'app/bad/page.tsx',
    text: "import type { Deps } from '@/lib/server/services/list'; export type Bad = Deps;",
    refusal: 'app/bad/page.tsx → lib/server/services/list.ts: app must not import lib/server/services',
  },
  {
    file: 'app/api/bad/route.ts',
    text: "export const GET = () => import('@/components/ui/button');",
    refusal: 'app/api/bad/route.ts → components/ui/button.tsx: app/api must not import components/ui',
  },
  {
    file: 'lib/local-aws/bad-domain.ts',
    text: "import { fold } from '@/lib/domain/fold'; export const bad = fold;",
    refusal: 'lib/local-aws/bad-domain.ts → lib/domain/fold.ts: lib/local-aws must not import lib/domain',
  },
  {
    file: 'instrumentation.ts',
    text: "import { Button } from '@/components/ui/button'; export const register = Button;",
    refusal: 'instrumentation.ts → components/ui/button.tsx: instrumentation must not import components/ui',
  },
  {
    file: 'components/timeline/bad-recharts.tsx',
    text: "import { Line } from 'recharts'; export const Bad = Line;",
    refusal:
      'components/timeline/bad-recharts.tsx → node_modules/recharts/index.js: recharts may be imported in components/charts only',
  },
  {
    file: 'lib/client/bad-zod.ts',
    text: "import { z } from 'zod'; export const bad = z;",
    refusal:
      'lib/client/bad-zod.ts → node_modules/zod/index.js: zod may be imported in lib/contract and lib/server only',
  },
  {
    file: 'lib/server/sync/bad-sdk.ts',
    text: "import { SFNClient } from '@aws-sdk/client-sfn'; export const bad = SFNClient;",
    refusal:
      'lib/server/sync/bad-sdk.ts → node_modules/@aws-sdk/client-sfn/index.js: @aws-sdk/* may be imported in lib/server/aws and lib/dev/peer only',
  },
  {
    file: 'lib/domain/bad-clock.ts',
    text: "import { performance } from 'node:perf_hooks'; export const bad = performance;",
    refusal: 'lib/domain/bad-clock.ts → perf_hooks: lib/domain must not import packages or Node built-ins',
  },
  {
    file: 'lib/view/bad-testing.ts',
    text: "import { built } from '@/lib/testing/builders'; export const bad = built;",
    refusal: 'lib/view/bad-testing.ts → lib/testing/builders.ts: lib/view must not import lib/testing',
  },
  {
    file: 'lib/client/bad-vitest.ts',
    text: "import { it } from 'vitest'; export const bad = it;",
    refusal: 'lib/client/bad-vitest.ts → node_modules/vitest/index.js: test packages may be imported by tests only',
  },
  {
    file: 'lib/extra/lonely.ts',
    text: 'export const lonely = 1;',
    refusal: 'lib/extra/lonely.ts: file is outside every row of the import table',
  },
  {
    file: 'lib/base/bad-missing.ts',
    text: "import { gone } from './gone'; export const bad = gone;",
    refusal: 'lib/base/bad-missing.ts → ./gone: import cannot be resolved',
  },
  {
    file: 'lib/base/circle-a.ts',
    text: "import type { B } from './circle-b'; export type A = B;",
    refusal: 'lib/base/circle-a.ts → lib/base/circle-b.ts: circular import',
  },
  {
    file: 'lib/base/circle-b.ts',
    text: "import type { A } from './circle-a'; export type B = A;",
    // One circle is one line, told from its first file.
    refusal: 'lib/base/circle-a.ts → lib/base/circle-b.ts: circular import',
  },
];

const trees: string[] = [];

function plant(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(`${tmpdir()}/boundaries-`);
  trees.push(root);
  const packages = ['zod', 'recharts', 'vitest', '@aws-sdk/client-sfn'].flatMap((name) => [
    [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' })] as const,
    [`node_modules/${name}/index.js`, 'module.exports = {};'] as const,
  ]);
  for (const [file, text] of [...Object.entries(files), ...packages]) {
    mkdirSync(dirname(`${root}/${file}`), { recursive: true });
    writeFileSync(`${root}/${file}`, text);
  }
  return root;
}

let bad: BoundaryReport = { files: 0, imports: 0, violations: [] };

beforeAll(async () => {
  const planted = Object.fromEntries(PLANTED.map(({ file, text }) => [file, text]));
  bad = await checkBoundaries(plant({ ...ALLOWED, ...planted }));
});
afterAll(() => {
  for (const tree of trees) rmSync(tree, { recursive: true, force: true });
});

it('lets every allowed import pass', async () => {
  const report = await checkBoundaries(plant(ALLOWED));
  expect(report.violations.map(describeViolation)).toEqual([]);
  expect(report.files).toBe(Object.keys(ALLOWED).length);
});

it.each(PLANTED)('refuses what is planted in $file, by name', ({ refusal }) => {
  expect(bad.violations.map(describeViolation)).toContain(refusal);
});

it('refuses nothing but what was planted', () => {
  const planted = new Set(PLANTED.map(({ file }) => file));
  expect(bad.violations.filter(({ from }) => !planted.has(from)).map(describeViolation)).toEqual([]);
});
