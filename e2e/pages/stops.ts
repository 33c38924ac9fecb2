/** The panel of stop rules, and the ways into it from elsewhere. */
import type { Locator, Page } from '@playwright/test';
import { expect } from '../test';

export class Stops {
  readonly panel: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.panel = page.getByRole('region', { name: 'Stops', exact: true });
  }

  /** By the menu: the tab may be out of sight in a narrow head. */
  async show(): Promise<void> {
    await this.page.getByRole('button', { name: 'Panels and layout' }).click();
    await this.page.getByRole('menuitem', { name: 'Stops', exact: true }).click();
    await expect(this.panel).toBeVisible();
  }

  get line(): Locator {
    return this.panel.getByRole('combobox', { name: 'New stop rule' });
  }

  /** Types a rule and presses Enter. */
  async write(text: string): Promise<void> {
    await this.line.fill(text);
    await this.line.press('Escape');
    await this.line.press('Enter');
  }

  async chooseReady(title: RegExp): Promise<void> {
    await this.panel.getByRole('button', { name: 'Ready rules' }).click();
    await this.page.getByRole('menuitem', { name: title }).click();
  }

  async press(button: 'Stop each time' | 'Run to the next'): Promise<void> {
    await this.panel.getByRole('button', { name: button }).click();
  }

  /** The row of a rule, by its title. */
  row(title: string | RegExp): Locator {
    return this.panel.getByRole('listitem').filter({ hasText: title });
  }

  async runTo(choice: RegExp): Promise<void> {
    await this.page.getByRole('button', { name: 'Run to', exact: true }).click();
    await this.page.getByRole('menuitem', { name: choice }).click();
  }
}
