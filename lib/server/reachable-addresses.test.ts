import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { findReachableAddresses } from './reachable-addresses';

const servers: Server[] = [];

function listen(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.end());
    servers.push(server);
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'));
      else resolve(address.port);
    });
  });
}

const hasNetwork = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ internal, family }) => !internal && family === 'IPv4'),
);

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('findReachableAddresses (A2)', () => {
  it('finds nothing where a server listens on loopback only', async () => {
    expect(await findReachableAddresses(await listen('127.0.0.1'))).toEqual([]);
  });

  it.runIf(hasNetwork)('finds the addresses of a server that listens on every interface', async () => {
    expect(await findReachableAddresses(await listen('0.0.0.0'))).not.toEqual([]);
  });
});
