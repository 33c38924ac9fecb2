/** What the drawings say of the mailbox and the rings, read as a screen reader reads it. */
import type { Locator, Page } from '@playwright/test';

export type Way = 'Linux → M4' | 'M4 → Linux';

export class Ipc {
  private readonly map: Locator;

  constructor(page: Page) {
    this.map = page.getByRole('region', { name: 'System map' });
  }

  lamp(channel: number, way: Way): Locator {
    return this.map.getByRole('button', { name: new RegExp(`^Channel ${channel}, ${way}: `) });
  }

  async isOccupied(channel: number, way: Way): Promise<boolean> {
    return /: occupied/.test((await this.lamp(channel, way).getAttribute('aria-label')) ?? '');
  }

  /** How many of the ring's slots are described by these words. */
  async countSlots(ring: 0 | 1, words: RegExp): Promise<number> {
    const slots = this.map.getByRole('listbox', { name: new RegExp(`^vring${ring},`) }).getByRole('option');
    const names = await slots.evaluateAll((all) => all.map((slot) => slot.getAttribute('aria-label') ?? ''));
    return names.filter((name) => words.test(name)).length;
  }

  /** avail, used and what Linux has read, as they stand beside the wheel. */
  async indices(ring: 0 | 1): Promise<{ readonly avail: number; readonly used: number; readonly read: number }> {
    const title = this.map.getByRole('button', { name: `vring${ring}`, exact: true });
    const numbers = await title.locator('xpath=ancestor::*[.//dl][1]').locator('dd').allTextContents();
    const [avail = -1, used = -1, read = -1] = numbers.map(Number);
    return { avail, used, read };
  }
}
