/** What a fault event says to somebody who does not know the status registers by heart. */
import type { SocEvent } from '../contract/event-schema';
import { hex } from '../contract/units';
import type { FaultCard } from '../contract/views';
import type { Target } from './target';

/** The card for a fault or lock-up event; undefined for any other. */
export function faultCard(target: Target, event: SocEvent): FaultCard | undefined {
  if (event.kind !== 'fault.taken' && event.kind !== 'fault.locked-up') return undefined;
  const pc = event.pc ?? target.machine.core.pc;
  const where = target.functionAt(pc);
  const inFunction = where === '' ? `at ${hex(pc)}` : `in ${where} at ${hex(pc)}`;
  if (event.kind === 'fault.locked-up') {
    return {
      title: 'The M4 has locked up',
      sentence: `The M4 has locked up ${inFunction}: ${event.fields.cause}.`,
      pc,
      function: where,
      whatToDo:
        'A fault happened inside the fault handler. Look at the first fault in the event list, mend that, then Reset.',
    };
  }
  const { name, cause, address } = event.fields;
  return {
    title: `${name} on the M4`,
    sentence: `${name} ${inFunction}: ${cause}${address === pc ? '' : `, address ${hex(address)}`}.`,
    pc,
    function: where,
    whatToDo: 'Registers, memory and events are as they were: inspect them, then Reset to start again.',
  };
}
