import { ARNS, executionAddress, machineAddress } from './addresses';
import { expect, test } from './shell';

test('opens by press and by key, and Esc gives focus back', async ({ page, shell }) => {
  await shell.open('/');
  await shell.jumpButton.click();
  await expect(shell.jumpField).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(shell.jumpDialog).toBeHidden();
  await expect(shell.jumpButton).toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(shell.jumpField).toBeFocused();
});

test('goes to a page by a part of its name', async ({ page, shell }) => {
  await shell.open('/?from=now-1h&to=now');
  await page.keyboard.press('Control+k');
  await shell.jumpField.fill('hot');
  await page.keyboard.press('Enter');
  await expect(shell.title).toHaveText('Hotspots');
  expect(new URL(page.url()).search).toBe('?from=now-1h&to=now');
  await expect(shell.jumpDialog).toBeHidden();
});

test('arrows choose among the places, round and round', async ({ page, shell }) => {
  await shell.open('/');
  await page.keyboard.press('Control+k');
  const chosen = page.getByRole('option', { selected: true });
  await expect(chosen).toContainText('Overview');
  await page.keyboard.press('ArrowDown');
  await expect(chosen).toContainText('Hotspots');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(chosen).toContainText('Settings');
  await expect(shell.jumpField).toHaveAttribute('aria-activedescendant', (await chosen.getAttribute('id')) ?? 'no id');
  await page.keyboard.press('Enter');
  await expect(shell.title).toHaveText('Settings');
});

for (const [kind, arn, address] of [
  ['an execution', ARNS.execution, executionAddress(ARNS.execution)],
  ['an Express execution', ARNS.express, executionAddress(ARNS.express)],
  ['a child of a map run', ARNS.child, executionAddress(ARNS.child)],
  ['a state machine', ARNS.machine, machineAddress(ARNS.machine)],
  ['an alias', ARNS.alias, machineAddress(ARNS.alias)],
  ['the machine of a map run', ARNS.mapRun, machineAddress(ARNS.machine)],
] as const) {
  test(`opens the page of ${kind} by its ARN`, async ({ page, shell }) => {
    await shell.open('/settings');
    await shell.jumpButton.click();
    await shell.jumpField.fill(`  ${arn} `);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === address);
    await expect(page.getByRole('heading', { name: 'What the ARN says' })).toBeVisible();
  });
}

test('any other text leads to the executions that hold it', async ({ page, shell }) => {
  await shell.open('/?from=now-1h&to=now');
  await shell.jumpButton.click();
  await shell.jumpField.fill('ord-2026 88412');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(shell.title).toHaveText('Executions');
  const query = new URL(page.url()).searchParams;
  expect([query.get('q'), query.get('from')]).toEqual(['ord-2026 88412', 'now-1h']);
});

for (const [text, reason] of [
  ['arn:aws:states:eu-west-1:12:execution:a:b', 'The account is “12”; it should be 12 digits.'],
  [ARNS.activity, '“review” is an activity.'],
] as const) {
  test(`says why “${text}” leads nowhere`, async ({ page, shell }) => {
    await shell.open('/');
    await shell.jumpButton.click();
    await shell.jumpField.fill(text);
    await expect(shell.jumpDialog.getByRole('status')).toContainText(reason);
    await page.keyboard.press('Enter');
    await expect(shell.jumpDialog).toBeVisible();
  });
}
