import { describe, expect, it } from 'vitest';
import type { Connection } from '@/lib/contract/connections';
import { connectionWords, placeOf } from './places';

const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:orders:one';

function connection(name: string, accountId: string | null, region: string | null): Connection {
  return {
    name,
    accountId,
    region,
    endpoint: null,
    state: 'ok',
    since: '2026-11-25T00:00:00.000Z',
    lastSuccessDate: null,
    nextTryDate: null,
    clockSkewMs: null,
    machineCount: null,
    permissions: [],
    budget: { place: null, sharedWith: [], share: null, operations: [] },
    problems: [],
  };
}

const shop = connection('shop', '123456789012', 'eu-west-1');
const media = connection('media', '210987654321', 'eu-west-1');

describe('placeOf', () => {
  it('says nothing where there is one place', () => {
    expect(placeOf(ARN, [])).toBeNull();
    expect(placeOf(ARN, [shop])).toBeNull();
  });

  it('names the connection that reads the account and the region', () => {
    expect(placeOf(ARN, [media, shop])).toEqual({
      short: 'shop · eu-west-1',
      full: 'shop · 123456789012 · eu-west-1',
    });
  });

  it('names the account where no connection, or more than one, is known to read it', () => {
    const place = { short: '123456789012 · eu-west-1', full: '123456789012 · eu-west-1' };
    expect(placeOf(ARN, [media, connection('shop', null, 'eu-west-1')])).toEqual(place);
    expect(placeOf(ARN, [shop, { ...shop, name: 'shop-rest' }])).toEqual(place);
  });

  it('says nothing of a text that is no ARN', () => {
    expect(placeOf('orders', [shop, media])).toBeNull();
  });
});

describe('connectionWords', () => {
  it('leaves out what is not known yet', () => {
    expect(connectionWords(shop)).toBe('shop · 123456789012 · eu-west-1');
    expect(connectionWords(connection('new', null, 'eu-west-1'))).toBe('new · eu-west-1');
  });
});
