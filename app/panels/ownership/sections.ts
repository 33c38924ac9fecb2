/** The five kinds of things that both sides share, and which of them a selection belongs to. */
import type { Selection } from '../../stores/selection';

export const sections = {
  firewall: { short: 'Peripherals', label: 'Peripherals by ETZPC id' },
  semaphores: { short: 'Semaphores', label: 'Hardware semaphores' },
  clocks: { short: 'Clocks', label: 'Clock gates of both sides' },
  lines: { short: 'EXTI', label: 'EXTI lines' },
  pins: { short: 'Pins', label: 'Pins by bank' },
} as const;
export type SectionName = keyof typeof sections;

const sectionOfKind: { readonly [K in Selection['kind']]?: SectionName } = {
  etzpc: 'firewall',
  semaphore: 'semaphores',
  gate: 'clocks',
  exti: 'lines',
  pin: 'pins',
};
export const sectionOf = (selection: Selection | undefined): SectionName | undefined =>
  selection === undefined ? undefined : sectionOfKind[selection.kind];
