import { test as base } from './shell';
import { type LocalAws, localAwsEnvironment, startDashboard, startLocalAws } from './stack';

type Stack = {
  readonly url: string;
  readonly aws: LocalAws;
  /** Starts an execution whose states behave as `script` says, and gives its name and ARN. */
  readonly start: (machine: string, name: string, script?: object) => Promise<Started>;
};

type Started = { readonly executionArn: string; readonly name: string };

/** `test` against a dashboard of its own that reads a local AWS through the real SDK; both last as long as the worker. */
export const test = base.extend<object, { stack: Stack }>({
  tolerated: /404 \(Not Found\)/,
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const aws = await startLocalAws('small');
      const dashboard = await startDashboard(localAwsEnvironment(aws.url));
      await use({ url: dashboard.url, aws, start: (...given) => startExecution(aws, ...given) });
      await dashboard.stop();
      await aws.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ stack }, use) => {
    await use(stack.url);
  },
});

async function startExecution(aws: LocalAws, machine: string, name: string, script: object = {}): Promise<Started> {
  const answer = await aws.control('POST', 'executions', { machine, name, script });
  if (typeof answer === 'object' && answer !== null && 'executionArn' in answer) {
    return { executionArn: String(answer.executionArn), name };
  }
  throw new Error('the local AWS started nothing');
}

export { expect } from './shell';
