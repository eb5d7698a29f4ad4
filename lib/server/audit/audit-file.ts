import 'server-only';
import { open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseJson } from '@/lib/base/json';

/** A file of JSON lines that is only ever added to. */
export type AuditFile = {
  /** Adds a line and resolves once it is on the disk. One at a time, in the order of the calls. */
  readonly append: (entry: object) => Promise<void>;
  /** All lines in order; `undefined` stands for one that cannot be read, such as one that a crash cut short. */
  readonly read: () => Promise<readonly unknown[]>;
};

/** Ours alone: it holds what was sent to AWS. */
const FILE_MODE = 0o600;

/**
 * The file is opened anew for each line: one that was moved away, or a disk that came back, is met as it is then, and not
 * through a handle to what is no longer there.
 */
export function createAuditFile(path: string): AuditFile {
  let last: Promise<void> = Promise.resolve();
  return {
    append: (entry) => {
      const line = JSON.stringify(entry);
      const written = last.then(() => appendLine(path, line));
      last = written.catch(() => {});
      return written;
    },
    read: async () => toEntries(await readText(path)),
  };
}

async function appendLine(path: string, line: string): Promise<void> {
  const file = await open(path, 'a+', FILE_MODE);
  try {
    const { size } = await file.stat();
    // What a full disk or a crash left of the line before must not swallow this one.
    const start = size === 0 || (await endsInNewline(file, size)) ? '' : '\n';
    await file.writeFile(`${start}${line}\n`);
    await file.sync();
    if (size === 0) await syncDirectory(dirname(path));
  } finally {
    await file.close();
  }
}

async function endsInNewline(file: Awaited<ReturnType<typeof open>>, size: number): Promise<boolean> {
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}

/** A new file is there after a crash only when its directory was flushed too. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function toEntries(text: string): readonly unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(parseJson);
}
