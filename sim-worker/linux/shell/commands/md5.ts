/** The MD5 of bytes that come in pieces (RFC 1321), as plain data between the pieces. */

export type Md5 = { readonly state: Uint32Array; rest: Uint8Array; length: number };

const blockBytes = 64;
const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
/** Section 3.4: floor of 2^32 × |sin(i + 1)|. */
const sines = Uint32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32));

export const newMd5 = (): Md5 => ({
  state: Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476),
  rest: new Uint8Array(0),
  length: 0,
});

export function addToMd5(md5: Md5, bytes: Uint8Array): void {
  const all = new Uint8Array(md5.rest.length + bytes.length);
  all.set(md5.rest);
  all.set(bytes, md5.rest.length);
  md5.length += bytes.length;
  let at = 0;
  for (; at + blockBytes <= all.length; at += blockBytes) addBlock(md5.state, new DataView(all.buffer, at, blockBytes));
  md5.rest = all.slice(at);
}

/** Ends it, and gives the sum in hexadecimal. */
export function md5Text(md5: Md5): string {
  const { length } = md5;
  const padding = new Uint8Array(((119 - (length % blockBytes)) % blockBytes) + 9);
  padding[0] = 0x80;
  const view = new DataView(padding.buffer);
  view.setUint32(padding.length - 8, (length * 8) >>> 0, true);
  view.setUint32(padding.length - 4, Math.floor(length / 2 ** 29), true);
  addToMd5(md5, padding);
  const out = new DataView(new ArrayBuffer(16));
  for (const [i, word] of md5.state.entries()) out.setUint32(4 * i, word, true);
  return Array.from({ length: 16 }, (_, i) => out.getUint8(i).toString(16).padStart(2, '0')).join('');
}

function addBlock(state: Uint32Array, block: DataView): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let i = 0; i < 64; i++) {
    const round = i >> 4;
    const mixed =
      round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
    const word = round === 0 ? i : round === 1 ? 5 * i + 1 : round === 2 ? 3 * i + 5 : 7 * i;
    const sum = (a + mixed + sines[i]! + block.getUint32(4 * (word % 16), true)) | 0;
    const shift = shifts[4 * round + (i % 4)]!;
    [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
}
