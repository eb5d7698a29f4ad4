import { once } from 'node:events';
import { readArguments } from './arguments';
import { createLocalAwsServer } from './http/server';
import { World } from './world';

/** Starts the local AWS: `node --import tsx lib/local-aws/main.ts --port 4566 --workload demo`. */
async function main(): Promise<void> {
  const { port, settings, limits, lagMs, faults } = readArguments(process.argv.slice(2));
  const world = new World(settings, Date.now());
  world.limits.set(limits);
  world.setLag(lagMs);
  const server = createLocalAwsServer(world);
  // Loopback and nothing else: there is no authentication here.
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  world.clock.start();
  // Set last: what has a duration begins when it can be met.
  for (const fault of faults) world.faults.set(fault);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  process.stdout.write(`Local AWS http://127.0.0.1:${address.port}\n`);
  const stop = () => {
    world.clock.stop();
    server.close();
    server.closeAllConnections();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`local-aws: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
