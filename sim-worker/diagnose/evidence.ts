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

/** `block`: name in `machine.blocks.byName`, of a private peripheral of the core, or `CPU`; the value is what the register holds now. */
export function registerLink({ machine }: Scene, block: string, register: string): EvidenceLink {
  const { blocks, core } = machine;
  const own = core.ppb.blocks.find(({ registers }) => registers.map.name === block);
  const words = blocks.byName[block]?.registers.values() ?? own?.registers.values();
  const value = (block === 'CPU' ? cpuRegister(core.view(), register) : words?.[register]) ?? 0;
  return { kind: 'register', block, register, value };
}

function cpuRegister(view: ReturnType<Scene['machine']['core']['view']>, register: string): number | undefined {
  const { primask, basepri, faultmask, control, xpsr, msp, psp } = view;
  const named: Readonly<Record<string, number>> = {
    PRIMASK: primask,
    BASEPRI: basepri,
    FAULTMASK: faultmask,
    CONTROL: control,
    IPSR: xpsr & 0x1ff,
    XPSR: xpsr,
    MSP: msp,
    PSP: psp,
  };
  return named[register] ?? view.r[Number(/^r(\d+)$/.exec(register)?.[1] ?? Number.NaN)];
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
