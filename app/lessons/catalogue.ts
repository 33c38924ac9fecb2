/** The lessons in their order. What is said of one before it is opened stands here; its steps are loaded when it begins. */
import type { Lesson } from './lesson';

export type LessonEntry = {
  readonly id: string;
  readonly title: string;
  readonly minutes: number;
  /** What one can do afterwards. */
  readonly aim: string;
  readonly load: () => Promise<Lesson>;
};

export const lessons: readonly LessonEntry[] = [
  {
    id: 'mailbox',
    title: 'What is a mailbox?',
    minutes: 4,
    aim: 'Two processors, twelve doorbells: flags that ring, and carry nothing.',
    load: () => import('./tables/mailbox').then((module) => module.mailbox),
  },
  {
    id: 'remoteproc',
    title: 'How Linux starts the M4',
    minutes: 5,
    aim: 'From a file to a running processor, and what happens when the file is not there.',
    load: () => import('./tables/remoteproc').then((module) => module.remoteproc),
  },
  {
    id: 'resource-table',
    title: 'The firmware’s wish list',
    minutes: 4,
    aim: 'The resource table: what the firmware asks for, and where Linux writes its answer.',
    load: () => import('./tables/resource-table').then((module) => module.resourceTable),
  },
  {
    id: 'message',
    title: 'A message there and back',
    minutes: 5,
    aim: 'One line of text from Linux to the M4 and back: letter, bell, interrupt.',
    load: () => import('./tables/message').then((module) => module.message),
  },
  {
    id: 'vrings',
    title: 'Whose turn is it?',
    minutes: 5,
    aim: 'Vrings in slow motion: every buffer has one owner at a time.',
    load: () => import('./tables/vrings').then((module) => module.vrings),
  },
  {
    id: 'uart4',
    title: 'Whose UART is it?',
    minutes: 4,
    aim: 'Who may touch a peripheral, who decides it, and what a refused access looks like.',
    load: () => import('./tables/uart4').then((module) => module.uart4),
  },
  {
    id: 'lost-kick',
    title: 'The bell nobody heard',
    minutes: 5,
    aim: 'A message that waits for ever, why, and the order of two lines that mends it.',
    load: () => import('./tables/lost-kick').then((module) => module.lostKick),
  },
  {
    id: 'buffer-leak',
    title: 'Silence after sixteen',
    minutes: 5,
    aim: 'Buffers that do not come back, and the fifteen seconds that Linux waits for them.',
    load: () => import('./tables/buffer-leak').then((module) => module.bufferLeak),
  },
];
