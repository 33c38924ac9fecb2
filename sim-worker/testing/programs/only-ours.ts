/** Rules that QEMU 7.2 does not follow: the manual says who is right, and the rule is tried on our core only. */

export type OnlyOurs = {
  readonly rule: string;
  /** What QEMU does instead. */
  readonly qemu: string;
  /** Of the ARMv7-M manual unless it says otherwise. */
  readonly section: string;
};

export const onlyOurs: readonly OnlyOurs[] = [
  {
    rule: 'bus_store_late',
    qemu: 'QEMU has no write buffer: every bus error is precise.',
    section: 'B1.5.14, Cortex-M4 TRM 4.2',
  },
  { rule: 'bus_errors_ignored', qemu: 'QEMU does not look at CCR.BFHFNMIGN and locks up.', section: 'B1.5.15, B3.2.8' },
  {
    rule: 'vector_error',
    qemu: "Behind no memory of QEMU's board is a hole: there is no half table.",
    section: 'B1.5.15',
  },
  {
    rule: 'priority_bits',
    qemu: 'QEMU has all eight priority bits; how many there are is for the chip to choose.',
    section: 'B1.5.4; STM32MP15x: four bits',
  },
  {
    rule: 'svc_masked_address',
    qemu: 'QEMU stacks the address behind the SVC for every exception of SVC; of a HardFault it is that of the instruction.',
    section: 'B1.5.6, ReturnAddress()',
  },
  { rule: 'faultmask_not_here', qemu: 'QEMU sets FAULTMASK at any priority.', section: 'B5.2.1, B5.2.3' },
];
