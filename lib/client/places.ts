import type { Connection } from '@/lib/contract/connections';
import { parseArn } from '@/lib/domain/arn';

/** Where something is: the words for a list, and all of it for who looks closer. */
export type PlaceWords = { readonly short: string; readonly full: string };

/**
 * Tells of which account and region an ARN is: by the name of the connection that reads them, where exactly one does.
 * Null where there is one connection and the whole page is of it, and for a text that is no ARN.
 */
export function placeOf(arn: string, connections: readonly Connection[]): PlaceWords | null {
  if (connections.length < 2) return null;
  const parsed = parseArn(arn);
  if (parsed.kind === 'invalid') return null;
  const { account, region } = parsed.arn;
  const [reader, ...others] = connections.filter((each) => each.accountId === account && each.region === region);
  const place = `${account} · ${region}`;
  return reader === undefined || others.length > 0
    ? { short: place, full: place }
    : { short: `${reader.name} · ${region}`, full: `${reader.name} · ${place}` };
}

/** The connection as a choice: `shop · 123456789012 · eu-west-1`, as far as it is known. */
export function connectionWords({ name, accountId, region }: Connection): string {
  return [name, accountId, region].filter((part) => part !== null).join(' · ');
}
