import type { AccountRegion } from '../engine/account-region';
import { type JsonMap, numberIn, textIn } from '../json-value';
import { missingMember, validation } from './aws-error';

/** One API call: what was sent, and the account and region it was sent to. */
export type Call = { readonly input: JsonMap; readonly target: AccountRegion; readonly nowMs: number };

/** Answers a call, or throws AwsError. */
export type Operation = (call: Call) => JsonMap;

/** @throws AwsError when the member is missing */
export function requireText({ input }: Call, member: string): string {
  const text = textIn(input, member);
  if (text === undefined || text === '') throw missingMember(member);
  return text;
}

/** Answers a call after a while. `signal` is aborted when the caller hangs up. Throws AwsError at once, if at all. */
export type LongPoll = (call: Call, signal: AbortSignal) => Promise<JsonMap>;

/** A page size: 0 or absence means the default. @throws AwsError when it is out of range */
export function pageSize({ input }: Call, member: string, fallback: number, most: number): number {
  const size = numberIn(input, member) ?? 0;
  if (size >= 0 && size <= most) return size === 0 ? fallback : size;
  const constraint = size < 0 ? 'greater than or equal to 0' : `less than or equal to ${most}`;
  throw validation(
    `1 validation error detected: Value '${size}' at '${member}' failed to satisfy constraint: Member must have value ${constraint}`,
  );
}

/** The text of one of the given values. @throws AwsError naming them */
export function oneOf<T extends string>({ input }: Call, member: string, values: readonly T[]): T | undefined {
  const text = textIn(input, member);
  if (text === undefined) return undefined;
  const known = values.find((value) => value === text);
  if (known !== undefined) return known;
  throw validation(
    `1 validation error detected: Value '${text}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(', ')}]`,
  );
}

/** A time as the wire has it: epoch seconds with a millisecond fraction. */
export function toWireTime(epochMs: number): number {
  return epochMs / 1000;
}
