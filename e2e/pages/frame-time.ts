/** Every panel in sight at once, and how long the page's main thread works for each frame. */
import type { Browser, Page } from '@playwright/test';
import { expect } from '../test';
import { Workbench } from './workbench';

/** Time of the processor on the page's main thread, in ms for each drawn frame. */
export type FrameTimes = { readonly frames: number; readonly script: Spread; readonly style: Spread };
type Spread = { readonly median: number; readonly p95: number; readonly max: number };

type LayoutNode = { type?: string; id?: string; children?: LayoutNode[]; [key: string]: unknown };
const layoutKey = 'ampscope.layout';

/** Puts each panel into a place of its own. The page must have been arranged once, so that it has something to remember. */
async function spreadPanels(page: Page, columns: number): Promise<number> {
  const saved = await page.evaluate((key) => localStorage.getItem(key), layoutKey);
  if (saved === null) throw new Error('The page has not remembered its layout yet.');
  const layout = JSON.parse(saved) as { model: { layout: LayoutNode }; touched: boolean };
  const tabs = tabsIn(layout.model.layout);
  const rows: LayoutNode[] = [];
  for (let at = 0; at < tabs.length; at += columns) {
    const row = tabs.slice(at, at + columns);
    const places = row.map((tab) => ({ type: 'tabset', id: placeOf(tab), weight: 100, children: [tab] }));
    rows.push({ type: 'row', id: `row${at}`, weight: 100, children: places });
  }
  layout.touched = true;
  layout.model.layout = { type: 'row', id: 'root', children: rows };
  await page.evaluate(([key, text]) => localStorage.setItem(key, text), [layoutKey, JSON.stringify(layout)] as const);
  return tabs.length;
}

/** The echo demo runs, with every panel in sight. Answers how many there are. */
export async function runWithEveryPanel(page: Page): Promise<number> {
  const workbench = new Workbench(page);
  await workbench.openDemo('tty-echo');
  await workbench.show('dmesg');
  await workbench.show('Linux console');
  const panels = await spreadPanels(page, 5);
  await workbench.openDemo('tty-echo');
  await expect(page.locator('[data-panel]:visible')).toHaveCount(panels);
  await workbench.run.click();
  await expect(page.getByRole('textbox', { name: /ttyRPMSG0/ })).toBeVisible();
  return panels;
}

/** Presses Run or Pause, and answers after how many milliseconds the button says the other word. */
export const switchRun = (page: Page, until: 'Run' | 'Pause'): Promise<number> =>
  page.evaluate(async (word) => {
    const button = (): HTMLElement | undefined =>
      [...document.querySelectorAll<HTMLElement>('header button')].find((each) => /^(Run|Pause)/.test(each.innerText));
    const began = performance.now();
    button()?.click();
    while (button()?.innerText.startsWith(word) !== true) await new Promise(requestAnimationFrame);
    return Math.round(performance.now() - began);
  }, until);

const placeOf = (tab: LayoutNode): string =>
  ({ 'system-map': 'stage', timeline: 'bottom' })[tab.id ?? ''] ?? `place ${tab.id}`;
const tabsIn = (node: LayoutNode): LayoutNode[] =>
  node.type === 'tab' ? [node] : (node.children ?? []).flatMap((child) => tabsIn(child));

type TraceEvent = {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
};
const scripts: ReadonlySet<string> = new Set([
  'FunctionCall',
  'EvaluateScript',
  'RunMicrotasks',
  'FireAnimationFrame',
  'TimerFire',
  'EventDispatch',
  'HandlePostMessage',
]);
const styles: ReadonlySet<string> = new Set(['UpdateLayoutTree', 'Layout', 'PrePaint', 'Paint', 'Layerize']);

/** Records the page's main thread for a while. `page` must be the only one of the browser. */
export async function recordFrames(browser: Browser, page: Page, milliseconds: number): Promise<FrameTimes> {
  const wire = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  wire.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await wire.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline', 'blink.user_timing', '__metadata'] },
  });
  await page.evaluate((time) => new Promise((done) => setTimeout(done, time)), milliseconds);
  const complete = new Promise((done) => wire.once('Tracing.tracingComplete', done));
  await wire.send('Tracing.end');
  await complete;
  await wire.detach();
  return summed(events);
}

function summed(events: readonly TraceEvent[]): FrameTimes {
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const busiest = mains
    .map(({ pid, tid }) => events.filter((event) => event.pid === pid && event.tid === tid))
    .toSorted((a, b) => b.length - a.length)[0];
  const ordered = (busiest ?? []).toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const cuts = ordered.filter(({ name }) => name === 'FireAnimationFrame' || name === 'Layerize' || name === 'Commit');
  const commits = cuts.filter(({ name }) => name === 'Commit');
  const ends = (commits.length > 0 ? commits : cuts).map(({ ts }) => ts);
  return {
    frames: ends.length,
    script: spread(perFrame(ordered, scripts, ends)),
    style: spread(perFrame(ordered, styles, ends)),
  };
}

/** Sums what is of these kinds and not inside another of them, up to each end of a frame; ms. */
function perFrame(ordered: readonly TraceEvent[], kinds: ReadonlySet<string>, ends: readonly number[]): number[] {
  const sums = ends.map(() => 0);
  let frame = 0;
  let covered = 0;
  for (const { name, ts, dur = 0, tdur } of ordered) {
    if (!kinds.has(name) || ts < covered) continue;
    covered = ts + dur;
    while (frame < ends.length && (ends[frame] ?? 0) < ts) frame++;
    if (frame < ends.length) sums[frame] = (sums[frame] ?? 0) + (tdur ?? dur) / 1000;
  }
  return sums;
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) * 10) / 10;
  return { median: at(0.5), p95: at(0.95), max: at(1) };
}
