import 'server-only';
import { readFileSync } from 'node:fs';
import { isJsonObject } from '@/lib/base/json';
import { EVERY_NAME } from '@/lib/domain/name-pattern';
import { type Config, ConfigError } from '../config';
import { type ConnectionConfig, readConnectionsFile } from './connections-file';

const DEFAULT_FILE = './statelens.config.json';

/**
 * The connections that the server reads: those of the connections file, else the one that the environment describes, as
 * the AWS CLI would take it. Read once, at start. A file that was named must be there; the default one need not.
 */
export function loadConnections(config: Config): readonly ConnectionConfig[] {
  const path = config.connectionsFile ?? DEFAULT_FILE;
  const text = readText(path, config.connectionsFile !== null);
  if (text !== null) return readConnectionsFile(text, path);
  return [
    {
      name: 'default',
      region: config.awsRegion,
      profile: config.awsProfile,
      role: null,
      webIdentity: null,
      share: null,
      machines: EVERY_NAME,
      payloads: [],
    },
  ];
}

function readText(path: string, isNamed: boolean): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    const isMissing = isJsonObject(thrown) && thrown['code'] === 'ENOENT';
    if (isMissing && !isNamed) return null;
    const setting = isNamed ? 'STATELENS_CONFIG' : path;
    const message = isMissing
      ? `names a file that is not there (${path}); correct the path, or unset it`
      : `cannot be read (${path}); it must be a file that this user may read`;
    throw new ConfigError([{ setting, message }]);
  }
}
