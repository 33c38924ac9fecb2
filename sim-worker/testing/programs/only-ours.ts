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
  { rule: 'across', qemu: 'QEMU looks at the first byte of an access only.', section: 'A3.2.1, B3.5' },
  {
    rule: 'straddle',
    qemu: 'QEMU looks at the beginning of an instruction, and again only on the next page.',
    section: 'B3.5.3',
  },
  { rule: 'bkpt_status', qemu: 'QEMU calls it FORCED.', section: 'B3.2.16, C1.6.1' },
  { rule: 'debug_monitor', qemu: 'QEMU has no DEMCR: MON_EN stays 0.', section: 'C1.6.1, C1.6.5' },
  { rule: 'cycle_counter', qemu: 'QEMU has no DWT.', section: 'C1.8.3' },
  { rule: 'wfi_basepri', qemu: 'To QEMU any pending interrupt ends WFI.', section: 'B1.5.19' },
  { rule: 'wfe_waits', qemu: 'To QEMU WFE is a hint that never waits.', section: 'B1.5.18' },
  { rule: 'sevonpend_off', qemu: 'To QEMU WFE is a hint that never waits.', section: 'B1.5.18' },
  { rule: 'sleep_on_exit', qemu: 'QEMU does not look at SCR.SLEEPONEXIT.', section: 'B1.5.18, B3.2.7' },
];
