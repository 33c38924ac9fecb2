/** What one may choose of the machine before it starts, in the user's words. */
import type { BoardChoice } from '../stores/session-state';

type Choice<K extends keyof BoardChoice> = {
  readonly name: K;
  readonly label: string;
  readonly values: readonly { readonly value: BoardChoice[K]; readonly label: string; readonly sentence: string }[];
};

export const boardChoices: readonly { readonly [K in keyof BoardChoice]: Choice<K> }[keyof BoardChoice][] = [
  {
    name: 'board',
    label: 'Board',
    values: [
      {
        value: 'dk2',
        label: 'STM32MP157C-DK2',
        sentence: 'The secure firmware keeps I2C4, RNG1, HASH1 and CRYP1.',
      },
      {
        value: 'ev1',
        label: 'STM32MP157C-EV1',
        sentence: 'The secure firmware leaves I2C4, RNG1, HASH1 and CRYP1 to both sides.',
      },
    ],
  },
  {
    name: 'boot',
    label: 'Who starts the M4',
    values: [
      {
        value: 'linux',
        label: 'Linux',
        sentence: 'A user tells remoteproc to start: it loads the firmware and lets the M4 go.',
      },
      {
        value: 'auto-boot',
        label: 'Linux by itself',
        sentence: 'st,auto-boot in the device tree: remoteproc starts it while Linux comes up.',
      },
      {
        value: 'u-boot',
        label: 'U-Boot',
        sentence: 'The firmware runs before Linux is up; remoteproc then attaches to it.',
      },
      {
        value: 'engineering',
        label: 'A debugger',
        sentence: 'Engineering boot: a debugger loads the firmware; no Linux is there.',
      },
    ],
  },
  {
    name: 'tree',
    label: 'Kernel from',
    values: [
      { value: 'mainline', label: 'kernel.org', sentence: 'A bell of the M4 is handled in a work item.' },
      { value: 'st', label: 'ST', sentence: 'A bell of the M4 is handled in the mailbox callback itself.' },
    ],
  },
  {
    name: 'kernel',
    label: 'Kernel version',
    values: [
      {
        value: 'A',
        label: '5.4 – 5.9',
        sentence:
          'The tty’s service is rpmsg-tty-channel; a second start is refused; an M4 that runs cannot be attached to.',
      },
      {
        value: 'B',
        label: '5.10 – 5.15',
        sentence: 'The tty’s service is rpmsg-tty; a second start is refused; remoteproc attaches to an M4 that runs.',
      },
      {
        value: 'C',
        label: '5.16 and later',
        sentence: 'The tty’s service is rpmsg-tty; a second start only counts; rpmsg-raw has a driver.',
      },
    ],
  },
  {
    name: 'etzpcAnswer',
    label: 'Answer to a forbidden access',
    values: [
      {
        value: 'bus-error',
        label: 'bus error',
        sentence: 'The M4 takes a BusFault, Linux an abort. What the hardware does is not public.',
      },
      {
        value: 'zero',
        label: 'read as zero',
        sentence: 'Reads give 0 and writes are ignored, in silence. What the hardware does is not public.',
      },
    ],
  },
  {
    name: 'deviceTree',
    label: 'Device tree',
    values: [
      { value: 'standard', label: 'the board’s own', sentence: 'Linux has every peripheral that the board uses.' },
      {
        value: 'm4-examples',
        label: 'm4-examples',
        sentence: 'ST’s tree for its examples: some peripherals are the M4’s, by the resource manager.',
      },
    ],
  },
];
