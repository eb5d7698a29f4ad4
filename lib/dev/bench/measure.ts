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

/**
 * Parses a text over and over, then folds what came of it over and over, and compares the means in processor time, so
 * that what other programs do counts little and each pays for collecting its own garbage.
 */
export function compareCost<Text, Parsed>(
  text: Text,
  parse: (text: Text) => Parsed,
  fold: (parsed: Parsed) => unknown,
  rounds: number,
): { readonly parseCpuMs: number; readonly foldCpuMs: number; readonly foldPerParse: number } {
  const parseCpuMs = meanCpuMs(rounds, () => parse(text));
  const parsed = parse(text);
  const foldCpuMs = meanCpuMs(rounds, () => fold(parsed));
  return {
    parseCpuMs: hundredths(parseCpuMs),
    foldCpuMs: hundredths(foldCpuMs),
    foldPerParse: hundredths(foldCpuMs / parseCpuMs),
  };
}

function meanCpuMs(rounds: number, work: () => unknown): number {
  for (let round = 0; round < WARM_UP; round += 1) work();
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round += 1) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / rounds;
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
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
