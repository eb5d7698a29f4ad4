import { expect, type Locator, type Page } from '@playwright/test';

/** The page of approvals, by what a person sees of it. */
export class ApprovalsPage {
  readonly page: Page;
  readonly output: Locator;
  readonly comment: Locator;
  readonly approve: Locator;
  readonly reject: Locator;
  readonly keepAlive: Locator;
  readonly decision: Locator;
  readonly answer: Locator;
  readonly given: Locator;
  readonly dialog: Locator;
  readonly cancel: Locator;
  /** What a confirmation shows of an output. */
  readonly toBeSent: Locator;
  readonly error: Locator;
  readonly cause: Locator;

  constructor(page: Page) {
    this.page = page;
    this.answer = page.getByRole('region', { name: 'Answer', exact: true });
    this.output = page.getByRole('textbox', { name: 'Output on approval (JSON)' });
    this.comment = page.getByRole('textbox', { name: 'Comment, for the audit only' });
    this.approve = page.getByRole('button', { name: 'Review and approve…' });
    this.reject = page.getByRole('button', { name: 'Reject…' });
    this.keepAlive = page.getByRole('button', { name: 'Keep alive' });
    this.decision = page.getByRole('region', { name: 'Decision' });
    this.given = page.getByRole('region', { name: 'What the reviewer was given, text' });
    this.dialog = page.getByRole('dialog');
    this.cancel = this.dialog.getByRole('button', { name: 'Cancel' });
    this.toBeSent = this.dialog.getByRole('region', { name: 'Output that will be sent, text' });
    this.error = this.dialog.getByRole('combobox', { name: /^Error/ });
    this.cause = this.dialog.getByRole('textbox', { name: /^Cause/ });
  }

  /** The panel of one task. */
  task(state: string): Locator {
    return this.page.getByRole('region', { name: state, exact: true });
  }

  /** The lines of an execution in the list. */
  rows(execution: string): Locator {
    return this.page.getByRole('listitem').filter({ hasText: execution });
  }

  /** The button of a confirmation that sends. */
  send(verb: 'Approve' | 'Reject'): Locator {
    return this.dialog.getByRole('button', { name: verb });
  }

  /** Goes to another list. What is pressed is the label: the radio button itself lies hidden under it. */
  async view(name: 'Waiting' | 'Decided' | 'Expired'): Promise<void> {
    const choice = this.page.getByRole('group', { name: 'Which approvals' });
    await choice.getByText(name).click();
    await expect(choice.getByRole('radio', { name })).toBeChecked();
  }
}
