/** Firmware that prints through the ITM and a serial port, seen as the page sees it. */
import { expect, it } from 'vitest';
import { us } from '../contract/units';
import { join, makeElf, words } from '../testing/make-elf';
import { sessionBench } from '../testing/session-bench';
import { uartEchoFirmware } from '../testing/small-programs';
import { Target } from './target';
import { uarts } from './views/consoles';

/** Switches on TRCENA, ITMENA and port 0, prints "hi\n" byte by byte, and stays. */
const program = [
  ...[0x20e0, 0x0600, 0x2101], // movs r0, #0xe0; lsls r0, r0, #24; movs r1, #1
  ...[0x220e, 0x0312, 0x4302], // movs r2, #14; lsls r2, r2, #12; orrs r2, r0
  ...[0x060b, 0xf8c2, 0x3dfc], // lsls r3, r1, #24; str.w r3, [r2, #0xdfc]
  ...[0xf8c0, 0x1e80, 0xf8c0, 0x1e00], // str.w r1, [r0, #0xe80]; str.w r1, [r0, #0xe00]
  ...[0x2168, 0x7001, 0x2169, 0x7001, 0x210a, 0x7001, 0xe7fe], // movs r1, #'h'; strb r1, [r0]; ... b .
];
const elf = makeElf({
  segments: [{ address: 0, bytes: join(words(0x1004_0000, 9), new Uint8Array(Uint16Array.from(program).buffer)) }],
});

it('shows what a stimulus port carried, and what was switched on for it', async () => {
  const { call, views } = sessionBench();
  await call('subscribe', { views: { itm: {} } });
  await call('open', { name: 'print.elf', bytes: elf, board: 'dk2', boot: 'engineering' });
  expect(views.itm).toEqual({ traceEnabled: false, itmEnabled: false, ports: 0, texts: [] });
  for (let i = 0; i < program.length; i++) await call('step', { kind: 'instruction' });
  expect(views.itm).toEqual({ traceEnabled: true, itmEnabled: true, ports: 1, texts: [{ port: 0, text: 'hi\n' }] });
});

it('shows a serial port from the moment it is on, with what went over its wire', () => {
  const target = new Target(
    { name: 'uart-echo.elf', bytes: uartEchoFirmware() },
    { board: 'dk2', boot: 'engineering', eventCapacity: 64 },
  );
  const shown = () => uarts({ target } as Parameters<typeof uarts>[0], {}).ports;
  expect(shown()).toEqual([]);
  target.machine.run(us(20));
  expect(shown()).toEqual([{ name: 'USART3', baud: 64e6 / 556, text: '' }]);
  target.journal.record(target.machine, { kind: 'uart', uart: 'USART3', text: 'ok' });
  target.machine.run(us(400));
  expect(shown()[0]?.text).toBe('ok');
});
