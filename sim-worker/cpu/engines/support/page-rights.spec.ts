/** Which pages differ between two modes is what a look at each of them finds. */
import { expect, it } from 'vitest';
import { Random } from '../../../testing/oracle/random';
import { Mpu } from '../../ppb/mpu';
import { type Mode, modes, PageRights, rights } from './page-rights';

const [ctrl, rbar, rasr] = [0x4, 0xc, 0x10];
const pages = Array.from({ length: 24 }, (_, n) => 0x1_0000 + n);

function configured(random: Random, mpu: Mpu): void {
  for (let n = 0; n < 6; n++) {
    const sizeField = 9 + random.below(8);
    const address = (0x1000_0000 + random.below(24 * 4096)) & ~(2 ** (sizeField + 1) - 1);
    mpu.registers.write(rbar, (address | 0x10 | n) >>> 0, 4, 'm4');
    mpu.registers.write(rasr, (random.below(8) << 24) | (sizeField << 1) | random.below(2), 4, 'm4');
  }
  mpu.registers.write(ctrl, 1 | (random.below(2) << 2), 4, 'm4');
}

it('over random regions, with a page that a comparator watches', () => {
  const random = new Random(5);
  const mpu = new Mpu(() => undefined);
  const dwt = { version: 0, watchesData: true, watchesPage: (page: number) => page === 0x1_0003 };
  const all = new PageRights({ mpu, dwt }, pages);
  const counts = { alike: 0, differing: 0, mixed: 0 };
  for (let round = 0; round < 60; round++) {
    configured(random, mpu);
    all.learn();
    for (const from of Object.values(modes)) {
      for (const to of Object.values(modes)) {
        const differs = (place: number): boolean => {
          const now = all.at(to, place);
          if ((now & rights.mixed) !== 0) counts.mixed++;
          return (now & rights.mixed) !== 0 || now !== all.at(from, place);
        };
        const places: readonly number[] = pages.map((_, place) => place).filter(differs);
        expect(all.differing(from as Mode, to as Mode)).toEqual(places);
        counts.differing += places.length;
        counts.alike += pages.length - places.length;
      }
    }
  }
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(100);
  // Data there is for the comparator.
  expect(all.at(modes.unchecked, 3)).toBe(rights.execute);
});
