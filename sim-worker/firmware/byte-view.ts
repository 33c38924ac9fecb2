/** Reads numbers and names at any offset of any bytes; outside the bytes everything is zero and empty. */

/** Bytes looked at for one name; longer names are cut. */
const nameCap = 1024;

export class ByteView {
  readonly bytes: Uint8Array;
  readonly littleEndian: boolean;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, littleEndian = true) {
    this.bytes = bytes;
    this.littleEndian = littleEndian;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get size(): number {
    return this.bytes.length;
  }

  /** Are `length` bytes at `offset` really there? */
  holds(offset: number, length: number): boolean {
    return offset >= 0 && length >= 0 && offset + length <= this.bytes.length;
  }

  u8(offset: number): number {
    return this.bytes[offset] ?? 0;
  }

  u16(offset: number): number {
    return this.holds(offset, 2) ? this.#view.getUint16(offset, this.littleEndian) : 0;
  }

  u32(offset: number): number {
    return this.holds(offset, 4) ? this.#view.getUint32(offset, this.littleEndian) : 0;
  }

  /** A 64-bit number; beyond 2^53 it is rounded, which is enough to see that it is absurd. */
  u64(offset: number): number {
    const [low, high] = this.littleEndian ? [offset, offset + 4] : [offset + 4, offset];
    return this.u32(high) * 2 ** 32 + this.u32(low);
  }

  /** Latin-1 text up to the first NUL, at most `limit` bytes. */
  text(offset: number, limit = nameCap): string {
    const end = Math.min(offset + limit, this.bytes.length);
    let text = '';
    for (let at = offset; at >= 0 && at < end; at++) {
      const code = this.bytes[at] ?? 0;
      if (code === 0) break;
      text += String.fromCharCode(code);
    }
    return text;
  }
}
