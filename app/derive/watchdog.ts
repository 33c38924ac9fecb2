/** A window watchdog in sentences: whether it counts, how long firmware has, and who hears of its bite. */
import type { WatchdogView } from '../../sim-worker/contract/chip';
import { spanText } from './format';

const counterText = (value: number): string => `0x${value.toString(16)}`;

export function watchdogSentence({ left, tick }: WatchdogView): string {
  if (left === undefined) return `It is off: firmware has not set WDGA. One count would take ${spanText(tick)}.`;
  return `It bites in ${spanText(left)} unless the M4 refreshes it.`;
}

export type WatchdogFact = { readonly name: string; readonly text: string };

export function watchdogFacts({ counter, window, tick, left, closed, earlyWakeup, linuxIsTold }: WatchdogView) {
  const counts = left === undefined ? 'stands still' : `one count per ${spanText(tick)}`;
  const refresh =
    left === undefined
      ? `allowed from ${counterText(window)} down, once it runs`
      : closed > 0
        ? `too early for another ${spanText(closed)}: above the window ${counterText(window)} it bites at once`
        : `allowed now: the window is ${counterText(window)}`;
  const facts: readonly WatchdogFact[] = [
    { name: 'Counter', text: `${counterText(counter)}, ${counts}` },
    { name: 'Refresh', text: refresh },
    {
      name: 'Warning',
      text: earlyWakeup ? 'interrupt 0 of the M4 at 0x40, one count before the bite' : 'none: EWI is off',
    },
    {
      name: 'Its bite',
      text: `resets the M4; ${linuxIsTold ? 'EXTI line 68 tells Linux, whose remoteproc handles a crash' : 'nobody tells Linux: EXTI masks line 68'}`,
    },
  ];
  return facts;
}
