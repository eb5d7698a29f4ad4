import 'server-only';
import { z } from 'zod';
import { parseJson } from '@/lib/base/json';
import { AppError } from '@/lib/server/errors';
import type { ExecutionQuery } from '@/lib/server/ports/index-store';

/** Where a page ended: the value it is ordered by, and the key that orders executions of the same value. */
export type ExecutionCursor = { readonly value: number; readonly key: bigint };

const content = z.tuple([z.enum(['started', 'stopped', 'duration']), z.number(), z.string().regex(/^-?\d{1,20}$/)]);

export function writeCursor(sort: ExecutionQuery['sort'], { value, key }: ExecutionCursor): string {
  return Buffer.from(JSON.stringify([sort, value, String(key)])).toString('base64url');
}

/** Reads a cursor of the same order back. Throws `AppError` `invalid-request` for anything else. */
export function readCursor(sort: ExecutionQuery['sort'], cursor: string): ExecutionCursor {
  const parsed = content.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success || parsed.data[0] !== sort) {
    throw new AppError('invalid-request', 'This cursor does not belong to this list. Start again at the first page.');
  }
  const [, value, key] = parsed.data;
  return { value, key: BigInt.asIntN(64, BigInt(key)) };
}
