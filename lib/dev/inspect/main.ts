import { readFileSync } from 'node:fs';
import { text as readStream } from 'node:stream/consumers';
import colors from 'picocolors';
import { InputError } from './input-error';
import { inspectText } from './inspect-text';
import { renderTimeline } from './render';

const USAGE = `Usage: npm run inspect -- FILE… [--json] [--all]

Reads recorded histories (GetExecutionHistory) or Step Functions log lines (FilterLogEvents, NDJSON) without AWS.
  FILE     a file, or - for standard input
  --json   one JSON object per execution and line, instead of the timeline
           (npm run --silent inspect -- --json FILE keeps npm's own lines out of the output)
  --all    every row of a long timeline`;

type Options = { readonly files: readonly string[]; readonly json: boolean; readonly all: boolean };

function readOptions(args: readonly string[]): Options | string {
  const flags = args.filter((arg) => arg.startsWith('-') && arg !== '-');
  const unknown = flags.find((flag) => !['--json', '--all', '--help', '-h'].includes(flag));
  if (unknown !== undefined) return `There is no option ${unknown}.\n\n${USAGE}`;
  const files = args.filter((arg) => !flags.includes(arg));
  if (files.length === 0 || flags.includes('--help') || flags.includes('-h')) return USAGE;
  return { files, json: flags.includes('--json'), all: flags.includes('--all') };
}

const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'may not be read by this user',
  EISDIR: 'is a folder, not a file',
};

async function readSource(file: string): Promise<string> {
  try {
    return file === '-' ? await readStream(process.stdin) : readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new InputError(file, SYSTEM_REASONS[code] ?? `cannot be read (${code})`);
  }
}

/** Writes to stdout and waits until it is taken, so that a slow reader (`less`) does not pile output up in memory. */
function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

async function inspectFile(file: string, options: Options): Promise<void> {
  const source = file === '-' ? 'standard input' : file;
  const { executions } = inspectText(source, await readSource(file), Date.now());
  for (const execution of executions) {
    if (options.json) {
      await write(`${execution.redact(JSON.stringify(execution.summary))}\n`);
      for (const note of execution.notes) process.stderr.write(`${source}: ${note}\n`);
    } else {
      const width = Math.min(160, Math.max(60, process.stdout.columns ?? 80));
      const color = process.stdout.isTTY === true && colors.isColorSupported;
      await write(`${renderTimeline(execution, { width, color, all: options.all })}\n`);
    }
  }
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n`);
    return options === USAGE && process.argv.slice(2).some((arg) => arg === '--help' || arg === '-h') ? 0 : 2;
  }
  let exitCode = 0;
  for (const file of options.files) {
    try {
      await inspectFile(file, options);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      process.stderr.write(`${error.message}\n`);
      exitCode = 1;
    }
  }
  return exitCode;
}

// The reader of a pipe may leave early (`| head`); that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = await main();
