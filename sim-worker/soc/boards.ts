/** What differs between the two boards that ST's packages are made for: LEDs, buttons and how they are wired. */
import type { Board } from '../contract/protocol';

export type Led = { readonly name: string; readonly pin: string; readonly activeLow: boolean };
export type Button = { readonly name: string; readonly pin: string };
export type BoardDescription = {
  readonly id: Board;
  readonly title: string;
  readonly leds: readonly Led[];
  /** Pressed pulls the pin low; released it is high. */
  readonly buttons: readonly Button[];
};

const buttons: readonly Button[] = [
  { name: 'USER (B3)', pin: 'PA14' },
  { name: 'USER2 (B4)', pin: 'PA13' },
  { name: 'WAKEUP', pin: 'PA0' },
];

export const boards: Readonly<Record<Board, BoardDescription>> = {
  dk2: {
    id: 'dk2',
    title: 'STM32MP157C-DK2',
    leds: [
      { name: 'LD5', pin: 'PA14', activeLow: true },
      { name: 'LD6', pin: 'PA13', activeLow: true },
      { name: 'LD7', pin: 'PH7', activeLow: false },
      { name: 'LD8', pin: 'PD11', activeLow: false },
    ],
    buttons,
  },
  ev1: {
    id: 'ev1',
    title: 'STM32MP157C-EV1',
    leds: [
      { name: 'LD2', pin: 'PA13', activeLow: true },
      { name: 'LD3', pin: 'PA14', activeLow: true },
      { name: 'LD4', pin: 'PD8', activeLow: false },
      { name: 'LD5', pin: 'PD9', activeLow: false },
    ],
    buttons,
  },
};
