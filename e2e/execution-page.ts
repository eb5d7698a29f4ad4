import type { Locator, Page } from '@playwright/test';

/** The page of one execution, by what a person sees of it. */
export class ExecutionPage {
  readonly page: Page;
  readonly tree: Locator;
  readonly rows: Locator;
  readonly selectedRow: Locator;
  readonly find: Locator;
  readonly errorsOnly: Locator;
  readonly hideIdle: Locator;
  /** Where idle time is folded; they are drawn over the rows and told in words beside the checkbox. */
  readonly folds: Locator;
  /** The picture of what ran when, and the box around it, which takes the pointer. */
  readonly minimap: Locator;
  readonly minimapBox: Locator;
  readonly events: Locator;

  constructor(page: Page) {
    this.page = page;
    this.tree = page.getByRole('tree');
    this.rows = page.getByRole('treeitem');
    this.selectedRow = page.getByRole('treeitem', { selected: true });
    this.find = page.getByRole('searchbox', { name: 'Find state or error' });
    this.errorsOnly = page.getByRole('checkbox', { name: 'Errors only' });
    this.hideIdle = page.getByRole('checkbox', { name: /^Hide idle time/ });
    this.folds = page.locator('[data-fold]');
    this.minimap = page.getByRole('img', { name: /^Activity over/ });
    this.minimapBox = page.getByTitle('Drag to choose a part, double-click for the whole time');
    this.events = page.getByRole('table', { name: 'Events' });
  }

  row(state: string): Locator {
    return this.page.getByRole('treeitem', { name: new RegExp(`^${state}, `) });
  }

  /** The bars of a row, which say in their titles what they are. */
  barsOf(row: Locator): Locator {
    return row.locator('[title]');
  }

  /** The box that tells about a selected state. */
  panel(state: string): Locator {
    return this.page.getByRole('region', { name: state, exact: true });
  }

  tab(name: RegExp): Locator {
    return this.page.getByRole('tab', { name });
  }
}
