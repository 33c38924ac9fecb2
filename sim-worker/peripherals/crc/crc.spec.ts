/** CRC through its registers, against the catalogue's check values of "123456789" and against zlib. */
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Crc } from './crc';

const at = { DR: 0x00, IDR: 0x04, CR: 0x08, INIT: 0x10, POL: 0x14 } as const;
const size = { 32: 0, 16: 1 << 3, 8: 2 << 3, 7: 3 << 3 } as const;
const revIn = { bytes: 1 << 5, halves: 2 << 5, words: 3 << 5 } as const;
const revOut = 1 << 7;
const restart = 1;

function bench(control: number, polynomial: number, init: number) {
  const crc = new Crc();
  crc.write(at.POL, polynomial, 4, 'm4');
  crc.write(at.CR, control, 4, 'm4');
  crc.write(at.INIT, init, 4, 'm4');
  const read = () => (crc.read(at.DR, 4, 'm4') ?? 0) >>> 0;
  const bytes = (text: string) => {
    for (const byte of new TextEncoder().encode(text)) crc.write(at.DR, byte, 1, 'm4');
    return read();
  };
  return { crc, read, bytes };
}

describe('known sums of "123456789"', () => {
  it.each([
    ['CRC-32/MPEG-2', size[32], 0x04c1_1db7, 0xffff_ffff, 0x0376_e6e7],
    ['CRC-32/JAMCRC', size[32] | revIn.bytes | revOut, 0x04c1_1db7, 0xffff_ffff, 0x340b_c6d9],
    ['CRC-16/XMODEM', size[16], 0x1021, 0, 0x31c3],
    ['CRC-16/IBM-3740', size[16], 0x1021, 0xffff, 0x29b1],
    ['CRC-16/ARC', size[16] | revIn.bytes | revOut, 0x8005, 0, 0xbb3d],
    ['CRC-8/SMBUS', size[8], 0x07, 0, 0xf4],
    ['CRC-7/MMC', size[7], 0x09, 0, 0x75],
  ])('%s', (_name, control, polynomial, init, sum) => {
    expect(bench(control, polynomial, init).bytes('123456789')).toBe(sum);
  });
});

it('after reset sums words up as Ethernet does, without turning bits', () => {
  const crc = new Crc();
  crc.write(at.DR, 0x3132_3334, 4, 'm4');
  expect(crc.read(at.DR, 4, 'm4')).toBe(bench(size[32], 0x04c1_1db7, 0xffff_ffff).bytes('1234'));
});

it('agrees with zlib, whose sum is turned and inverted, for texts of any length', () => {
  for (const text of ['', 'a', 'hello world!', 'x'.repeat(1000)]) {
    const { bytes } = bench(size[32] | revIn.bytes | revOut, 0x04c1_1db7, 0xffff_ffff);
    expect((bytes(text) ^ 0xffff_ffff) >>> 0).toBe(crc32(text));
  }
});

describe('REV_IN', () => {
  const sum = (control: number, word: number) => {
    const { crc, read } = bench(control, 0x04c1_1db7, 0);
    crc.write(at.DR, word, 4, 'm4');
    return read();
  };
  it.each([
    ['bytes', 0x58d4_3cb2],
    ['halves', 0xd458_b23c],
    ['words', 0xb23c_d458],
  ] as const)('in %s makes 0x1a2b3c4d another word', (group, word) => {
    expect(sum(revIn[group], 0x1a2b_3c4d)).toBe(sum(0, word));
  });

  it('turns no more bits than were written', () => {
    const { crc, read } = bench(revIn.words, 0x04c1_1db7, 0);
    crc.write(at.DR, 0x01, 1, 'm4');
    expect(read()).toBe(bench(0, 0x04c1_1db7, 0).bytes('\u0000') ^ sumOfByte(0x80));
  });
  const sumOfByte = (byte: number) => {
    const { crc, read } = bench(0, 0x04c1_1db7, 0);
    crc.write(at.DR, byte, 1, 'm4');
    return read();
  };
});

it('starts anew with RESET, and keeps IDR', () => {
  const { crc, read, bytes } = bench(size[16], 0x1021, 0x1d0f);
  crc.write(at.IDR, 0x1234_5678, 4, 'm4');
  bytes('something');
  crc.write(at.CR, size[16] | restart, 4, 'm4');
  expect([read(), crc.read(at.CR, 4, 'm4'), crc.read(at.IDR, 4, 'm4')]).toEqual([0x1d0f, size[16], 0x1234_5678]);
});
