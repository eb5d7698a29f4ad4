import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { MACHINES, machineAddress } from './addresses';
import { expect, test } from './shell';
import { freePort, type LocalAws, localAwsEnvironment, NO_CREDENTIALS, startDashboard, startLocalAws } from './stack';

/** Sync notices a fault with its next round, and its end with its next try: 30 s where AWS must not be asked often. */
const NOTICED_MS = 60_000;

type Fault = {
  readonly name: string;
  readonly title: string;
  /** What the page must say of it, the next step among it. */
  readonly says: readonly RegExp[];
  /** Makes an account that cannot be read, and the environment of a server that reads it. */
  readonly begin: () => Promise<Stricken>;
};

type Stricken = {
  readonly env: Readonly<Record<string, string>>;
  /** Strikes once the server has read; null where it never could. */
  readonly strike: (() => Promise<unknown>) | null;
  /** Takes the cause away, and nothing else. Gives the account that can be read then. */
  readonly heal: () => Promise<LocalAws>;
  readonly end: () => Promise<void>;
};

/** A fault of a local AWS that strikes while the server reads it. */
async function struckLater(fault: object): Promise<Stricken> {
  const aws = await startLocalAws('small');
  return {
    env: localAwsEnvironment(aws.url),
    strike: () => aws.control('PUT', 'faults', fault),
    heal: async () => {
      await aws.control('DELETE', 'faults');
      return aws;
    },
    end: aws.stop,
  };
}

const WHILE_READING: readonly Fault[] = [
  {
    name: 'expired credentials',
    title: 'The AWS credentials have expired',
    says: [/Nothing new is read from AWS/, /Run "aws sso login"/, /AWS last answered/],
    begin: () => struckLater({ action: '*', fault: 'expired' }),
  },
  {
    name: 'a permission that was taken away',
    title: 'A permission is missing',
    says: [/states:ListExecutions/, /Add what is missing to its IAM policy/],
    begin: () => struckLater({ action: 'states:ListExecutions', fault: 'denied' }),
  },
  {
    name: 'throttling',
    title: 'AWS is refusing calls for being too many',
    says: [/appear later than usual/, /goes on by itself/],
    begin: () => struckLater({ action: 'states:*', fault: 'throttled' }),
  },
];

const FROM_THE_START: readonly Fault[] = [
  {
    name: 'no credentials',
    title: 'No AWS credentials were found',
    says: [/aws configure/, /The server notices within 30 seconds/],
    begin: async () => {
      const aws = await startLocalAws('small');
      const directory = await mkdtemp(join(tmpdir(), 'statelens-credentials-'));
      const file = join(directory, 'credentials');
      const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...env } = localAwsEnvironment(aws.url);
      return {
        env: { ...env, AWS_SHARED_CREDENTIALS_FILE: file },
        strike: null,
        heal: async () => {
          const keys = `aws_access_key_id = ${AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}\n`;
          await writeFile(file, `[default]\n${keys}`);
          return aws;
        },
        end: async () => {
          await aws.stop();
          await rm(directory, { recursive: true });
        },
      };
    },
  },
  {
    name: 'a permission that was never given',
    title: 'A permission is missing',
    says: [/states:ListStateMachines/, /Add what is missing to its IAM policy/],
    begin: async () => {
      const stricken = await struckLater({ action: 'states:ListStateMachines', fault: 'denied' });
      await stricken.strike?.();
      return { ...stricken, strike: null };
    },
  },
  {
    name: 'an endpoint that is down',
    title: 'AWS does not answer',
    says: [/AWS_ENDPOINT_URL/, /Reading goes on by itself/],
    begin: async () => {
      const port = String(await freePort());
      let aws: LocalAws | null = null;
      return {
        env: localAwsEnvironment(`http://127.0.0.1:${port}`),
        strike: null,
        heal: async () => {
          aws = await startLocalAws('small', port);
          return aws;
        },
        end: async () => aws?.stop(),
      };
    },
  },
];

for (const [when, faults] of [
  ['while the server reads', WHILE_READING],
  ['before the server could read anything', FROM_THE_START],
] as const) {
  // Most of the time nothing happens but waiting, so the faults are waited for side by side, each with a server of its own.
  test(`${when}: ${faults.map(({ name }) => name).join(', ')} each have their own words and next step, and the pages recover by themselves`, async ({
    context,
  }) => {
    test.setTimeout(300_000);
    await Promise.all(
      faults.map((fault) => test.step(fault.name, async () => survive(fault, await context.newPage()))),
    );
  });
}

async function survive({ title, says, begin }: Fault, page: Page): Promise<void> {
  const stricken = await begin();
  const dashboard = await startDashboard(stricken.env);
  try {
    await page.goto(dashboard.url);
    const main = page.getByRole('main');
    const alert = main.getByRole('region', { name: title });
    const machines = page.getByRole('table', { name: 'State machines, worst first' });
    const row = machines.getByRole('row').filter({ hasText: 'order-fulfilment' });
    if (stricken.strike !== null) {
      await expect(row).toBeVisible({ timeout: NOTICED_MS });
      await expect(alert).toBeHidden();
      await stricken.strike();
    }
    for (const words of [...says, /tried again/]) await expect(alert).toContainText(words, { timeout: NOTICED_MS });
    await expect(main).not.toContainText(/no failure|all good|healthy/i);
    // What was read before stays; what never was is not shown as none.
    if (stricken.strike !== null) await expect(row).toBeVisible();
    const other = await page.context().newPage();
    for (const path of ['/executions', machineAddress(MACHINES.standard)]) {
      await other.goto(`${dashboard.url}${path}`);
      await expect(other.getByRole('main').getByRole('region', { name: title })).toBeVisible();
      if (stricken.strike === null && path === '/executions') {
        await expect(other.getByRole('button', { name: /^Failed/ })).toHaveText('Failed–');
        await expect(other.getByRole('contentinfo')).not.toContainText('Synced');
      }
    }
    await other.close();
    const aws = await stricken.heal();
    await expect(alert).toBeHidden({ timeout: NOTICED_MS });
    await expect(row).toBeVisible({ timeout: NOTICED_MS });
    // The same server reads again: what starts only now comes into its list.
    const name = `after-the-fault-${Date.now()}`;
    await aws.control('POST', 'executions', { machine: 'order-fulfilment', name });
    await page.goto(`${dashboard.url}/executions?q=${name}`);
    await expect(page.getByRole('link', { name })).toBeVisible({ timeout: NOTICED_MS });
  } finally {
    await page.close(); // a page that goes on asking would complain of the stopped server
    await dashboard.stop();
    await stricken.end();
  }
}

test('a server without a region says so, and how to set one', async ({ page }) => {
  const dashboard = await startDashboard(NO_CREDENTIALS);
  await page.goto(dashboard.url);
  const alert = page.getByRole('main').getByRole('region', { name: 'No AWS region is set' });
  await expect(alert).toContainText('AWS_REGION', { timeout: NOTICED_MS });
  await page.goto('about:blank'); // a page that goes on asking would complain of the stopped server
  await dashboard.stop();
});

test('an account without state machines is told apart from one that cannot be read', async ({ page }) => {
  const aws = await startLocalAws('empty');
  const dashboard = await startDashboard(localAwsEnvironment(aws.url));
  await page.goto(dashboard.url);
  const alert = page.getByRole('main').getByRole('region', { name: 'There are no state machines here' });
  await expect(alert).toContainText('AWS_REGION', { timeout: NOTICED_MS });
  await page.goto('about:blank'); // a page that goes on asking would complain of the stopped server
  await dashboard.stop();
  await aws.stop();
});
