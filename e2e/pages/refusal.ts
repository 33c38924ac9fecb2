/** The dialog that says why Linux would not take a file. */
import type { Locator, Page } from '@playwright/test';

export class Refusal {
  readonly dialog: Locator;

  constructor(page: Page) {
    this.dialog = page.locator('dialog[open]');
  }

  /** The kernel's lines as they would appear, and what the shell says. */
  async kernelLog(): Promise<string> {
    return (await this.dialog.locator('pre').textContent()) ?? '';
  }

  async advice(): Promise<string> {
    return (await this.dialog.getByRole('heading', { name: 'What to do' }).locator('+ p').textContent()) ?? '';
  }

  async dismiss(): Promise<void> {
    await this.dialog.getByRole('button', { name: /^Keep|^Choose another/ }).click();
  }

  async openAnyway(): Promise<void> {
    await this.dialog.getByRole('button', { name: /Open it anyway/ }).click();
  }
}
