/** What a place that proves something is called, and where in the page it is seen. */
import type { EvidenceLink } from '../../sim-worker/contract/diagnosis';
import { addressText } from '../derive/format';
import type { PanelId } from '../stores/panel-ids';
import type { Selection } from '../stores/selection';

export type EvidencePlace = {
  readonly name: string;
  readonly text: string;
  readonly leadsTo: string;
  readonly panel: PanelId;
  readonly selection: Selection;
};

/** Blocks whose registers need no name before them: everybody knows them. */
const wellKnown = new Set(['CPU', 'IPCC', 'NVIC', 'SCB']);

export function placeOf(link: EvidenceLink): EvidencePlace {
  switch (link.kind) {
    case 'event':
      return {
        name: `#${link.seq}`,
        text: link.text,
        leadsTo: `Shows event ${link.seq} and what led to it`,
        panel: 'events',
        selection: { kind: 'event', seq: link.seq },
      };
    case 'register': {
      const { block, register, value } = link;
      return {
        name: wellKnown.has(block) ? register : `${block}.${register}`,
        text: addressText(value),
        leadsTo: block === 'CPU' ? 'Shows the registers of the core' : `Shows ${register} of ${block}, field by field`,
        panel: block === 'CPU' ? 'registers' : 'peripherals',
        selection: { kind: 'register', block, register },
      };
    }
    case 'memory':
      return {
        name: addressText(link.address),
        text: link.text,
        leadsTo: `Shows the memory at ${addressText(link.address)}, and who wrote it`,
        panel: 'memory',
        selection: { kind: 'address', address: link.address },
      };
    case 'code':
      return {
        name: addressText(link.address),
        text: link.text,
        leadsTo: 'Shows the instructions',
        panel: 'disassembly',
        selection: { kind: 'address', address: link.address },
      };
    case 'log':
      return {
        name: 'dmesg',
        text: link.text,
        leadsTo: 'Shows the line in the kernel log',
        panel: 'dmesg',
        selection: link.seq === undefined ? { kind: 'log', text: link.text } : { kind: 'event', seq: link.seq },
      };
    case 'file':
      return {
        name: 'ELF',
        text: link.text,
        leadsTo: 'Shows what the check of the file said',
        panel: 'diagnoses',
        selection: { kind: 'file', text: link.text },
      };
  }
}
