/** Resource tables that are missing, refused, or ask for what there is not; each with a table that only nearly does so. */
import { expect, it } from 'vitest';
import { readElf } from '../../firmware/elf';
import { fileScene } from '../../session/scene';
import { demoElf } from '../../testing/echo-bench';
import { firmwareWithoutTable, sleepingCode, sleepingFirmware } from '../../testing/linux-bench';
import { carveoutEntry, join, makeElf, makeTable, traceEntry, vdevEntry, words } from '../../testing/make-elf';
import { type RuleCase, testRules, untested } from '../../testing/rule-cases';
import type { FileScene } from '../scene';
import { tableRules } from './table';
import { tableEntryRules } from './table-entries';

const scene = (bytes: Uint8Array): FileScene => fileScene('test.elf', bytes);
const withTable = (...entries: readonly Uint8Array[]): FileScene => scene(sleepingFirmware(makeTable(...entries)));
const trace = traceEntry(0x1002_1000, 64);
const good = (): FileScene => withTable(vdevEntry(), trace);

/** A firmware with OpenAMP, changed by hand. */
function echo(change: (view: DataView, table: { header: number; name: number; offset: number }) => void): FileScene {
  const bytes = demoElf('tty-echo').slice();
  const elf = readElf(bytes);
  const section = elf.sections.find(({ name }) => name === '.resource_table')!;
  const header = elf.header!.sectionHeaderOffset + 40 * section.index;
  const view = new DataView(bytes.buffer);
  const names = elf.sections[elf.header!.sectionNamesIndex]!;
  change(view, { header, name: names.offset + view.getUint32(header, true), offset: section.offset });
  return scene(bytes);
}

/** A firmware without OpenAMP whose section has these bytes. */
const sectionOf = (...content: readonly number[]): FileScene =>
  scene(makeElf({ segments: sleepingCode, table: { address: 0x1002_0000, bytes: words(...content) } }));

function withHeaderWord(at: number, value: number): FileScene {
  const table = makeTable(vdevEntry(), trace);
  new DataView(table.buffer).setUint32(at, value, true);
  return scene(sleepingFirmware(table));
}

const rings = (num: number, more: { readonly da?: number; readonly align?: number } = {}): Uint8Array =>
  vdevEntry({ vrings: [{ num, ...more }, { num }] });

