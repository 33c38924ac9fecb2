/** A lesson beside the page: begun, answered and walked through as a student does it. */
import type { Locator, Page } from '@playwright/test';
import { expect } from '../test';
import { Terminals } from './terminals';
import { Workbench } from './workbench';

export class Lessons {
  readonly page: Page;
  readonly workbench: Workbench;
  readonly terminals: Terminals;
  readonly player: Locator;
  readonly next: Locator;

  constructor(page: Page) {
    this.page = page;
    this.workbench = new Workbench(page);
    this.terminals = new Terminals(page);
    this.player = page.getByRole('complementary', { name: 'Lesson' });
    this.next = this.player.getByRole('button', { name: 'Next', exact: true });
  }

  /** From the first page. */
  async begin(title: string): Promise<void> {
    await this.workbench.visit();
    await this.page.getByRole('button', { name: title, exact: true }).click();
    await expect(this.player.getByRole('heading', { name: title })).toBeVisible();
  }

  /** The step that is shown now. */
  get step(): Locator {
    return this.player.locator('[aria-current="step"]');
  }

  /** Goes on, and waits until this step has begun. */
  async goOn(title: string): Promise<void> {
    await this.next.click();
    await this.expectStep(title);
  }

  async expectStep(title: string): Promise<void> {
    await expect(this.step.getByRole('heading', { name: title })).toBeVisible();
  }

  /** The step is passed, and these words say what was learnt. */
  async expectPassed(words: string | RegExp): Promise<void> {
    await expect(this.step.getByRole('status')).toContainText('Right.');
    await expect(this.step.getByRole('status')).toContainText(words);
  }

  async expectNotYet(words: string | RegExp): Promise<void> {
    await expect(this.step.getByRole('status')).toContainText('Not yet.');
    await expect(this.step.getByRole('status')).toContainText(words);
    await expect(this.step).not.toHaveAttribute('data-passed');
  }

  async choose(label: string): Promise<void> {
    await this.step.getByRole('button', { name: label }).click();
  }

  async predict(number: number): Promise<void> {
    await this.step.getByRole('textbox').fill(String(number));
    await this.step.getByRole('textbox').press('Enter');
  }

  /** The time and, where the map is shown, its headline. */
  private async told(): Promise<readonly string[]> {
    return [await this.workbench.time(), ...(await this.workbench.headline.allTextContents())];
  }

  /** Steps with the button of the top bar until the step is passed. */
  async stepOn(most = 60): Promise<void> {
    for (let steps = 0; steps <= most; steps++) {
      if ((await this.step.getAttribute('data-passed')) !== null) return;
      const before = await this.told();
      await this.workbench.pressStep();
      // Two events of one instant may be told by the same words: then the next press is as good, once the step is over.
      await expect
        .poll(() => this.told(), { timeout: 2_000 })
        .not.toEqual(before)
        .catch(() => undefined);
      // The lesson hears of it with a later frame: pressing on at once would go too far.
      await expect(this.step)
        .toHaveAttribute('data-passed', { timeout: 1_000 })
        .catch(() => undefined);
    }
    throw new Error(`not passed after ${most} steps: ${await this.step.textContent()}`);
  }

  /** A buffer of a ring on the map, by what is said of it. */
  buffer(ring: 0 | 1, words: RegExp): Locator {
    return this.page
      .getByRole('region', { name: 'System map' })
      .getByRole('listbox', { name: new RegExp(`^vring${ring},`) })
      .getByRole('option', { name: words })
      .first();
  }

  lamp(name: RegExp): Locator {
    return this.page.getByRole('region', { name: 'System map' }).getByRole('button', { name });
  }

  /** What the spotlight is on. */
  get light(): Locator {
    return this.page.locator('[data-spotlight]');
  }

  async expectFinished(): Promise<void> {
    await expect(this.player.getByRole('region', { name: 'Finished' })).toBeVisible();
  }
}
