import 'server-only';
import { isJsonObject, numberOf } from '@/lib/base/json';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { Watermark } from '@/lib/server/ports/index-store';

/**
 * What has been read of one machine: every execution that started from `fromMs` to `toMs`, by AWS's clock. `fromMs` is 0
 * once nothing older is left to read.
 */
export type Span = { readonly fromMs: EpochMs; readonly toMs: EpochMs };

/** The key under which the span of a machine is kept. */
export function spanKey(machineArn: string): string {
  return `span:${machineArn}`;
}

export function spanWatermark(machineArn: string, { fromMs, toMs }: Span): Watermark {
  return { key: spanKey(machineArn), value: { fromMs, toMs } };
}

/** The span as it was stored; null where there is none, or none that can be read: then it is read anew. */
export function readSpan(value: unknown): Span | null {
  if (!isJsonObject(value)) return null;
  const [fromMs, toMs] = [numberOf(value, 'fromMs'), numberOf(value, 'toMs')];
  if (fromMs === undefined || toMs === undefined || fromMs < 0 || toMs < fromMs) return null;
  return { fromMs: epochMs(fromMs), toMs: epochMs(toMs) };
}