const cases: readonly RuleCase[] = [
  {
    rule: 'table-missing',
    fails: 'the section has a typing mistake',
    make: () => echo((view, { name }) => view.setUint8(name + 4, 'z'.charCodeAt(0))),
    near: 'no table, and nobody needs one',
    makeNear: () => scene(firmwareWithoutTable()),
  },
  {
    rule: 'table-empty',
    fails: 'nothing was linked into the section',
    make: () => echo((view, { header }) => view.setUint32(header + 20, 0, true)),
    near: 'an empty section, and nobody needs a table',
    makeNear: () => sectionOf(),
  },
  {
    rule: 'table-not-initialised',
    fails: 'all zeros',
    make: () => sectionOf(0, 0, 0, 0, 0),
    near: 'a table of no entries',
    makeNear: () => sectionOf(1, 0, 0, 0, 0),
  },
  {
    rule: 'table-not-initialised',
    fails: 'NOBITS, and what follows it in the file is something else',
    make: () =>
      echo((view, { header, offset }) => {
        view.setUint32(header + 4, 8, true);
        view.setUint32(offset, 0x4000, true);
      }),
    near: 'with content',
    makeNear: () => echo(() => undefined),
  },
  {
    rule: 'table-header-refused',
    fails: 'version 2',
    make: () => withHeaderWord(0, 2),
    near: 'version 1',
    makeNear: good,
  },
  {
    rule: 'table-header-refused',
    fails: 'more entries than bytes',
    make: () => withHeaderWord(4, 200),
    near: 'two entries',
    makeNear: good,
  },
  {
    rule: 'table-entry-refused',
    fails: 'a reserved byte of the vdev is not 0',
    make: () => withTable(vdevEntry({ counts: 0x0001_0200 })),
    near: 'all are 0',
    makeNear: good,
  },
  {
    rule: 'table-entry-refused',
    fails: 'an alignment of 0',
    make: () => withTable(rings(16, { align: 0 }), trace),
    near: 'an alignment of 4',
    makeNear: () => withTable(rings(16, { align: 4 }), trace),
  },
  {
    rule: 'table-entry-refused',
    fails: 'an offset behind the end',
    make: () => withHeaderWord(20, 0x400),
    near: 'both entries within the table',
    makeNear: good,
  },
  {
    rule: 'table-has-devmem',
    fails: 'an entry of type 1',
    make: () => withTable(vdevEntry(), join(words(1, 0x4000_0000, 0x4000_0000, 0x1000, 0, 0), new Uint8Array(32))),
    near: 'an entry of type 0',
    makeNear: () => withTable(vdevEntry(), carveoutEntry('heap', 0xffff_ffff, 0x1000)),
  },
  {
    rule: 'region-does-not-fit',
    fails: '256 descriptors',
    make: () => withTable(rings(256), trace),
    near: '128 descriptors fit the ring, if not the buffers',
    makeNear: () => withTable(rings(128), trace),
  },
  {
    rule: 'region-does-not-fit',
    fails: 'vring0 wants to lie elsewhere',
    make: () => withTable(rings(16, { da: 0x1003_0000 }), trace),
    near: 'it wants to lie where its region is',
    makeNear: () => withTable(rings(16, { da: 0x1004_0000 }), trace),
  },
  {
    rule: 'region-does-not-fit',
    fails: 'a carveout of more DDR than there is',
    make: () => withTable(vdevEntry(), trace, carveoutEntry('huge', 0xffff_ffff, 0x4000_0000)),
    near: 'a small one',
    makeNear: () => withTable(vdevEntry(), trace, carveoutEntry('small', 0xffff_ffff, 0x1000)),
  },
  {
    rule: 'region-does-not-fit',
    fails: 'two carveouts for the region of vring0',
    make: () => withTable(vdevEntry(), trace, ...Array(2).fill(carveoutEntry('vdev0vring0', 0xffff_ffff, 0x1000))),
    near: 'one',
    makeNear: () => withTable(vdevEntry(), trace, carveoutEntry('vdev0vring0', 0xffff_ffff, 0x1000)),
  },
  {
    rule: 'rpmsg-probe-fails',
    fails: '32 descriptors need 32 KiB of buffers',
    make: () => withTable(rings(32), trace),
    near: '16 descriptors',
    makeNear: good,
  },
  {
    rule: 'rpmsg-probe-fails',
    fails: 'only one ring',
    make: () => withTable(vdevEntry({ vrings: [{}] }), trace),
    near: 'two rings',
    makeNear: good,
  },
  {
    rule: 'ring-size-odd',
    fails: '12 descriptors',
    make: () => withTable(rings(12), trace),
    near: '8 descriptors',
    makeNear: () => withTable(rings(8), trace),
  },
  {
    rule: 'vdev-not-rpmsg',
    fails: 'type 3 is a console',
    make: () => withTable(vdevEntry({ id: 3 }), trace),
    near: 'type 7',
    makeNear: good,
  },
  {
    rule: 'vdev-not-rpmsg',
    fails: 'OpenAMP, and a table with a trace only',
    make: () => echo((view, { offset }) => view.setUint32(offset + view.getUint32(offset + 16, true), 128, true)),
    near: 'a trace only, and no OpenAMP',
    makeNear: () => withTable(trace),
  },
  {
    rule: 'name-service-off',
    fails: 'dfeatures is 0',
    make: () => withTable(vdevEntry({ features: 0 }), trace),
    near: 'dfeatures is 1',
    makeNear: good,
  },
  {
    rule: 'table-out-of-reach',
    fails: 'it runs at 0x20000000, where other chips have SRAM',
    make: () => {
      const table = { address: 0x2000_0000, bytes: makeTable(vdevEntry(), trace) };
      return scene(makeElf({ segments: sleepingCode, table }));
    },
    near: 'in SRAM2',
    makeNear: good,
  },
  {
    rule: 'trace-missing',
    fails: 'a virtio device alone',
    make: () => withTable(vdevEntry()),
    near: 'with a trace',
    makeNear: good,
  },
  {
    rule: 'trace-out-of-reach',
    fails: 'the log is in SRAM3, behind the buffers',
    make: () => withTable(vdevEntry(), traceEntry(0x1004_9000, 64)),
    near: 'in SRAM2',
    makeNear: good,
  },
];

testRules(cases);

it('each rule of both files has a case', () => {
  const ids = [...tableRules, ...tableEntryRules].map(({ id }) => id);
  expect(untested(ids, cases)).toEqual([]);
});
