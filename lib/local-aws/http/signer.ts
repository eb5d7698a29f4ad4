import type { IncomingMessage } from 'node:http';
import type { AccountRegion } from '../engine/account-region';

/** An account in a region: what has quotas, and what a fault may be held to. */
export type Place = Pick<AccountRegion, 'account' | 'region'>;

/** Who signed a request, for which region, and when. */
export type Signer = Place & {
  /** By the caller's clock, epoch ms; `null` where the request does not say. */
  readonly signedAtMs: number | null;
};

/** The account of a key that names none. */
const HOME_ACCOUNT = '123456789012';

/**
 * Reads the credential scope; `null` without a signature. What is signed is taken on trust. A key that ends in an
 * account's number is of that account, so that several can be read at once.
 */
export function readSigner({ headers }: IncomingMessage): Signer | null {
  const [, key, region] = /Credential=([^/\s]+)\/\d{8}\/([a-z0-9-]+)\//.exec(headers.authorization ?? '') ?? [];
  if (key === undefined || region === undefined) return null;
  const account = /\d{12}$/.exec(key)?.[0] ?? HOME_ACCOUNT;
  return { account, region, signedAtMs: readBasicTime(String(headers['x-amz-date'] ?? '')) };
}

/** Epoch ms of a time as signatures have it, `20261125T221431Z`. */
function readBasicTime(text: string): number | null {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  return second === undefined ? null : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
