/** What a question costs: time on the clock, and of both processors, which other programs on the machine change less. */
export type Cost = { readonly p50Ms: number; readonly p95Ms: number; readonly cpuP50Ms: number };

/** Rounds before those that count, so that caches are as warm as in a server that runs. */
const WARM_UP = 2;

/** Asks the same question again and again. `round` counts from 0; the warm-up asks round 0. */
export async function measure(rounds: number, ask: (round: number) => Promise<unknown>): Promise<Cost> {
  const wall: number[] = [];
  const cpu: number[] = [];
  for (let round = -WARM_UP; round < rounds; round += 1) {
    const cpuBefore = process.cpuUsage();
    const startedAtMs = performance.now();
    await ask(Math.max(0, round));
    if (round < 0) continue;
    wall.push(performance.now() - startedAtMs);
    const { user, system } = process.cpuUsage(cpuBefore);
    cpu.push((user + system) / 1000);
  }
  return { p50Ms: percentile(wall, 0.5), p95Ms: percentile(wall, 0.95), cpuP50Ms: percentile(cpu, 0.5) };
}

/** The smallest value that at least this share of the values does not exceed, to a tenth. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return rounded(sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN);
}

export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** One result as a line of JSON on stdout. */
export function printResult(bench: string, result: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ bench, ...result })}\n`);
}
