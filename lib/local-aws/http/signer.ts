import type { IncomingMessage } from 'node:http';
import { type Place, SHOP } from '../places';

/** Who signed a request, for which region, and when. */
export type Signer = Place & {
  /** By the caller's clock, epoch ms; `null` where the request does not say. */
  readonly signedAtMs: number | null;
};

/**
 * Reads the credential scope; `null` without a signature. What is signed is taken on trust. A key that ends in an
 * account's number is of that account, so that several can be read at once; every other key is of the shop's.
 */
export function readSigner({ headers }: IncomingMessage): Signer | null {
  const [, key, region] = /Credential=([^/\s]+)\/\d{8}\/([a-z0-9-]+)\//.exec(headers.authorization ?? '') ?? [];
  if (key === undefined || region === undefined) return null;
  const account = /\d{12}$/.exec(key)?.[0] ?? SHOP.account;
  return { account, region, signedAtMs: readBasicTime(String(headers['x-amz-date'] ?? '')) };
}

/** Epoch ms of a time as signatures have it, `20261125T221431Z`. */
function readBasicTime(text: string): number | null {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  return second === undefined ? null : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
