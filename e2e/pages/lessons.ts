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

  /** Comes back to the page as after a reload, and takes up the lesson where it was left. */
  async comeBack(title: string, offer: string): Promise<void> {
    await this.workbench.visit();
    await this.page.getByRole('button', { name: `${offer}: ${title}`, exact: true }).click();
    await expect(this.player.getByRole('heading', { name: title })).toBeVisible();
  }

  /** What is offered to whoever went past the step. */
  async askAgain(button: string): Promise<void> {
    await this.step.getByRole('button', { name: button }).click();
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

  /** How many steps of the machine have ended and are judged by the lesson. */
  private async judged(): Promise<number> {
    return Number(await this.player.getAttribute('data-judged'));
  }

  /** One step with the button of the top bar; it is over when the lesson has judged it. */
  async pressStep(): Promise<void> {
    const before = await this.judged();
    await this.workbench.pressStep();
    await expect.poll(() => this.judged()).toBeGreaterThan(before);
  }

  /** Steps until the step of the lesson is passed. */
  async stepOn(most = 60): Promise<void> {
    for (let steps = 0; steps <= most; steps++) {
      if ((await this.step.getAttribute('data-passed')) !== null) return;
      await this.pressStep();
    }
    throw new Error(`not passed after ${most} steps: ${await this.step.textContent()}`);
  }

  /** Steps until the lesson says that something was wrong. */
  async stepUntilRefused(most = 60): Promise<void> {
    for (let steps = 0; steps <= most; steps++) {
      if ((await this.step.getByRole('status').textContent()) !== '') return;
      await this.pressStep();
    }
    throw new Error(`nothing was said after ${most} steps`);
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
