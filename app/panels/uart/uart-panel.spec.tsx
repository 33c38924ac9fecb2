/** The UART panel: which port it shows, and what it says while there is none. */
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { UartView } from '../../../sim-worker/contract/text-views';
import { SessionContext } from '../../stores/session-context';
import { createSessionStore } from '../../stores/session-store';
import { createFakePort } from '../../testing/fake-port';
import { views } from '../../testing/fixtures';
import { pausedStatus } from '../../testing/status-fixtures';
import { UartPanel } from './UartPanel';

function show(uarts: UartView): string {
  const store = createSessionStore({
    port: createFakePort(),
    initial: { views: { ...views, status: pausedStatus, uarts } },
  });
  return renderToStaticMarkup(
    <SessionContext value={store}>
      <UartPanel />
    </SessionContext>,
  );
}

it('shows what went over the wire, at which speed, and where to type', () => {
  const html = show(views.uarts);
  expect(html).toContain('hello');
  expect(html).toContain('USART3, 115,108 baud');
  expect(html).toContain('Type a line for USART3');
  expect(html).not.toContain('radiogroup');
});

it('lets choose where there are two, and says that one has no speed', () => {
  const html = show({ ports: [{ name: 'UART7', baud: 0, text: '' }, ...views.uarts.ports] });
  expect(html).toContain('UART7, no baud rate');
  expect(html).toContain('Nothing has been sent.');
  expect(html).toContain('radiogroup');
});

it('says how a port comes to be here', () => {
  expect(show({ ports: [] })).toContain('The firmware has switched no serial port on.');
});
