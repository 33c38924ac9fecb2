/** The list of commands and places: opened by keys, filled by typing. */
import type { Locator, Page } from '@playwright/test';
import { expect } from '../test';

export class Palette {
  readonly page: Page;
  readonly dialog: Locator;
  readonly line: Locator;

  constructor(page: Page) {
    this.page = page;
    this.dialog = page.locator('dialog[open]');
    this.line = this.dialog.getByRole('combobox');
  }

  async open(keys: 'Control+k' | 'Control+Shift+P' | 'F1' | 'Control+p'): Promise<void> {
    await this.page.keyboard.press(keys);
    await expect(this.line).toBeFocused();
  }

  /** The row that Enter takes. */
  get chosen(): Locator {
    return this.dialog.getByRole('option', { selected: true });
  }

  /** Types, sees what is chosen, and takes it. */
  async take(text: string, expected: string | RegExp): Promise<void> {
    await this.page.keyboard.type(text);
    await expect(this.chosen).toHaveAccessibleName(expected);
    await this.page.keyboard.press('Enter');
    await expect(this.dialog).toHaveCount(0);
  }
}
