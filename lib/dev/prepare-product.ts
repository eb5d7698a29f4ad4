import { type Config, ConfigError, type Environment, readConfig } from '@/lib/server/config';
import { loadConnections } from '@/lib/server/config/load-connections';
import { findPortProblem } from './free-port';
import { ensureBuilt } from './product-build';
import { complain } from './repository';

/**
 * All that must hold before the server can run: settings that can be used, a free port, a build of these sources. What
 * does not is said, one line each, and answered with null.
 */
export async function prepareProduct(env: Environment): Promise<Config | null> {
  const config = checkConfig(env);
  return config !== null && (await portIsFree(config)) && (await ensureBuilt()) ? config : null;
}

/** The browser tests start the server through this command; what they tell each other is no setting of the server. */
export function serverEnvironment(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('STATELENS_TEST_')));
}

function checkConfig(env: Environment): Config | null {
  try {
    const config = readConfig(env);
    // What the server would refuse is said before a build, not after it.
    loadConnections(config);
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const { setting, message } of error.problems) complain(`${setting} ${message}`);
    return null;
  }
}

async function portIsFree({ bindAddress, port }: Config): Promise<boolean> {
  const problem = await findPortProblem(bindAddress, port);
  if (problem === null) return true;
  const next = port < 65_535 ? port + 1 : 3000;
  if (problem === 'EADDRINUSE') complain(`Port ${port} is in use. Choose another: PORT=${next} npm start`);
  else if (problem === 'EACCES') complain(`Port ${port} needs more rights. Choose one above 1023: PORT=3000 npm start`);
  else complain(`Port ${port} on ${bindAddress} cannot be used: ${problem}`);
  return false;
}
