import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { isJsonObject } from '@/lib/base/json';
import type { Environment } from '@/lib/server/config';
import { type LocalAws, startLocalAws } from './local-aws-process';
import { prepareProduct, serverEnvironment } from './prepare-product';
import { ensureBuilt } from './product-build';
import { CACHE, say } from './repository';
import { serveProduct } from './serve-product';

/** Local AWS begins anew at each start, so an index of the one before would show executions that it does not know. */
const DATA = `${CACHE}/demo`;
const CONNECTIONS_FILE = `${DATA}/statelens.config.json`;
const ASK_EVERY_MS = 200;

process.exitCode = await demo(serverEnvironment(process.env));

/** Local AWS with a living workload, and the dashboard on it. */
async function demo(env: Environment): Promise<number> {
  rmSync(DATA, { recursive: true, force: true });
  // The past takes a while to make, and so does a build: each has one processor.
  const [aws] = await Promise.all([startLocalAws({ workload: 'demo' }), ensureBuilt()]);
  if (aws === null) return 1;
  mkdirSync(DATA, { recursive: true, mode: 0o700 });
  writeFileSync(CONNECTIONS_FILE, `${JSON.stringify({ connections: aws.connections }, null, 2)}\n`);
  const ours = { STATELENS_DATA: DATA, ...env, ...aws.environment, STATELENS_CONFIG: CONNECTIONS_FILE };
  const config = await prepareProduct(ours);
  const code =
    config === null ? 1 : await serveProduct(config, ours, (url, worthAsking) => sayFirstData(url, worthAsking, aws));
  await aws.stop();
  return code;
}

/** Waits until executions of each machine that can be read are in the index, and says how long that took. */
async function sayFirstData(url: string, worthAsking: () => boolean, aws: LocalAws): Promise<void> {
  const sinceMs = Date.now();
  const missing = new Set<string>(aws.readableMachineArns);
  while (missing.size > 0 && worthAsking()) {
    for (const arn of missing) if (await hasExecutions(url, arn)) missing.delete(arn);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  say(`First data in ${((Date.now() - sinceMs) / 1000).toFixed(1)} s`);
}

async function hasExecutions(url: string, machineArn: string): Promise<boolean> {
  const answer: unknown = await fetch(
    `${url}/api/v1/executions?limit=1&machine=${encodeURIComponent(machineArn)}`,
  ).then(
    (response) => response.json(),
    () => null,
  );
  return isJsonObject(answer) && Array.isArray(answer['items']) && answer['items'].length > 0;
}
