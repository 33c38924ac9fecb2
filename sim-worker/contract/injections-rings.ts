/** Faults of the shared memory: a field with another value, a buffer that never comes back. */

import { nth, ordinal, ring, soFar, times, which } from './injection-parameters';
import type { InjectionDescription, InjectionValues } from './injections';
import { hex } from './units';

const fieldWords = {
  'desc.addr': 'descriptor: address of the buffer',
  'desc.len': 'descriptor: length of the buffer',
  'desc.flags': 'descriptor: flags',
  'desc.next': 'descriptor: next in the chain',
  'avail.flags': 'avail: flags (1: no bell, please)',
  'avail.idx': 'avail: index',
  'avail.ring': 'avail: number of the descriptor',
  'used.flags': 'used: flags (1: no bell, please)',
  'used.idx': 'used: index',
  'used.id': 'used: number of the descriptor',
  'used.len': 'used: length',
  'message.src': 'message header: source',
  'message.dst': 'message header: destination',
  'message.len': 'message header: length',
} as const;
const isIndexed = (field: unknown): boolean =>
  !['avail.flags', 'avail.idx', 'used.flags', 'used.idx'].includes(String(field));

const handedOver = (v: InjectionValues): string => `the ${ordinal(v.nth)} buffer that is ${v.at} in vring${v.ring}`;

function corrupts(v: InjectionValues): string {
  const entry = isIndexed(v.field) && v.entry !== undefined ? `[${v.entry}]` : '';
  const at = v.at === 'now' ? 'at once' : `with ${handedOver(v)}`;
  return `${v.field}${entry} of vring${v.ring} becomes ${hex(Number(v.value), 1)}, ${at}.`;
}

export const ringInjections = {
  'corrupt-ring': {
    group: 'rings',
    title: 'Corrupt a ring',
    doc: 'A field of a ring, a descriptor or a message header gets another value, as a stray write does it.',
    watch:
      'Linux checks what the M4 gives back: it says what is wrong in dmesg and lets the ring be. Firmware seldom checks.',
    parameters: {
      ring: ring(0),
      field: {
        type: 'choice',
        options: fieldWords,
        usual: 'used.id',
        label: 'field',
        doc: 'What is overwritten.',
      },
      value: { type: 'hex', usual: 99, label: 'value', doc: 'What it becomes; cut to the size of the field.' },
      at: {
        type: 'choice',
        options: { returned: 'a buffer is returned', offered: 'a buffer is offered', now: 'now' },
        usual: 'returned',
        label: 'when',
        doc: 'Linux offers buffers, the M4 returns them; the value changes right after that.',
      },
      nth,
      entry: {
        type: 'number',
        least: 0,
        most: 32767,
        usual: undefined,
        label: 'entry',
        doc: 'Number of the descriptor, or slot of the ring.',
        absent: 'the one just handed over',
      },
    },
    sentence: (v) => corrupts(v),
    waitsFor: (v, counted) =>
      v.at === 'now' ? `Linux to say where vring${v.ring} lies` : soFar(handedOver(v), counted),
  },
  'leak-buffer': {
    group: 'rings',
    title: 'Leak a buffer',
    doc: 'The M4 has done with a buffer and never gives it back: its entry in the used ring is taken out again.',
    watch:
      'One buffer less each time. When vring1 has none left Linux waits for one, at most 15 s; when vring0 has none the M4 cannot answer.',
    parameters: {
      ring: ring(1),
      nth,
      times: { ...times, doc: 'So many buffers in a row are leaked; 16 are all of a ring.' },
    },
    sentence: (v) =>
      `The ${which(v)} buffer that the M4 returns in vring${v.ring} ${Number(v.times) > 1 ? 'are' : 'is'} leaked${v.ring === 0 ? ', with the message in it' : ''}.`,
    waitsFor: (v, counted) => soFar(`the ${which(v)} buffer that the M4 returns in vring${v.ring}`, counted),
  },
} as const satisfies Readonly<Record<string, InjectionDescription>>;
