import { test as base, expect, type Locator, type Page } from '@playwright/test';

/** The parts around every page, by what a person sees of them. */
export class Shell {
  readonly page: Page;
  readonly navigation: Locator;
  readonly jumpButton: Locator;
  readonly jumpDialog: Locator;
  readonly jumpField: Locator;
  readonly keysDialog: Locator;
  readonly rangeButton: Locator;
  readonly rangeDialog: Locator;
  readonly themeButton: Locator;
  readonly themeDialog: Locator;
  readonly title: Locator;

  constructor(page: Page) {
    this.page = page;
    this.navigation = page.getByRole('navigation', { name: 'Main' });
    this.jumpButton = page.getByRole('button', { name: 'Search or jump to…' });
    this.jumpDialog = page.getByRole('dialog', { name: 'Jump to' });
    this.jumpField = page.getByRole('combobox', { name: 'Page, state machine, execution or ARN' });
    this.keysDialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    this.rangeButton = page.getByRole('button', { name: /^Time range:/ });
    this.rangeDialog = page.getByRole('dialog', { name: 'Time range' });
    this.themeButton = page.getByRole('button', { name: /^Theme:/ });
    this.themeDialog = page.getByRole('dialog', { name: 'Theme' });
    this.title = page.getByRole('heading', { level: 1 });
  }

  /** Opens a page and waits until it answers: links are fetched ahead only once the page's script runs. */
  async open(address: string): Promise<void> {
    await this.page.goto(address, { waitUntil: 'networkidle' });
    // A quiet network is not yet a page that listens: React marks each element that it has taken over, part by part of the
    // page, and what is written into a field before that is lost.
    await this.page.waitForFunction(() => {
      const parts = [...document.querySelectorAll('nav a, main :is(a, button, input, textarea)')];
      const isTaken = (part: Element) => Object.keys(part).some((name) => name.startsWith('__reactProps'));
      return parts.length > 0 && parts.every(isTaken);
    });
  }

  /** Presses keys one after the other until what they are to do is seen: a slow machine outlives a sequence's second. */
  async pressUntil(keys: readonly string[], seen: () => Promise<void>): Promise<void> {
    await expect(async () => {
      for (const key of keys) await this.page.keyboard.press(key);
      await seen();
    }).toPass();
  }

  /** The parameters of the address, once there are any. */
  async query(): Promise<URLSearchParams> {
    await this.page.waitForURL(/\?/);
    return new URL(this.page.url()).searchParams;
  }
}

/** `test` with a shell, which also fails when the page complains in the browser's console. */
export const test = base.extend<{ shell: Shell; complaints: string[]; tolerated: RegExp }>({
  // The browser reports answers that are no success as failed resources: a page that is not there, and, on a server
  // without credentials, an execution that would have to be read.
  tolerated: [/404 \(Not Found\)|503 \(Service Unavailable\)/, { option: true }],
  complaints: [
    async ({ page, tolerated }, use) => {
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        const text = message.text();
        if (['error', 'warning'].includes(message.type()) && !tolerated.test(text)) complaints.push(text);
      });
      await use(complaints);
      expect(complaints, 'errors and warnings in the console').toEqual([]);
    },
    { auto: true },
  ],
  shell: async ({ page }, use) => {
    await use(new Shell(page));
  },
});

export { expect } from '@playwright/test';
