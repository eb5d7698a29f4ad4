import { readFileSync } from 'node:fs';
import { parseHistory, readAndFold } from './fold-cases';
import { printResult } from './measure';

/** How much higher the memory of a process gets by folding a history that it has parsed: `fold-memory.ts FILE SHAPE`. */
const [file = '', shape = ''] = process.argv.slice(2);
const parsed = parseHistory(readFileSync(file, 'utf8'));
const beforeKb = process.resourceUsage().maxRSS;
const timeline = readAndFold(parsed);
const addedBytes = (process.resourceUsage().maxRSS - beforeKb) * 1024;
printResult('fold', {
  shape,
  events: parsed.length,
  question: 'memory added by folding, at its peak',
  visits: timeline.visits.length,
  bytesPerEvent: Math.round(addedBytes / parsed.length),
});
