import { AwsError } from './aws-error';

/** How far the time of a signature may be from the time of AWS. */
const TOLERANCE_MS = 5 * 60_000;

/** The refusal of a signature made too early or too late by AWS's clock; `null` for one that is good. */
export function toAgeRefusal(signedAtMs: number, nowMs: number): AwsError | null {
  const [oldestMs, newestMs] = [nowMs - TOLERANCE_MS, nowMs + TOLERANCE_MS];
  const [signed, now] = [toBasicTime(signedAtMs), toBasicTime(nowMs)];
  if (signedAtMs < oldestMs) {
    return refusal(`Signature expired: ${signed} is now earlier than ${toBasicTime(oldestMs)} (${now} - 5 min.)`);
  }
  if (signedAtMs > newestMs) {
    return refusal(
      `Signature not yet current: ${signed} is still later than ${toBasicTime(newestMs)} (${now} + 5 min.)`,
    );
  }
  return null;
}

function refusal(message: string): AwsError {
  return new AwsError('InvalidSignatureException', message);
}

/** A time as signatures have it: `20261125T221431Z`. */
function toBasicTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/[-:]|\.\d+/g, '');
}
