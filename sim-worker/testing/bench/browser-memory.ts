/** How much memory a worker of a page holds, by the protocol of Chromium's developer tools. */
import { existsSync, readFileSync } from 'node:fs';
import type { Browser, CDPSession, Page } from '@playwright/test';

/** What is asked here is older than the types of the protocol, or missing in them. */
type Wire = {
  send(method: string, params?: object): Promise<unknown>;
  on(event: string, listener: (told: never) => void): void;
};
const wireOf = (session: CDPSession): Wire => session as unknown as Wire;

/** Asks the only worker of the page. */
async function askWorker(page: Page, methods: readonly string[]): Promise<readonly unknown[]> {
  const session = await page.context().newCDPSession(page);
  const wire = wireOf(session);
  const attached = new Promise<string>((resolve) => {
    wire.on('Target.attachedToTarget', ({ sessionId }: { readonly sessionId: string }) => resolve(sessionId));
  });
  const waiting = new Map<number, (result: unknown) => void>();
  wire.on('Target.receivedMessageFromTarget', ({ message }: { readonly message: string }) => {
    const { id, result } = JSON.parse(message) as { readonly id: number; readonly result: unknown };
    waiting.get(id)?.(result);
  });
  await wire.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await attached;
  const results: unknown[] = [];
  for (const [id, method] of methods.entries()) {
    const answered = new Promise((resolve) => waiting.set(id, resolve));
    await wire.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
    results.push(await answered);
  }
  await session.detach();
  return results;
}

/** Bytes of objects and array buffers, after a garbage collection. */
export async function heapOfWorker(page: Page): Promise<number> {
  const [, usage] = await askWorker(page, ['HeapProfiler.collectGarbage', 'Runtime.getHeapUsage']);
  const { usedSize, backingStorageSize = 0 } = usage as {
    readonly usedSize: number;
    readonly backingStorageSize?: number;
  };
  return usedSize + backingStorageSize;
}

/** Bytes in memory of the process that draws the page; undefined where there is no /proc. */
export async function largestRenderer(browser: Browser): Promise<number | undefined> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = (await wireOf(session).send('SystemInfo.getProcessInfo')) as {
    readonly processInfo: readonly { readonly type: string; readonly id: number }[];
  };
  await session.detach();
  const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => residentBytes(id));
  const known = sizes.filter((size) => size !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function residentBytes(id: number): number | undefined {
  const file = `/proc/${id}/status`;
  const kib = existsSync(file) ? /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return kib === undefined ? undefined : Number(kib) * 1024;
}
