/** Where the time of a message goes: ten stretches in the order in which they happen, each counted to one of six stages. */
import type { MessageFacts } from './messages';

export const stages = ['firmware', 'queue', 'mailbox', 'interrupt', 'driver', 'reader'] as const;
export type Stage = (typeof stages)[number];
export const stageWords: Readonly<Record<Stage, string>> = {
  firmware: 'the M4’s program works on it',
  queue: 'it lies in a ring, or waits for Linux’ work queue',
  mailbox: 'a bell is rung and not yet heard',
  interrupt: 'an interrupt handler runs for it',
  driver: 'Linux’ drivers send or receive it',
  reader: 'it lies in the tty until a program reads it',
};

export type Stretch = {
  readonly key: string;
  readonly stage: Stage;
  /** Virtual time in ns. */
  readonly start: number;
  readonly end: number;
  readonly kind: 'works' | 'waits' | 'bell';
  readonly owner: 'a7' | 'm4';
  readonly word: string;
};
type Row = {
  readonly key: string;
  readonly stage: Stage;
  readonly kind: Stretch['kind'];
  readonly owner: Stretch['owner'];
  readonly word: string;
  /** When the stretch ends; undefined where there is none. */
  readonly until: (message: MessageFacts) => number | undefined;
};

const table: readonly Row[] = [
  {
    key: 'send',
    stage: 'driver',
    kind: 'works',
    owner: 'a7',
    word: 'Linux sends',
    until: ({ out }) => (out?.rung ?? out?.handed)?.time,
  },
  {
    key: 'bell-out',
    stage: 'mailbox',
    kind: 'bell',
    owner: 'a7',
    word: 'bell',
    until: ({ out }) => out?.heard?.time,
  },
  {
    key: 'irq',
    stage: 'interrupt',
    kind: 'works',
    owner: 'm4',
    word: 'IRQ',
    until: ({ out }) => (out?.heard === undefined ? undefined : (out.left ?? out.acknowledged)?.time),
  },
  {
    key: 'ring-out',
    stage: 'queue',
    kind: 'waits',
    owner: 'm4',
    word: 'waits in vring1',
    until: ({ out }) => (out?.heard === undefined ? out?.taken?.time : undefined),
  },
  {
    key: 'firmware',
    stage: 'firmware',
    kind: 'works',
    owner: 'm4',
    word: 'firmware',
    until: ({ out, back }) => (back?.rung ?? back?.handed ?? out?.taken)?.time,
  },
  {
    key: 'bell-back',
    stage: 'mailbox',
    kind: 'bell',
    owner: 'm4',
    word: 'bell',
    until: ({ back }) => back?.heard?.time,
  },
  {
    key: 'a7-irq',
    stage: 'interrupt',
    kind: 'works',
    owner: 'a7',
    word: 'A7 IRQ',
    until: ({ back }) => (back?.heard === undefined ? undefined : back.acknowledged?.time),
  },
  {
    key: 'work-queue',
    stage: 'queue',
    kind: 'waits',
    owner: 'a7',
    word: 'waits for the work queue',
    until: ({ back }) => back?.taken?.time,
  },
  {
    key: 'receive',
    stage: 'driver',
    kind: 'works',
    owner: 'a7',
    word: 'Linux receives',
    until: ({ back, end }) => back?.delivered?.time ?? (back?.taken === undefined ? undefined : end),
  },
  {
    key: 'reader',
    stage: 'reader',
    kind: 'waits',
    owner: 'a7',
    word: 'reader wakes',
    until: ({ back }) => back?.read?.time,
  },
];

/** In the order in which they happen. */
export const stretchRows: readonly Omit<Row, 'until'>[] = table;

/** Visits those that have taken time, without gaps between them. */
export function eachStretch(
  message: MessageFacts,
  visit: (row: Row, start: number, end: number, index: number) => void,
): void {
  let at = message.start;
  for (let i = 0; i < table.length; i++) {
    const row = table[i]!;
    const end = row.until(message);
    if (end === undefined || end <= at) continue;
    visit(row, at, end, i);
    at = end;
  }
}

export function stretchesOf(message: MessageFacts): readonly Stretch[] {
  const out: Stretch[] = [];
  eachStretch(message, ({ key, stage, kind, owner, word }, start, end) => {
    out.push({ key, stage, kind, owner, word, start, end });
  });
  return out;
}
