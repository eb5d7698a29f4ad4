import { ApprovalsPage } from './approvals-page';
import { findingsOf } from './axe';
import { answersSent, FIRST_READ, onlyWait, waitingBatch, waitingOrder } from './waits';
import { expect, test } from './with-local-aws';

test('a confirmation is worked by keyboard: Cancel comes first, focus stays inside and goes back', async ({
  page,
  shell,
  stack,
}) => {
  const wait = await waitingOrder(stack, 'focus');
  await shell.open(wait.page);
  const approvals = new ApprovalsPage(page);
  await expect(approvals.approve).toBeEnabled(FIRST_READ);
  const before = await answersSent(stack.aws);
  for (const button of [approvals.approve, approvals.reject]) {
    await button.focus();
    await page.keyboard.press('Enter');
    await expect(approvals.cancel).toBeFocused();
    // Around once, and never out of it: there are fewer stops than that in either dialog.
    for (let stop = 0; stop < 8; stop += 1) {
      await page.keyboard.press('Tab');
      await expect(approvals.dialog.locator(':focus')).toHaveCount(1);
    }
    await page.keyboard.press('Escape');
    await expect(approvals.dialog).toBeHidden();
    await expect(button).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(approvals.cancel).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(approvals.dialog).toBeHidden();
    await expect(button).toBeFocused();
  }
  expect(await answersSent(stack.aws)).toBe(before);
  // The button that led to it is locked now: focus goes to where the answer to it will stand.
  await approvals.approve.press('Enter');
  await approvals.send('Approve').press('Enter');
  await expect(approvals.answer).toBeFocused();
  await expect(approvals.decision).toContainText(/Approved by local user/, FIRST_READ);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    // The list of what waits is looked at with every other page (accessibility.spec.ts).
    test(`no approval, dialog or list has an axe finding or is wider than the window, ${colorScheme}, ${width} px`, async ({
      page,
      shell,
      stack,
    }) => {
      test.slow();
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 844 });
      const what = `axe-${colorScheme}-${width}`;
      const [wait, activity] = [
        await waitingOrder(stack, what),
        onlyWait(await waitingBatch(stack, what, { at: 'BookPayouts' })),
      ];
      const approvals = new ApprovalsPage(page);
      const findings: string[] = [];
      await shell.open(wait.page);
      await expect(approvals.approve).toBeEnabled(FIRST_READ);
      await approvals.approve.click();
      findings.push(...(await findingsOf(page, 'approve')));
      await approvals.cancel.click();
      await approvals.reject.click();
      findings.push(...(await findingsOf(page, 'reject')));
      await approvals.cancel.click();
      await approvals.output.fill('no JSON');
      findings.push(...(await findingsOf(page, 'task')));
      await shell.open(activity.page);
      await expect(approvals.task('BookPayouts')).toContainText('It cannot be answered here', FIRST_READ);
      findings.push(...(await findingsOf(page, 'activity')));
      for (const view of ['decided', 'expired']) {
        await shell.open(`/approvals?view=${view}`);
        await expect(page.getByRole('main').getByRole('listitem')).not.toHaveCount(0, FIRST_READ);
        findings.push(...(await findingsOf(page, view)));
      }
      process.stdout.write(`approvals: 6 views, ${findings.length} findings (${colorScheme}, ${width} px)\n`);
      expect(findings).toEqual([]);
    });
  }
}
