/** What a fault event says to somebody who does not know the status registers by heart. */
import type { SocEvent } from '../contract/event-schema';
import type { FaultCard } from '../contract/status-view';
import { hex } from '../contract/units';
import { type FaultFacts, factsOf } from './fault-facts';
import { sentences } from './fault-sentences';
import type { Target } from './target';

/** The card for a fault or lock-up event; undefined for any other. To be made before the handler has run on. */
export function faultCard(target: Target, event: SocEvent): FaultCard | undefined {
  if (event.kind !== 'fault.taken' && event.kind !== 'fault.locked-up') return undefined;
  const facts = factsOf(target, event);
  const { pc, instruction, data, bits, frame, callPath } = facts;
  const told = words(facts, event.kind === 'fault.locked-up');
  return { ...told, pc, function: facts.function, instruction, data, bits, frame, callPath };
}

function words(facts: FaultFacts, lockedUp: boolean): Pick<FaultCard, 'title' | 'sentence' | 'whatToDo'> {
  const { happened, whatToDo } = sentences.find(({ when }) => when(facts))!;
  // The vector table is no function: nobody wanted to be there.
  const where = facts.function === '' || facts.pc < 4 ? hex(facts.pc) : `${facts.function} at ${hex(facts.pc)}`;
  if (!lockedUp) {
    return { title: `${facts.name} on the M4`, sentence: `${facts.name}: ${where} ${happened(facts)}.`, whatToDo };
  }
  return {
    title: 'The M4 has locked up',
    sentence: `Lock-up: ${where} ${happened(facts)}, and no handler could take it (${facts.cause.replace(/^.*, while /, '')}).`,
    whatToDo: `${whatToDo} A core that has locked up does nothing more until it is reset.`,
  };
}
