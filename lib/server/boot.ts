import 'server-only';
import { AuditDirectoryError, prepareAuditFile } from './audit/audit-directory';
import { openAuditLog } from './audit/audit-log';
import { type ConnectionParts, createAwsConnections } from './aws/connections';
import { type Config, ConfigError, type ConfigProblem, type Environment, readConfig } from './config';
import type { ConnectionConfig } from './config/connections-file';
import { loadConnections } from './config/load-connections';
import { createContainer, installContainer } from './container';
import { refuseEndpoint } from './endpoint-address';
import { watchAnswers } from './http/answer-headers';
import { createLogger } from './logger';
import { readInstalledProduct } from './packages';
import { findReachableAddresses } from './reachable-addresses';
import { holdExit, releaseConnections, watchShutdown } from './shutdown';
import { IndexDirectoryError } from './store/index-directory';
import { openIndexStore } from './store/open-index-store';
import { createReading } from './sync/reading';
import { systemClock } from './system-clock';

/**
 * Starts the server's own part: reads the environment and the connections file, the one place that does, opens the index, fills the container and
 * begins to read AWS. With a bad setting, or an index it must not open, it ends the process with one line per problem on
 * stderr and exit code 1.
 */
export async function boot(): Promise<void> {
  try {
    await start(process.env);
  } catch (thrown) {
    if (thrown instanceof IndexDirectoryError || thrown instanceof AuditDirectoryError)
      process.stderr.write(`statelens: ${thrown.message}\n`);
    else if (!(thrown instanceof ConfigError)) throw thrown;
    else for (const problem of thrown.problems) process.stderr.write(`${toLine(problem)}\n`);
    process.exit(1);
  }
}

const DAY_MS = 86_400_000;

async function start(env: Environment): Promise<void> {
  const config = readConfig(env);
  const described = loadConnections(config);
  watchAnswers();
  await refuseOtherAddresses(config.port);
  const log = createLogger(config.logLevel);
  const product = readInstalledProduct(process.cwd());
  const lifecycle = watchShutdown(process);
  releaseConnections(process, lifecycle);
  const keepMs = config.keepDays * DAY_MS;
  const index = await openIndexStore({ dataDirectory: config.dataDirectory, keepMs, log });
  // After the index, whose lock keeps a second process out of the whole data directory.
  const audit = await openAuditLog(prepareAuditFile(config.dataDirectory), log);
  const connections = createAwsConnections(described.map((each) => toParts(each, config)));
  const reading = createReading({ index: index.store, connections, clock: systemClock, keepMs, log });
  const container = createContainer({
    config,
    log,
    lifecycle,
    product,
    index: index.store,
    audit,
    connections,
    reading,
  });
  installContainer(container);
  const stop = async (): Promise<void> => {
    await Promise.all([container.settler.stop(), reading.sync.stop()]);
  };
  holdExit(process, { onSignal: stop, onExit: () => index.close() });
  reading.sync.start();
  container.settler.wake();
  log.info(
    {
      version: product.version,
      mode: config.mode,
      readOnly: config.readOnly,
      port: config.port,
      connections: described.length,
    },
    'started',
  );
}

function toParts(
  { name, share, machines, payloads, ...settings }: ConnectionConfig,
  { awsShare }: Config,
): ConnectionParts {
  return { name, settings, share: share ?? awsShare, machines, payloads, refuseEndpoint };
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
