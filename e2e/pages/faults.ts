/** The panel of faults on purpose: arming, reading how each stands, removing. */
import type { Locator, Page } from '@playwright/test';
import { expect } from '../test';
import { Workbench } from './workbench';

export class Faults {
  readonly page: Page;
  readonly workbench: Workbench;
  readonly form: Locator;
  readonly list: Locator;

  constructor(page: Page) {
    this.page = page;
    this.workbench = new Workbench(page);
    this.form = page.getByRole('form', { name: 'A new fault' });
    this.list = page.getByRole('region', { name: 'Faults of this board' });
  }

  /** Brings the panel to the front. */
  async open(): Promise<void> {
    await this.workbench.show('Faults');
    await expect(this.form).toBeVisible();
  }

  /** Chooses a kind by its title. Its parameters are then as usual. */
  async choose(title: string): Promise<void> {
    await this.form.getByRole('combobox', { name: 'What shall break?' }).selectOption({ label: title });
  }

  async fill(label: string, text: string): Promise<void> {
    await this.form.getByRole('textbox', { name: label, exact: true }).fill(text);
  }

  async arm(): Promise<void> {
    await this.form.getByRole('button', { name: 'Arm it' }).click();
  }

  /** The armed fault whose sentence holds this text. */
  item(text: string | RegExp): Locator {
    return this.list.getByRole('listitem').filter({ hasText: text });
  }
}
