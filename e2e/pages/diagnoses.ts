/** The panel of diagnoses, the answer to "Why is nothing happening?", and the explained kernel log. */
import type { Locator, Page } from '@playwright/test';
import { expect } from '../test';
import { Workbench } from './workbench';

const question = 'Why is nothing happening?';

export class Diagnoses {
  readonly page: Page;
  readonly workbench: Workbench;
  readonly panel: Locator;
  /** The answer on the whole stage. */
  readonly stage: Locator;

  constructor(page: Page) {
    this.page = page;
    this.workbench = new Workbench(page);
    this.panel = page.getByRole('region', { name: 'Diagnoses', exact: true });
    this.stage = page.getByRole('region', { name: question });
  }

  /** Drops a firmware on a page without one, and brings the panel to the front. */
  async drop(name: string, bytes: Uint8Array): Promise<void> {
    await this.workbench.visit();
    await this.workbench.drop(name, bytes);
    await expect(this.workbench.run).toBeVisible();
    await this.open();
  }

  async open(): Promise<void> {
    // The tab's name may carry the number of findings.
    await this.page.getByRole('tab', { name: /^Diagnoses/ }).click();
    await expect(this.panel).toBeVisible();
  }

  /** The card whose title says this, opened. */
  async finding(title: RegExp | string): Promise<Locator> {
    const card = this.panel.locator('details').filter({ hasText: title });
    const evidence = card.getByText('How we know');
    await expect(card).toBeVisible();
    if (!(await evidence.isVisible())) await card.locator('summary').click();
    await expect(evidence).toBeVisible();
    return card;
  }

  /** The chip in the top bar that says how many. */
  count(text: string): Locator {
    return this.page.getByRole('banner').getByRole('button', { name: text, exact: true });
  }

  async ask(): Promise<void> {
    await this.page.getByRole('banner').getByRole('button', { name: question }).click();
    await expect(this.stage).toBeVisible();
  }

  get answer(): Locator {
    return this.stage.getByRole('heading', { level: 2 });
  }

  /** The boxes of the chain, left to right. */
  get chain(): Locator {
    return this.stage.getByRole('region', { name: 'Who waits for whom' }).getByRole('listitem');
  }
}
