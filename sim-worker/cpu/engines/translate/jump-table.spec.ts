/** Addresses near and far, and those between them that are nobody's. */
import { describe, expect, it } from 'vitest';
import { ModuleBuilder } from '../wasm/module';
import { type Jump, writeJumps } from './jump-table';

const nobody = -1;

/** A function that answers the place of an address in `addresses`. */
function searchOf(addresses: readonly number[]): (address: number) => number {
  const builder = new ModuleBuilder();
  const { code } = builder.function({ parameters: ['i32'], results: ['i32'] }, 'search');
  const elsewhere = code.block();
  const labels = addresses.map(() => code.block()).toReversed();
  writeJumps(
    code,
    code.parameter(0),
    addresses.map((address, i): Jump => [address, labels[i]!]),
    elsewhere,
  );
  for (let i = 0; i < addresses.length; i++) code.op('end').i32(i).op('return');
  code.op('end').i32(nobody);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(builder.build()), {});
  return exports.search as (address: number) => number;
}

const spread = (count: number, distance: (i: number) => number): readonly number[] => {
  const addresses = [0x1000_0100];
  while (addresses.length < count) addresses.push(addresses.at(-1)! + distance(addresses.length));
  return addresses;
};

describe('jumps by an address', () => {
  it.each<readonly [string, readonly number[]]>([
    ['one place', [0x200]],
    ['neighbours', spread(16, () => 2)],
    ['more neighbours than a table has room for', spread(40, () => 2)],
    ['places wide apart', spread(9, () => 0x300)],
    ['some near, some far', spread(50, (i) => (i % 7 === 0 ? 0x412 : 2 + 4 * (i % 3)))],
    ['the last halfwords of all', [0xffff_fff0, 0xffff_fffe]],
  ])('%s', (_, addresses) => {
    const search = searchOf(addresses);
    const places = new Map(addresses.map((address, i) => [address, i]));
    for (let address = addresses[0]! - 64; address <= Math.min(addresses.at(-1)! + 64, 0xffff_fffe); address += 2)
      expect(search(address | 0), address.toString(16)).toBe(places.get(address) ?? nobody);
    for (const address of [0, 0x7fff_fffe, 0x8000_0000, 0xffff_fffc])
      expect(search(address | 0), address.toString(16)).toBe(places.get(address) ?? nobody);
  });

  it('need no long table, which TurboFan could not finish', () => {
    const builder = new ModuleBuilder();
    const { code } = builder.function({ parameters: ['i32'], results: [] }, 'search');
    const [elsewhere, found] = [code.block(), code.block()];
    let longest = 0;
    const brTable = code.brTable.bind(code);
    code.brTable = (labels, otherwise) => {
      longest = Math.max(longest, labels.length);
      return brTable(labels, otherwise);
    };
    const addresses = spread(60, (i) => (i % 5 === 0 ? 70 : 2));
    writeJumps(
      code,
      code.parameter(0),
      addresses.map((address): Jump => [address, found]),
      elsewhere,
    );
    expect(longest).toBeGreaterThan(1);
    expect(longest).toBeLessThanOrEqual(16);
  });
});
