import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../child';
import { logCourse, parseHistory, parseLog, readAndFold } from './fold-cases';
import { FOLD_SHAPES, type FoldShape, historyText, logTexts } from './fold-histories';
import { compareCost, printResult, rounded } from './measure';

const ARN = 'arn:aws:states:eu-west-1:123456789012:express:orders:order-1:7f2c';
const SIZES = [2_500, 25_000, 250_000] as const;
const MEMORY = fileURLToPath(new URL('fold-memory.ts', import.meta.url));

/**
 * What folding costs beside parsing the same text, in the same run (design §7): 1.0 is the goal. One JSON line per shape
 * and size.
 */
for (const shape of FOLD_SHAPES) {
  const cpuMs: number[] = [];
  for (const events of SIZES) {
    const cost = compareCost(historyText(shape, events), parseHistory, readAndFold, roundsFor(events));
    cpuMs.push(cost.foldCpuMs);
    printResult('fold', { shape, events, goal: 1, ...cost });
  }
  printResult('fold', { shape, question: 'growth for ten times the events', goal: 11, growth: growthOf(cpuMs) });
}
const lines = logTexts('wide-map', 250_000, ARN);
const logCost = compareCost(lines, parseLog, logCourse, 5);
printResult('fold', { shape: 'express log', events: lines.length, goal: 1, ...logCost });
for (const shape of FOLD_SHAPES) await benchMemory(shape);

function roundsFor(events: number): number {
  return Math.max(8, Math.round(500_000 / events));
}

function growthOf(cpuMs: readonly number[]): readonly number[] {
  return cpuMs.slice(1).map((ms, at) => rounded(ms / (cpuMs[at] ?? Number.NaN)));
}

/** In a process of its own that did nothing but parse before: the highest memory of a process never goes down again. */
async function benchMemory(shape: FoldShape): Promise<void> {
  const file = join(mkdtempSync(join(tmpdir(), 'statelens-bench-')), 'history.json');
  writeFileSync(file, historyText(shape, 250_000));
  try {
    const ran = await run(process.execPath, ['--import', 'tsx', MEMORY, file, shape], { output: 'capture' });
    if (ran.code !== 0) throw new Error(`fold-memory ended with ${ran.code}: ${ran.stderr}`);
    process.stdout.write(ran.stdout);
  } finally {
    rmSync(dirname(file), { recursive: true });
  }
}
