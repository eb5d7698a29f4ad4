import 'server-only';
import { createHash } from 'node:crypto';

/** What is shown of a task token: 8 hex digits of its SHA-256, enough to tell two apart and no way back to either. */
export function fingerprintOf(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 8);
}
