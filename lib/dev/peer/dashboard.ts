import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ended } from '../child';
import { findFreePort } from '../free-port';
import { ROOT } from '../repository';

export type Dashboard = { readonly url: string; readonly stop: () => Promise<void> };

/** The production build on a free port, as `npm start` runs it, with an index of its own and reading the peer. */
export async function startDashboard(peer: Readonly<Record<string, string>>): Promise<Dashboard> {
  const data = await mkdtemp(join(tmpdir(), 'statelens-peer-'));
  const port = await findFreePort('127.0.0.1');
  const child = spawn(process.execPath, ['lib/dev/run.mjs', 'start'], {
    cwd: ROOT,
    env: {
      ...plainEnvironment(),
      ...peer,
      NODE_ENV: 'production',
      PORT: String(port),
      STATELENS_DATA: data,
      STATELENS_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = ended(child);
  const url = await new Promise<string | null>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const ready = /^Ready (http:\S+)$/.exec(line)?.[1];
      if (ready !== undefined) resolve(ready);
    });
    void end.then(() => resolve(null));
  });
  if (url === null) throw new Error('the dashboard ended before it was ready; the reason is above');
  const stop = async () => {
    child.kill('SIGTERM');
    await end;
    await rm(data, { recursive: true, force: true });
  };
  return { url, stop };
}

/** Ours without settings and without anybody's credentials. */
function plainEnvironment(): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(STATELENS_|AWS_|PORT$|NODE_OPTIONS$)/.test(name)),
  );
}
