/** The honesty ledger: what is modelled, what is simplified, what is absent. The page and the documents show it as it stands here. */
import type { Fidelity } from '../contract/registers';

export type LedgerEntry = { readonly what: string; readonly fidelity: Fidelity; readonly note: string };

export const ledger: readonly LedgerEntry[] = [
  {
    what: 'Cortex-M4: instructions of ARMv7E-M with FPv4-SP-D16',
    fidelity: 'modelled',
    note: 'Each encoding is compared with QEMU, its text with Capstone and objdump. Encodings that are UNPREDICTABLE raise UsageFault where no choice is documented.',
  },
  {
    what: 'Cortex-M4: exceptions, NVIC, SysTick, MPU',
    fidelity: 'modelled',
    note: 'Preemption, late arrival, tail-chaining, lazy FP stacking, imprecise bus faults of stores. Memory types of the MPU have no effect.',
  },
  {
    what: 'Cortex-M4: debug blocks',
    fidelity: 'simplified',
    note: 'BKPT, DWT cycle counter and address comparators, ITM ports as a console. No ETM, no flash patching, no data-value comparators.',
  },
  {
    what: 'Cortex-M4: bit-band aliases',
    fidelity: 'absent',
    note: 'It is not known whether this chip has them; an access to them is a bus error.',
  },
  {
    what: 'Cortex-M4: cycle costs',
    fidelity: 'simplified',
    note: 'Static cost per instruction; no bus wait states, no pipeline or write-buffer effects.',
  },
  {
    what: 'Cortex-A7',
    fidelity: 'simplified',
    note: 'A behavioural model of the kernel drivers and a shell, not an emulated core running Linux.',
  },
  { what: 'IPCC', fidelity: 'modelled', note: 'All registers, both processors.' },
  {
    what: 'ETZPC',
    fidelity: 'simplified',
    note: 'The answer to a refused access is not public: a setting of the board, a bus error or reads of zero and ignored writes.',
  },
  {
    what: 'Serial ports (USART2, 3 and 6, UART4, 5, 7 and 8)',
    fidelity: 'simplified',
    note: 'Asynchronous mode with FIFO and DMA, at the speed of the baud rate. The other end of the wire never makes an error; pins carry no signal. What Linux prints on its console does not go through UART4.',
  },
  {
    what: 'Timers (TIM1 to 8, 12 to 17)',
    fidelity: 'simplified',
    note: 'They count their clock up or down; updates and matches interrupt and ask for DMA, bursts too. Inputs, outputs, triggers and breaks carry no signal: nothing is captured, no PWM is seen at a pin.',
  },
  {
    what: 'LPTIM1 to 5',
    fidelity: 'simplified',
    note: 'They count their own clock, once or for ever. Inputs, triggers and outputs carry no signal.',
  },
  {
    what: 'HASH2',
    fidelity: 'simplified',
    note: 'MD5, SHA-1, SHA-224, SHA-256 and their HMAC, with DMA. A saved context means nothing elsewhere.',
  },
  { what: 'CRC1 and CRC2', fidelity: 'simplified', note: 'All polynomials and orders of bits; a sum takes no time.' },
  {
    what: 'DMA1, DMA2 and DMAMUX1',
    fidelity: 'simplified',
    note: 'Every direction, circles and double buffers, at four bus clocks an item. No bursts, FIFO thresholds, priorities, synchronisation or request generators. Serial ports, timers and HASH2 ask for it.',
  },
  {
    what: 'Secure world (TF-A, OP-TEE)',
    fidelity: 'absent',
    note: 'Register values are as the secure firmware leaves them for a Linux boot; no secure monitor calls.',
  },
  { what: 'DDR', fidelity: 'simplified', note: 'A window of 4 MiB at 0xc0000000.' },
  { what: 'Caches and bus contention', fidelity: 'absent', note: 'Every access is seen by everybody at once.' },
  {
    what: 'Linux: drivers of peripherals, clocks and regulators',
    fidelity: 'simplified',
    note: "Device tree nodes, bind and unbind with clock gate, reset and pins, ST's resource manager. The drivers do nothing else; PLLs stay as they are.",
  },
  {
    what: 'Linux: virtio and rpmsg',
    fidelity: 'modelled',
    note: "Split rings with INDIRECT and EVENT_IDX, any number of rpmsg devices, the name service both ways, rpmsg_tty, rpmsg_char, rpmsg_ctrl, the client sample, ST's rpmsg_sdb with buffers in the DDR window.",
  },
  {
    what: 'Linux: terminals',
    fidelity: 'simplified',
    note: "A ttyRPMSG has the line discipline N_TTY with its settings, but for letter case, PARMRK, ECHOPRT and tabs; of the console's settings only ECHO and ECHONL do something.",
  },
  {
    what: 'Latencies of Linux',
    fidelity: 'simplified',
    note: 'Fixed numbers for interrupt entry, work queues and wake-ups, which can be changed; a loaded board varies.',
  },
  {
    what: 'Faults on purpose',
    fidelity: 'simplified',
    note: 'They act on flags, masks, ring bytes, semaphores, the firewall and the clock of the M4. A killed Linux stands still and goes on; it does not panic.',
  },
  {
    what: 'Blocks that are not in this list',
    fidelity: 'absent',
    note: 'Their registers read 0 and ignore writes; each touch is an event with the PC.',
  },
];
