/** The chain of what is selected: the bar at the foot of the page, and the marks that other panels carry. */
import type { Locator, Page } from '@playwright/test';
import { expect } from '../test';

export class ChainBar {
  readonly page: Page;
  readonly bar: Locator;

  constructor(page: Page) {
    this.page = page;
    this.bar = page.getByRole('region', { name: 'Chain', exact: true });
  }

  /** Clicks the n-th character of a line in a terminal. */
  async clickByte(line: Locator, at: number): Promise<void> {
    const text = line.locator('[data-text]');
    const box = await text.boundingBox();
    if (box === null) throw new Error('the line is not in sight');
    const letters = [...((await text.textContent()) ?? '')].length;
    await this.page.mouse.click(box.x + (box.width / letters) * (at + 0.5), box.y + 8);
    await expect(this.bar.getByText(/^of \d+$/)).toBeVisible();
  }

  /** Clicks the n-th character of a piece of text that may be broken into several lines. */
  async clickCharacter(piece: Locator, at: number): Promise<void> {
    await piece.scrollIntoViewIfNeeded();
    const place = await piece.locator('[data-text]').evaluate((text, wanted) => {
      const range = document.createRange();
      let before = 0;
      const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const { length } = node.textContent ?? '';
        if (wanted < before + length) {
          range.setStart(node, wanted - before);
          range.setEnd(node, wanted - before + 1);
          const list = text.closest('ul')?.parentElement;
          if (list != null) list.scrollTop += range.getBoundingClientRect().top - list.getBoundingClientRect().top - 20;
          const { x, y, width, height } = range.getBoundingClientRect();
          return { x: x + width / 2, y: y + height / 2 };
        }
        before += length;
      }
      return undefined;
    }, at);
    if (place === undefined) throw new Error(`the text has no character ${at}`);
    await this.page.mouse.click(place.x, place.y);
    await expect(this.bar.getByText(/^of \d+$/)).toBeVisible();
  }

  /** Pairs of words in a drawing whose boxes intersect. */
  async touchingWords(drawing: Locator): Promise<readonly string[]> {
    await expect(drawing.locator('svg text').first()).toBeVisible();
    return drawing.locator('svg text').evaluateAll((texts) => {
      const boxes = texts.map((text) => ({ text: text.textContent ?? '', box: text.getBoundingClientRect() }));
      return boxes.flatMap(({ text, box }, i) =>
        boxes
          .slice(i + 1)
          .filter(
            ({ box: other }) =>
              box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom,
          )
          .map((other) => `“${text}” “${other.text}”`),
      );
    });
  }

  /** "9 of 15" as numbers. */
  async position(): Promise<{ readonly step: number; readonly of: number }> {
    const words = (await this.bar.locator('p').locator('xpath=preceding-sibling::*').allTextContents()).join(' ');
    const [, step = '', of = ''] = /step (\d+) of the chain *of (\d+)/.exec(words) ?? [];
    return { step: Number(step), of: Number(of) };
  }

  async sentence(): Promise<string> {
    return (await this.bar.locator('p').textContent()) ?? '';
  }

  /** Walks by key until the bar says so. */
  async walkTo(step: number): Promise<void> {
    for (let at = (await this.position()).step; at !== step; at += Math.sign(step - at)) {
      const next = at + Math.sign(step - at);
      await this.page.keyboard.press(step > at ? ']' : '[');
      await expect.poll(async () => (await this.position()).step).toBe(next);
    }
  }

  /** Numbers of the chain's steps that a panel shows. */
  async marksIn(panel: Locator): Promise<readonly string[]> {
    const named = await panel
      .locator('[aria-label*="of the chain"]')
      .evaluateAll((all) =>
        all.map((each) => /steps? ([\d, –]+) of the chain/i.exec(each.getAttribute('aria-label') ?? '')?.[1] ?? ''),
      );
    const written = await panel
      .getByText(/of the chain/)
      .evaluateAll((all) =>
        all.map(
          (each) =>
            /([\d, ]+) *$/.exec(each.parentElement?.textContent?.replace(' of the chain', '') ?? '')?.[1]?.trim() ?? '',
        ),
      );
    return [...new Set([...named, ...written].filter((each) => each !== ''))];
  }
}
