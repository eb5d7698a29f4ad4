import { once } from 'node:events';
import { createLocalAwsServer } from '@/lib/local-aws/http/server';
import type { World } from '@/lib/local-aws/world';
import type { VirtualTime } from './virtual-time';

/** A local AWS of this process, reached over HTTP as any other. */
export type ServedWorld = { readonly endpoint: string; readonly stop: () => Promise<void> };

/** @param time holds still while a request is answered */
export async function serveWorld(world: World, time: VirtualTime): Promise<ServedWorld> {
  const server = createLocalAwsServer(world);
  server.on('request', (_, response) => void time.hold(once(response, 'close')));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
