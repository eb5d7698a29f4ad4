import { expect, test } from './shell';
import { type LocalAws, localAwsEnvironment, NO_CREDENTIALS, startDashboard, startLocalAws } from './stack';

/** Sync notices a fault with its next round. */
const NOTICED_MS = 60_000;

type Case = {
  readonly name: string;
  readonly title: string;
  readonly says: RegExp;
  readonly fault: object;
};

const CASES: readonly Case[] = [
  {
    name: 'expired credentials',
    title: 'The AWS credentials have expired',
    says: /Nothing new is read from AWS/,
    fault: { action: '*', fault: 'expired' },
  },
  {
    name: 'a missing permission',
    title: 'A permission is missing',
    says: /states:ListStateMachines/,
    fault: { action: 'states:ListStateMachines', fault: 'denied' },
  },
  {
    name: 'throttling',
    title: 'AWS is refusing calls for being too many',
    says: /appear later than usual/,
    fault: { action: 'states:*', fault: 'throttled' },
  },
];

for (const { name, title, says, fault } of CASES) {
  test(`${name} has its own words and next step, and the page recovers by itself`, async ({ page }) => {
    test.setTimeout(240_000);
    const aws = await startLocalAws('small');
    await aws.control('PUT', 'faults', fault);
    const dashboard = await startDashboard(localAwsEnvironment(aws.url));
    await page.goto(dashboard.url);
    const alert = page.getByRole('main').getByRole('region', { name: title });
    await expect(alert).toContainText(says, { timeout: NOTICED_MS });
    await expect(alert).toContainText(/tried again/);
    await expect(page.getByRole('main')).not.toContainText(/no failure|all good|healthy/i);
    await aws.control('DELETE', 'faults');
    await expect(alert).toBeHidden({ timeout: NOTICED_MS });
    await expect(page.getByRole('table', { name: 'State machines, worst first' })).toBeVisible({ timeout: NOTICED_MS });
    await page.goto('about:blank'); // a page that goes on asking would complain of the stopped server
    await dashboard.stop();
    await aws.stop();
  });
}

for (const { name, title, env } of [
  {
    name: 'no credentials',
    title: 'No AWS credentials were found',
    env: { ...NO_CREDENTIALS, AWS_REGION: 'eu-west-1' },
  },
  { name: 'no region', title: 'No AWS region is set', env: NO_CREDENTIALS },
  // Port 9 is for discarding; nothing listens there.
  { name: 'an endpoint that is down', title: 'AWS does not answer', env: localAwsEnvironment('http://127.0.0.1:9') },
]) {
  test(`${name} is said on every page that shows data, and zeros are not shown`, async ({ page }) => {
    test.setTimeout(240_000);
    const dashboard = await startDashboard(env);
    for (const path of ['/', '/executions']) {
      await page.goto(`${dashboard.url}${path}`);
      await expect(page.getByRole('main').getByRole('region', { name: title })).toBeVisible({ timeout: NOTICED_MS });
    }
    await expect(page.getByRole('button', { name: /^Failed/ })).toHaveText('Failed–');
    await expect(page.getByRole('contentinfo')).not.toContainText('Synced');
    await page.goto('about:blank'); // a page that goes on asking would complain of the stopped server
    await dashboard.stop();
  });
}

test('an account without state machines is told apart from one that cannot be read', async ({ page }) => {
  test.setTimeout(240_000);
  const aws: LocalAws = await startLocalAws('empty');
  const dashboard = await startDashboard(localAwsEnvironment(aws.url));
  await page.goto(dashboard.url);
  const alert = page.getByRole('main').getByRole('region', { name: 'There are no state machines here' });
  await expect(alert).toContainText('AWS_REGION', { timeout: NOTICED_MS });
  await page.goto('about:blank'); // a page that goes on asking would complain of the stopped server
  await dashboard.stop();
  await aws.stop();
});
