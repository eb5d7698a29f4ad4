import { QueryClient } from '@tanstack/react-query';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findNeighbour } from '@/lib/client/find-neighbour';

const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:orders';
const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 10, 22, 18, 0, 0);

/** What of an execution decides about its neighbours. */
function started(name: string, atMs: number) {
  return { executionArn: name, stateMachineArn: MACHINE, startDate: new Date(atMs).toISOString() };
}

const here = started('here', START_MS);

/** A server that knows these executions, newest first, and answers `limit` of them at a time. */
function serve(all: readonly ReturnType<typeof started>[], limit = 1_000): void {
  vi.stubGlobal('fetch', (path: string) => {
    const query = new URL(path, 'http://localhost').searchParams;
    const time = (name: string): number => Date.parse(query.get(name) ?? '');
    const within = all.filter(
      ({ startDate }) => Date.parse(startDate) >= time('from') && Date.parse(startDate) < time('to'),
    );
    const from = Number(query.get('cursor') ?? 0);
    const nextCursor = from + limit < within.length ? String(from + limit) : null;
    return Promise.resolve(Response.json({ items: within.slice(from, from + limit), nextCursor }));
  });
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('findNeighbour', () => {
  it('goes along the list that was read last of those that hold it', async () => {
    const client = new QueryClient();
    const hold = (id: string, names: readonly string[], updatedAt: number): void => {
      client.setQueryData(['executions', id], { items: names.map((name) => started(name, 0)) }, { updatedAt });
    };
    hold('old', ['x', 'here', 'y'], 1);
    hold('came from', ['a', 'here', 'b'], 2);
    hold('elsewhere', ['c', 'd'], 3);
    expect(await findNeighbour(client, here, 1)).toBe('b');
    expect(await findNeighbour(client, here, -1)).toBe('a');
  });

  it('ends where the list ends, and does not go on elsewhere', async () => {
    const client = new QueryClient();
    client.setQueryData(['executions'], { items: [here] });
    expect(await findNeighbour(client, here, 1)).toBeNull();
    expect(await findNeighbour(client, here, -1)).toBeNull();
  });

  it.each([1, 1_000])('goes by start where there is no list, with pages of %d', async (limit) => {
    serve(
      [
        started('much later', START_MS + 50 * MINUTE_MS),
        started('later', START_MS + 5 * MINUTE_MS),
        started('same time', START_MS),
        here,
        started('before', START_MS - 1),
      ],
      limit,
    );
    const client = new QueryClient();
    expect(await findNeighbour(client, here, -1)).toBe('same time');
    expect(await findNeighbour(client, started('same time', START_MS), -1)).toBe('later');
    expect(await findNeighbour(client, started('much later', START_MS + 50 * MINUTE_MS), -1)).toBeNull();
    if (limit > 2) expect(await findNeighbour(client, here, 1)).toBe('before');
  });

  it('finds a start that is far away', async () => {
    serve([started('weeks later', START_MS + 30 * 24 * 60 * MINUTE_MS), here]);
    expect(await findNeighbour(new QueryClient(), here, -1)).toBe('weeks later');
  });
});
