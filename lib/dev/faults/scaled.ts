/**
 * The variable that says which share of its full count each fault test does. Where it is set, `vitest.config.ts` takes
 * the slow tests and nothing else.
 */
export const FAULT_SCALE_VARIABLE = 'FAULT_SCALE';

/**
 * How often a fault test makes its fault: all `full` times in `npm run test:faults`, a share of them in `npm test` or
 * with `--scale`. Never fewer than `least`, so that each kind of the fault still happens.
 */
export function scaled(full: number, { least }: { readonly least: number }): number {
  const scale = Number(process.env[FAULT_SCALE_VARIABLE] ?? '1');
  return Math.max(least, Math.round(full * scale));
}
