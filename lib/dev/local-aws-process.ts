import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Environment } from '@/lib/server/config';
import { ended } from './child';
import { CACHE, complain, ROOT, say } from './repository';

/** A local AWS in a process of its own, as another company's would be: reached by its endpoint and nothing else. */
export type LocalAws = {
  /** What the dashboard has to be told to read it. */
  readonly environment: Environment;
  /** The accounts in which something runs, as a connections file names them. */
  readonly connections: readonly object[];
  /** Its machines whose executions can be read: Standard ones, and Express ones that log. */
  readonly readableMachineArns: readonly string[];
  readonly stop: () => Promise<void>;
};

const REGION = 'eu-west-1';
const SHOP = `arn:aws:states:${REGION}:123456789012:stateMachine`;
const MEDIA = 'arn:aws:states:us-east-1:210987654321:stateMachine';
const READABLE = [
  `${SHOP}:order-fulfilment`,
  `${SHOP}:checkout-api`,
  `${SHOP}:supplier-payouts`,
  `${MEDIA}:media-pipeline`,
] as const;

/** The second account is reached as one of another team would be: by a role that asks for an external id. */
const CONNECTIONS = [
  { name: 'shop', region: REGION },
  {
    name: 'media',
    region: 'us-east-1',
    role: { arn: 'arn:aws:iam::210987654321:role/statelens-reader', externalId: 'statelens-demo' },
  },
];

/** Making weeks of executions leaves much behind that is of no use a moment later: more room for it halves the time. */
const NODE_OPTIONS = ['--max-semi-space-size=64', '--import', 'tsx'];

/** What came of past executions is kept here for the next demo of the day. */
const PAST_FILE = `${CACHE}/local-aws/past.json`;

function settingsOf(workload: string): readonly string[] {
  return ['--workload', workload, ...(workload === 'demo' ? ['--past', PAST_FILE] : [])];
}

/** Starts it on a free port; null, with the reason said, where it does not start. Its past is made before it answers. */
export async function startLocalAws({ workload }: { readonly workload: string }): Promise<LocalAws | null> {
  const sinceMs = Date.now();
  const child = spawn(process.execPath, [...NODE_OPTIONS, 'lib/local-aws/main.ts', ...settingsOf(workload)], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    // Ctrl-C reaches every process of the terminal's group; this one ends after the dashboard that reads it.
    detached: process.platform !== 'win32',
  });
  const end = ended(child);
  process.on('exit', () => child.kill('SIGTERM'));
  const endpoint = await new Promise<string | null>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => resolve(/http:\/\/\S+$/.exec(line)?.[0] ?? null));
    void end.then(() => resolve(null));
  });
  if (endpoint === null) {
    complain('The local AWS did not start; the reason is above');
    return null;
  }
  say(`Local AWS ${endpoint} with its past in ${((Date.now() - sinceMs) / 1000).toFixed(1)} s`);
  return {
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: REGION,
      // It takes any credentials; the SDK insists on having some.
      AWS_ACCESS_KEY_ID: 'demo',
      AWS_SECRET_ACCESS_KEY: 'demo',
      STATELENS_AWS_SHARE: 'off',
    },
    connections: CONNECTIONS,
    readableMachineArns: READABLE,
    stop: async () => {
      child.kill('SIGTERM');
      await end;
    },
  };
}
