import 'server-only';
import { ConfigError, type ConfigProblem, type Environment, readConfig } from './config';
import { createContainer, installContainer } from './container';
import { watchAnswers } from './http/answer-headers';
import { createLogger } from './logger';
import { readInstalledProduct } from './packages';
import { findReachableAddresses } from './reachable-addresses';
import { watchShutdown } from './shutdown';

/**
 * Starts the server's own part: reads the environment, the one place that does, and fills the container. With a bad
 * setting it ends the process with one line per problem on stderr and exit code 1.
 */
export async function boot(): Promise<void> {
  try {
    await start(process.env);
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    for (const problem of thrown.problems) process.stderr.write(`${toLine(problem)}\n`);
    process.exit(1);
  }
}

async function start(env: Environment): Promise<void> {
  const config = readConfig(env);
  watchAnswers();
  await refuseOtherAddresses(config.port);
  const log = createLogger(config.logLevel);
  const product = readInstalledProduct(process.cwd());
  installContainer(createContainer({ config, log, lifecycle: watchShutdown(process), product }));
  log.info({ version: product.version, mode: config.mode, readOnly: config.readOnly, port: config.port }, 'started');
}

/**
 * The framework has bound its port by now, and binds every interface unless it is told not to. Without a login that
 * would show everything to the network (A2).
 */
async function refuseOtherAddresses(port: number): Promise<void> {
  const reachable = await findReachableAddresses(port);
  if (reachable.length === 0) return;
  const message = `${port} answers at ${reachable.join(', ')}, not only on this machine; start with "npm start", or pass --hostname 127.0.0.1 to the server, and look for another program on that port`;
  throw new ConfigError([{ setting: 'PORT', message }]);
}

function toLine({ setting, message }: ConfigProblem): string {
  return `statelens: ${setting} ${message}`;
}
