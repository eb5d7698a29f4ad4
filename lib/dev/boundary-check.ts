import { existsSync, readdirSync } from 'node:fs';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { boundaryRules, isOwned } from './boundary-rules';

/** An import, or a file, that the import table refuses. Paths count from the project's folder. */
export type BoundaryViolation = {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
};

export type BoundaryReport = {
  readonly files: number;
  readonly imports: number;
  readonly violations: readonly BoundaryViolation[];
};

const SOURCE_FILE = /\.(ts|tsx|mts|cts|js|jsx|mjs|cjs)$/;
/** Written by Next at the root, kept out of git. */
const GENERATED_TYPES = 'next-env.d.ts';
const SOURCE_FOLDERS = ['app', 'components', 'lib', 'e2e'];

/**
 * Checks every source file of a project against the import table, type-only imports and tests included.
 *
 * @param root the project's folder, absolute
 */
export async function checkBoundaries(root: string): Promise<BoundaryReport> {
  const sources = [
    ...SOURCE_FOLDERS.filter((folder) => existsSync(`${root}/${folder}`)),
    ...readdirSync(root).filter((name) => SOURCE_FILE.test(name) && name !== GENERATED_TYPES),
  ];
  const { output } = await cruise(
    sources,
    {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: boundaryRules() },
      tsPreCompilationDeps: true,
      doNotFollow: { path: '(^|/)node_modules/' },
      enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
    },
    // The alias of tsconfig.json, which dependency-cruiser would count from the working directory.
    { alias: { '@': root } },
  );
  return toReport(output);
}

function toReport(output: ICruiseResult | string): BoundaryReport {
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text instead of a result');
  const modules = output.modules.filter((module) => !/(^|\/)node_modules\//.test(module.source) && !module.coreModule);
  const violations = new Map<string, BoundaryViolation>();
  for (const { source } of modules.filter((module) => !module.couldNotResolve && !isOwned(module.source))) {
    violations.set(source, { rule: 'file is outside every row of the import table', from: source, to: source });
  }
  for (const { rule, from, to } of output.summary.violations) {
    violations.set(`${rule.name} ${from} ${to}`, { rule: rule.name, from, to });
  }
  return {
    files: modules.length,
    imports: modules.reduce((sum, module) => sum + module.dependencies.length, 0),
    violations: [...violations.values()],
  };
}

/** A violation as one line: `lib/domain/fold.ts → lib/server/boot.ts: lib/domain must not import lib/server/boot`. */
export function describeViolation({ from, to, rule }: BoundaryViolation): string {
  return from === to ? `${from}: ${rule}` : `${from} → ${to}: ${rule}`;
}
