/** Where the bench's worker runs: a thread of Node, or a Web Worker in a page of headless Chromium. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { type Browser, chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../../e2e/browser';
import { heapOfWorker, largestRenderer } from './browser-memory';
import type { Answer, Done, Job } from './jobs';

/** Bytes. */
export type Memory = {
  /** Objects and array buffers of the worker. */
  readonly heap: number;
  /** All of the process that it runs in; undefined where the system does not tell. */
  readonly process: number | undefined;
};

export type Host = {
  /** With its version. */
  readonly name: string;
  /** A fresh worker: nothing of it is compiled yet. */
  readonly renew: () => Promise<void>;
  readonly ask: (job: Job) => Promise<Done>;
  /** What the worker holds after everything that nobody needs was thrown away. */
  readonly memory: () => Promise<Memory>;
  readonly close: () => Promise<void>;
};

const doneOf = (answer: Answer): Done => {
  if ('error' in answer) throw new Error(answer.error);
  return answer;
};

/** Gives a thread what a Web Worker has. */
const threadStart = (file: string): string => `
  const { parentPort } = require('node:worker_threads');
  require('node:v8').setFlagsFromString('--expose-gc');
  const collect = require('node:vm').runInNewContext('gc');
  globalThis.postMessage = (message) => parentPort.postMessage(message);
  const memory = () => {
    collect();
    const { heapUsed, external, rss } = process.memoryUsage();
    parentPort.postMessage({ heap: heapUsed + external, process: rss });
  };
  import(${JSON.stringify(`file://${file}`)}).then(() => {
    parentPort.on('message', (data) => (data === 'memory' ? memory() : globalThis.onmessage({ data })));
  });
`;

export function nodeHost(workerFile: string): Host {
  let worker: Worker | undefined;
  const send = <T>(message: unknown): Promise<T> =>
    new Promise((resolve, reject) => {
      const asked = worker;
      if (asked === undefined) throw new Error('no worker');
      asked.once('error', reject);
      asked.once('message', (answer: T) => {
        asked.off('error', reject);
        resolve(answer);
      });
      asked.postMessage(message);
    });
  return {
    name: `Node ${process.versions.node}`,
    renew: async () => {
      await worker?.terminate();
      worker = new Worker(threadStart(workerFile), { eval: true });
    },
    ask: async (job) => doneOf(await send<Answer>(job)),
    memory: () => send<Memory>('memory'),
    close: async () => {
      await worker?.terminate();
    },
  };
}

/** In the page: one worker, and a way to ask it. Bytes travel as text. */
const pageScript = `
  let worker;
  window.renew = () => {
    worker?.terminate();
    worker = new Worker('worker.js', { type: 'module' });
  };
  window.ask = (job) => new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => resolve({ error: event.message });
    if (job.kind === 'open') job.bytes = Uint8Array.from(atob(job.bytes), (letter) => letter.charCodeAt(0));
    worker.postMessage(job);
  });
`;

function serve(workerFile: string): Promise<Server> {
  const files: Readonly<Record<string, readonly [type: string, text: string | Buffer]>> = {
    '/': ['text/html', '<!doctype html><title>bench</title><script src="page.js"></script>'],
    '/page.js': ['text/javascript', pageScript],
    '/worker.js': ['text/javascript', readFileSync(workerFile)],
  };
  const server = createServer((request, response) => {
    const found = files[request.url ?? ''];
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': found?.[0] ?? 'text/plain' });
    response.end(found?.[1]);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

async function openPage(workerFile: string): Promise<{ browser: Browser; page: Page; server: Server }> {
  const { executablePath, args, env } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args: [...args], env: { ...env } });
  const server = await serve(workerFile);
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return { browser, page, server };
}

export async function pageHost(workerFile: string): Promise<Host> {
  const { browser, page, server } = await openPage(workerFile);
  return {
    name: `Chromium ${browser.version()}`,
    renew: async () => {
      await page.evaluate('window.renew()');
    },
    ask: async (job) => {
      const sent = job.kind === 'open' ? { ...job, bytes: Buffer.from(job.bytes).toString('base64') } : job;
      return doneOf((await page.evaluate(`window.ask(${JSON.stringify(sent)})`)) as Answer);
    },
    memory: async () => ({ heap: await heapOfWorker(page), process: await largestRenderer(browser) }),
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}
