/** The vrings panel on the whole page, and the memory map: what they say, and how one asks who wrote a byte. */
import type { Locator, Page } from '@playwright/test';
import { expect } from '../test';
import { Workbench } from './workbench';

export type DescriptorLook = 'Bytes' | 'History' | 'Who wrote this?';
export type SideNames = 'Linux / M4' | 'host / remote' | 'rx / tx';

export class Rings {
  readonly page: Page;
  readonly panel: Locator;
  readonly ledger: Locator;
  private readonly workbench: Workbench;

  constructor(page: Page) {
    this.page = page;
    this.workbench = new Workbench(page);
    this.panel = page.getByRole('region', { name: 'Vrings', exact: true });
    this.ledger = this.panel.getByRole('region', { name: 'Buffer ledger' });
  }

  /** Gives the panel the whole page. */
  async openLarge(): Promise<void> {
    await this.workbench.toggleMaximized('Vrings');
    await expect(this.panel.getByRole('heading', { name: 'Buffer ledger' })).toBeVisible();
  }

  async closeLarge(): Promise<void> {
    await this.page.keyboard.press('Alt+Enter');
    await expect(this.page.getByRole('region', { name: 'System map' })).toBeVisible();
  }

  async chooseRing(ring: 0 | 1): Promise<void> {
    await this.page.getByRole('radio', { name: `vring${ring}`, exact: true }).click();
  }

  async lookAt(look: DescriptorLook): Promise<void> {
    await this.panel.getByRole('radio', { name: look }).click();
  }

  async callSides(names: SideNames): Promise<void> {
    await this.page.getByRole('radio', { name: names }).click();
  }

  /** What is wrong with the ring, sentence by sentence. */
  problems(ring: 0 | 1): Locator {
    return this.panel.getByRole('list', { name: `What is wrong with vring${ring}` }).getByRole('listitem');
  }

  slots(ring: 0 | 1): Locator {
    return this.panel.getByRole('listbox', { name: `Slots of vring${ring}` }).getByRole('option');
  }
}

export class MemoryMap {
  readonly page: Page;
  readonly panel: Locator;
  private readonly workbench: Workbench;

  constructor(page: Page) {
    this.page = page;
    this.workbench = new Workbench(page);
    this.panel = page.getByRole('region', { name: 'Memory map', exact: true });
  }

  async openLarge(): Promise<void> {
    await this.workbench.toggleMaximized('Memory map');
    await expect(this.panel.getByRole('list', { name: 'Memories, to scale' })).toBeVisible();
  }

  async choose(place: string): Promise<void> {
    const box = this.panel.getByRole('option', { name: new RegExp(`^${place} at`) });
    const address = /at 0x([0-9a-f]{7})/.exec((await box.getAttribute('aria-label')) ?? '')?.[1] ?? 'no address';
    await box.click();
    // Its bytes come with the next frame.
    await expect(this.panel.getByRole('rowheader').first()).toHaveText(`${address}0`);
  }

  /** The answer to "who wrote this byte last?" for the n-th byte of what is shown. */
  async whoWrote(byte: number): Promise<Locator> {
    await this.panel
      .getByRole('gridcell', { name: /^[0-9a-f]{2}$/ })
      .nth(byte)
      .click();
    return this.panel.getByText(/^Who wrote 0x[0-9a-f]+ last\?/).locator('..');
  }
}
