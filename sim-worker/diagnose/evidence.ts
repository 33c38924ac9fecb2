/** Makes the places that prove a sentence, with their words. */
import type { Evidence, EvidenceLink } from '../contract/diagnosis';
import type { SocEvent } from '../contract/event-schema';
import { labelOf } from '../contract/event-text';
import { hex } from '../contract/units';
import type { Scene } from './scene';

/** A sentence and its proofs; those that are not there any more are left out. */
export const proof = (sentence: string, ...links: readonly (EvidenceLink | undefined)[]): Evidence => ({
  sentence,
  links: links.filter((link) => link !== undefined),
});

export const eventLink = (event: SocEvent | undefined): EvidenceLink | undefined =>
  event === undefined ? undefined : { kind: 'event', seq: event.seq, text: labelOf(event) };

/** `block`: name in `machine.blocks.byName`; the value is what the register holds now. */
export function registerLink({ machine }: Scene, block: string, register: string): EvidenceLink {
  const value = machine.blocks.byName[block]?.registers?.values()[register] ?? 0;
  return { kind: 'register', block, register, value };
}

export function memoryLink({ machine }: Scene, address: number, length: 1 | 2 | 4, name: string): EvidenceLink {
  const value = machine.bus.peek(address, length);
  return {
    kind: 'memory',
    address,
    length,
    text: `${name} = ${value === undefined ? 'nothing there' : length === 4 ? hex(value) : String(value)}`,
  };
}

export const codeLink = (scene: Scene, address: number): EvidenceLink => ({
  kind: 'code',
  address,
  text: scene.functionAt(address) || hex(address),
});
