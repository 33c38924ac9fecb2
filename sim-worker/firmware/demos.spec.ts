/** The demos that come with the page: their files are there, small, free of foreign paths, and what Linux can load. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readElf, sectionBytes } from './elf';
import { describeFile } from './preflight';
import { readResourceTable } from './resource-table';

type Demo = { readonly id: string; readonly elf: string; readonly map: string; readonly sources: readonly string[] };

const at = (path: string): string => `public/demos/${path}`;
const demos = JSON.parse(readFileSync(at('manifest.json'), 'utf8')) as readonly Demo[];
const elfOf = (demo: Demo): Uint8Array => new Uint8Array(readFileSync(at(demo.elf)));
/** What the device tree gives the M4: RETRAM, and SRAM1 with SRAM2 (stm32mp15xx-dkx.dtsi). */
const regions = [
  { start: 0, end: 0x0001_0000 },
  { start: 0x1000_0000, end: 0x1004_0000 },
];

describe.each(demos)('$id', (demo) => {
  const bytes = elfOf(demo);
  const elf = readElf(bytes);

  it('has all its files, none of them big', () => {
    for (const file of [demo.elf, demo.map, ...demo.sources]) {
      expect(existsSync(at(file)), file).toBe(true);
      expect(statSync(at(file)).size, file).toBeLessThan(100_000);
    }
  });

  it('names no folder of the machine that built it', () => {
    const text = `${new TextDecoder('latin1').decode(bytes)}${readFileSync(at(demo.map), 'latin1')}`;
    expect(text.match(/\/(home|root|tmp|usr|work|Users)\/[\w./-]*/)).toBeNull();
  });

  it('is firmware without a fault, loaded where Linux has memory', () => {
    expect(describeFile(bytes).kind).toBe('firmware');
    expect(elf.problems).toEqual([]);
    for (const { physicalAddress: start, memorySize } of elf.segments.filter((segment) => segment.type === 'load')) {
      expect(regions.some((region) => start >= region.start && start + memorySize <= region.end)).toBe(true);
    }
  });

  it('has the stack top and the reset handler in its vector table', () => {
    const vectors = elf.sections.find((section) => section.name === '.isr_vector');
    if (vectors === undefined) throw new Error('no vector table');
    const words = new Uint32Array(sectionBytes(bytes, vectors).slice().buffer);
    const handler = elf.symbols.find((symbol) => symbol.name === 'IPCC_RX1_IRQHandler' && symbol.binding === 'global');
    expect([vectors.address, words.length]).toEqual([0, 166]);
    expect([words[0], words[1]]).toEqual([0x1004_0000, elf.header?.entry]);
    expect(words[16 + 103]).toBe((handler?.address ?? 0) + 1);
  });
});

describe('resource tables of the demos', () => {
  it('the echo has one that Linux accepts, the bare mailbox has not even an empty section', () => {
    const tables = demos.map((demo) => {
      const section = readElf(elfOf(demo)).sections.find((each) => each.name === '.resource_table');
      return [
        demo.id,
        section === undefined ? undefined : readResourceTable(sectionBytes(elfOf(demo), section), section.size).defects,
      ];
    });
    expect(Object.fromEntries(tables)).toMatchObject({
      'tty-echo': [],
      'crash-lab': [],
      'mailbox-pingpong': undefined,
    });
  });
});
