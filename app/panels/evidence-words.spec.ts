/** Each kind of proof has a name, and a panel in which it can be seen. */
import { expect, it } from 'vitest';
import type { EvidenceLink } from '../../sim-worker/contract/diagnosis';
import { placeOf } from './evidence-words';

const cases: readonly (readonly [EvidenceLink, name: string, panel: string, selection: object])[] = [
  [{ kind: 'event', seq: 12, text: 'x' }, '#12', 'events', { kind: 'event', seq: 12 }],
  [
    { kind: 'register', block: 'IPCC', register: 'C2MR', value: 2 },
    'C2MR',
    'peripherals',
    { kind: 'register', block: 'IPCC', register: 'C2MR' },
  ],
  [
    { kind: 'register', block: 'RCC', register: 'MP_GCR', value: 1 },
    'RCC.MP_GCR',
    'peripherals',
    { kind: 'register', block: 'RCC', register: 'MP_GCR' },
  ],
  [
    { kind: 'register', block: 'CPU', register: 'PRIMASK', value: 1 },
    'PRIMASK',
    'registers',
    { kind: 'register', block: 'CPU', register: 'PRIMASK' },
  ],
  [
    { kind: 'memory', address: 0x1004_0002, length: 2, text: 'avail.idx = 4' },
    '0x10040002',
    'memory',
    { kind: 'address', address: 0x1004_0002 },
  ],
  [
    { kind: 'code', address: 0x1000_0b3e, text: 'main' },
    '0x10000b3e',
    'disassembly',
    { kind: 'address', address: 0x1000_0b3e },
  ],
  [{ kind: 'log', text: 'Boot failed: -22', seq: 5 }, 'dmesg', 'dmesg', { kind: 'event', seq: 5 }],
  [
    { kind: 'log', text: 'Boot failed: -22', seq: undefined },
    'dmesg',
    'dmesg',
    { kind: 'log', text: 'Boot failed: -22' },
  ],
  [{ kind: 'file', text: 'vector 0' }, 'ELF', 'diagnoses', { kind: 'file', text: 'vector 0' }],
];

it.each(cases)('%o', (link, name, panel, selection) => {
  expect(placeOf(link)).toMatchObject({ name, panel, selection });
});
