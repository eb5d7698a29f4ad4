import 'server-only';
import { accessSync, chmodSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** A reason not to start: what is wrong with the audit's directory, and what to do. Boot prints it and ends. */
export class AuditDirectoryError extends Error {
  override readonly name = 'AuditDirectoryError';
}

/** Makes `dataDirectory/audit` ready, ours alone, and answers the path of its file. */
export function prepareAuditFile(dataDirectory: string): string {
  const path = join(dataDirectory, 'audit');
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new AuditDirectoryError(`${path} cannot be written; give this user the directory, or set STATELENS_DATA`, {
      cause,
    });
  }
  return join(path, 'decisions.ndjson');
}
