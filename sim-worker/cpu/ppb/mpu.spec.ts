/** What the MPU says of whole pages and of their parts is what it says of each of their addresses. */
import { expect, it } from 'vitest';
import { Random } from '../../testing/oracle/random';
import { firstFrom, Mpu, passes } from './mpu';

const [ctrl, rbar, rasr] = [0x4, 0xc, 0x10];
const pageBytes = 4096;
const least = 32;

/** Regions of all sizes that lie over and beside each other around one place. */
function configured(random: Random): Mpu {
  const mpu = new Mpu(() => undefined);
  for (let n = 0; n < 8; n++) {
    const sizeField = 4 + random.below(14);
    const address = (0x1000_0000 + random.below(16 * pageBytes)) & ~(2 ** (sizeField + 1) - 1);
    mpu.registers.write(rbar, (address | 0x10 | n) >>> 0, 4, 'm4');
    const subregions = random.below(2) === 0 ? 0 : random.below(256);
    const permission = random.below(8) | (random.below(2) << 4);
    mpu.registers.write(rasr, (permission << 24) | (subregions << 8) | (sizeField << 1) | random.below(2), 4, 'm4');
  }
  mpu.registers.write(ctrl, 1 | (random.below(2) << 2), 4, 'm4');
  return mpu;
}

it('over random regions', () => {
  const random = new Random(1);
  const pages = Array.from({ length: 24 }, (_, n) => 0x1000_0000 / pageBytes - 4 + n);
  let [granted, wrong] = [0, 0];
  for (let round = 0; round < 40; round++) {
    const mpu = configured(random);
    const rights = mpu.rightsOf(pages);
    for (const [i, page] of pages.entries()) {
      for (let kind = 0; kind < 8; kind++) {
        const access = { write: (kind & 1) !== 0, execute: (kind & 2) !== 0, privileged: (kind & 4) !== 0 };
        const answers = new Set<boolean>();
        mpu.partsOf(page).forEach((part, n) => {
          const allowed = mpu.allows(page * pageBytes + n * least, access);
          answers.add(allowed);
          if (passes(part, access) !== allowed) wrong++;
        });
        const isGranted = passes(rights[i]!, access);
        // A page where it depends on the address allows nothing as a whole; there may be more of them than need be.
        if (isGranted) expect([...answers]).toEqual([true]);
        if (isGranted) granted++;
      }
    }
  }
  expect(granted).toBeGreaterThan(300);
  expect(wrong).toBe(0);
});

it('where one region covers all, whole pages are granted', () => {
  const mpu = new Mpu(() => undefined);
  mpu.registers.write(rbar, 0x1000_0010, 4, 'm4');
  mpu.registers.write(rasr, (3 << 24) | (18 << 1) | 1, 4, 'm4');
  mpu.registers.write(ctrl, 1, 4, 'm4');
  const access = { write: true, execute: true, privileged: false };
  const granted = [...mpu.rightsOf([0xffff, 0x1_0000, 0x1_007f, 0x1_0080])].map((rights) => passes(rights, access));
  expect(granted).toEqual([false, true, true, false]);
});

it('what was judged stays judged when CTRL is written as it is', () => {
  let told = 0;
  const mpu = new Mpu(() => told++);
  mpu.registers.write(ctrl, 0, 4, 'm4');
  expect(told).toBe(0);
  mpu.registers.write(ctrl, 1, 4, 'm4');
  expect(told).toBe(1);
});

it('after a change, what was touched is all that is to be asked anew', () => {
  const random = new Random(3);
  const pages = Array.from({ length: 40 }, (_, n) => 0x1000_0000 / pageBytes - 4 + n);
  const mpu = configured(random);
  const known = mpu.rightsOf(pages);
  mpu.takeTouched();
  let least = pages.length;
  for (let round = 0; round < 200; round++) {
    const sizeField = 4 + random.below(12);
    const address = (0x1000_0000 + random.below(32 * pageBytes)) & ~(2 ** (sizeField + 1) - 1);
    mpu.registers.write(rbar, (address | 0x10 | random.below(8)) >>> 0, 4, 'm4');
    mpu.registers.write(rasr, (random.below(8) << 24) | (sizeField << 1) | random.below(2), 4, 'm4');
    if (random.below(20) === 0) mpu.registers.write(ctrl, 1 | (random.below(2) << 2), 4, 'm4');
    const { from, to } = mpu.takeTouched();
    const first = firstFrom(pages, from);
    const end = firstFrom(pages, to, first);
    least = Math.min(least, end - first);
    mpu.rightsOf(pages, known, first, end);
    expect(known).toEqual(mpu.rightsOf(pages));
  }
  expect(least).toBe(0);
  expect(mpu.takeTouched().to).toBe(0);
});
