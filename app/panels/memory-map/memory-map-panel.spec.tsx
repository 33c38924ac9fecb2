/** The memory map in a session: its lanes, the answer for the chosen byte, and what it says when it is empty. */
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { Selection } from '../../stores/selection';
import { SessionContext } from '../../stores/session-context';
import type { ViewData } from '../../stores/session-state';
import { createSessionStore } from '../../stores/session-store';
import { createFakePort } from '../../testing/fake-port';
import { views } from '../../testing/fixtures';
import { emptyStatus } from '../../testing/status-fixtures';
import { MemoryMapPanel } from './MemoryMapPanel';

function show(data: ViewData, selection?: Selection): string {
  const store = createSessionStore({ port: createFakePort(), initial: { views: data, selection } });
  return renderToStaticMarkup(
    <SessionContext value={store}>
      <MemoryMapPanel />
    </SessionContext>,
  )
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

it('has a lane for each carveout and says what to do next', () => {
  const words = show(views);
  expect(words).toContain('vdev0vring0 0x10040000');
  expect(words).toContain('Choose a box');
});

it('answers who wrote the chosen byte last', () => {
  const words = show(views, { kind: 'address', address: 0x1004_0132 });
  expect(words).toContain('Who wrote 0x10040132 last? M4 in MAILBOX_Notify+0x4, 0.5 µs ago');
});

it('names what lies on top of each other', () => {
  const problems = ['vring1 used lies on top of vring0 avail at 0x10040100.'];
  expect(show({ ...views, memoryMap: { ...views.memoryMap, problems } })).toContain('vring1 used lies on top');
});

it('is empty without firmware', () => {
  expect(show({ status: emptyStatus, memoryMap: views.memoryMap })).toContain('No firmware is open.');
});
