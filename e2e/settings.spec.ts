import { expect, test } from './with-local-aws';

test('settings say what is read, and what AWS has said to each permission', async ({ page, shell, stack }) => {
  await stack.untilRead();
  await shell.open('/settings');
  const aws = page.getByRole('region', { name: 'AWS' });
  await expect(aws).toContainText('123456789012');
  await expect(aws).toContainText(stack.aws.url);
  const permission = (action: string) => aws.getByRole('row').filter({ hasText: action });
  await expect(permission('states:ListExecutions')).toContainText('Allowed');
  await expect(permission('logs:FilterLogEvents')).toContainText('Allowed');
  // Nobody has decided anything here, so nobody knows.
  await expect(permission('states:SendTaskSuccess')).toContainText('Not tried yet');
});

test('the decisions that were made are one press away', async ({ page, shell }) => {
  await shell.open('/settings');
  await page.getByRole('link', { name: 'Decisions made here' }).click();
  await expect(shell.title).toHaveText('Approvals');
  await expect(page).toHaveURL(/view=decided/);
});
