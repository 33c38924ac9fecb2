/** The arithmetic of MD5, SHA-1, SHA-224 and SHA-256 on blocks of sixteen words. Sources: RFC 1321; FIPS 180-4. */

import { swappedBytes } from '../../kernel/bits';

export type Algorithm = 'sha1' | 'md5' | 'sha224' | 'sha256';
type State = Uint32Array;
type Digest = {
  readonly initial: readonly number[];
  /** Words of the result. */
  readonly words: number;
  readonly compress: (state: State, block: Uint32Array) => void;
};

const left = (word: number, by: number): number => ((word << by) | (word >>> (32 - by))) >>> 0;
const right = (word: number, by: number): number => left(word, 32 - by);
const rounds = 64;
const sines = Array.from({ length: rounds }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32));
const shifts = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;
/** Function of a quarter's rounds, and which word of the block round `i` takes. */
const quarters = [
  { mix: (b: number, c: number, d: number) => (b & c) | (~b & d), word: (i: number) => i },
  { mix: (b: number, c: number, d: number) => (d & b) | (~d & c), word: (i: number) => 5 * i + 1 },
  { mix: (b: number, c: number, d: number) => b ^ c ^ d, word: (i: number) => 3 * i + 5 },
  { mix: (b: number, c: number, d: number) => c ^ (b | ~d), word: (i: number) => 7 * i },
] as const;

/** MD5 reads its words with the lowest byte first; the state is kept that way, too. */
function md5(state: State, block: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let i = 0; i < rounds; i++) {
    const { mix, word } = quarters[i >>> 4]!;
    const taken = swappedBytes(block[word(i) & 15]!);
    const sum = (a + mix(b, c, d) + sines[i]! + taken) >>> 0;
    [a, d, c, b] = [d, c, b, (b + left(sum, shifts[i >>> 4]![i & 3]!)) >>> 0];
  }
  add(state, [a, b, c, d]);
}

const sha1Rounds = [
  { constant: 0x5a82_7999, mix: (b: number, c: number, d: number) => (b & c) | (~b & d) },
  { constant: 0x6ed9_eba1, mix: (b: number, c: number, d: number) => b ^ c ^ d },
  { constant: 0x8f1b_bcdc, mix: (b: number, c: number, d: number) => (b & c) | (b & d) | (c & d) },
  { constant: 0xca62_c1d6, mix: (b: number, c: number, d: number) => b ^ c ^ d },
] as const;

function sha1(state: State, block: Uint32Array): void {
  const w = new Uint32Array(80);
  w.set(block);
  for (let i = 16; i < 80; i++) w[i] = left(w[i - 3]! ^ w[i - 8]! ^ w[i - 14]! ^ w[i - 16]!, 1);
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let i = 0; i < 80; i++) {
    const { mix, constant } = sha1Rounds[Math.floor(i / 20)]!;
    const next = (left(a, 5) + mix(b, c, d) + e + constant + w[i]!) >>> 0;
    [e, d, c, b, a] = [d, c, left(b, 30), a, next];
  }
  add(state, [a, b, c, d, e]);
}

const primes = Array.from({ length: 312 }, (_, i) => i).filter(
  (n) => n > 1 && !Array.from({ length: n }, (_, d) => d).some((d) => d > 1 && n % d === 0),
);
/** The first 32 bits behind the point. */
const fraction = (value: number): number => Math.floor((value % 1) * 2 ** 32);
const cubeRoots = primes.slice(0, rounds).map((prime) => fraction(Math.cbrt(prime)));

function sha2(state: State, block: Uint32Array): void {
  const w = new Uint32Array(rounds);
  w.set(block);
  for (let i = 16; i < rounds; i++) {
    const [old, recent] = [w[i - 15]!, w[i - 2]!];
    const s0 = right(old, 7) ^ right(old, 18) ^ (old >>> 3);
    const s1 = right(recent, 17) ^ right(recent, 19) ^ (recent >>> 10);
    w[i] = w[i - 16]! + s0 + w[i - 7]! + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < rounds; i++) {
    const chosen = (e & f) ^ (~e & g);
    const first = (h + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) + chosen + cubeRoots[i]! + w[i]!) >>> 0;
    const second = (right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) >>> 0, c, b, a, (first + second) >>> 0];
  }
  add(state, [a, b, c, d, e, f, g, h]);
}

function add(state: State, words: readonly number[]): void {
  for (const [i, word] of words.entries()) state[i] = state[i]! + word;
}

const common = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];

export const digests: Readonly<Record<Algorithm, Digest>> = {
  md5: { initial: common, words: 4, compress: md5 },
  sha1: { initial: [...common, 0xc3d2_e1f0], words: 5, compress: sha1 },
  sha224: {
    initial: [0xc105_9ed8, 0x367c_d507, 0x3070_dd17, 0xf70e_5939, 0xffc0_0b31, 0x6858_1511, 0x64f9_8fa7, 0xbefa_4fa4],
    words: 7,
    compress: sha2,
  },
  sha256: { initial: primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime))), words: 8, compress: sha2 },
};
