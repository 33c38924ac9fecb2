/** Test data: a chip without blocks, with a short ledger. */
import type { ChipDescription } from '../../sim-worker/contract/chip';

export const chip: ChipDescription = {
  etzpc: [],
  blocks: [],
  regions: [],
  ledger: [
    {
      what: 'Cortex-M4F core',
      fidelity: 'modelled',
      note: 'Every instruction of ARMv7E-M with single precision floating point.',
    },
    { what: 'IPCC', fidelity: 'modelled', note: 'All registers of RM0436, both sides.' },
    {
      what: 'Linux kernel',
      fidelity: 'simplified',
      note: 'The drivers of remoteproc, rpmsg and mailbox as a model; no kernel runs.',
    },
    { what: 'DMA', fidelity: 'stub', note: 'Registers keep what is written; nothing is moved.' },
    { what: 'Ethernet', fidelity: 'absent', note: 'An access is an event and reads 0.' },
  ],
  commands: ['cat', 'echo', 'ls', 'dmesg', 'uname', 'stty'],
};
