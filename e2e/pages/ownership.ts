/** The panel of who owns what: its sections, its cells, and what is told of one of them. */
import type { Locator, Page } from '@playwright/test';
import { expect } from '../test';
import { Workbench } from './workbench';

export type Section = 'Peripherals' | 'Semaphores' | 'Clocks' | 'EXTI' | 'Pins';

export class Ownership {
  readonly page: Page;
  readonly workbench: Workbench;
  readonly panel: Locator;
  readonly accesses: Locator;

  constructor(page: Page) {
    this.page = page;
    this.workbench = new Workbench(page);
    this.panel = page.getByRole('region', { name: 'Ownership', exact: true });
    this.accesses = this.panel.getByRole('table', { name: 'Last accesses' });
  }

  async open(): Promise<void> {
    await this.workbench.show('Ownership');
    await expect(this.panel).toBeVisible();
  }

  async show(section: Section): Promise<void> {
    await this.panel.getByRole('radio', { name: section, exact: true }).click();
  }

  /** The cell whose sentence begins so. */
  cell(begin: RegExp): Locator {
    return this.panel.getByRole('option', { name: begin });
  }

  async choose(begin: RegExp): Promise<void> {
    await this.cell(begin).click();
  }

  headline(text: string | RegExp): Locator {
    return this.panel.getByRole('heading', { name: text });
  }
}
