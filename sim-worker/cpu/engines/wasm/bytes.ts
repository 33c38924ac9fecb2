/** A growing row of bytes, with the number formats of the WebAssembly binary format. Source: WebAssembly Core, 5.2. */

/** No number takes more. */
const longest = 10;

export class Bytes {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** `expected`: how many bytes there will probably be. */
  constructor(expected = 1024) {
    this.#bytes = new Uint8Array(expected + longest);
  }

  get length(): number {
    return this.#length;
  }

  /** The bytes so far; valid until more are added. */
  get view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(longest);
    this.#bytes[this.#length++] = value;
  }

  all(values: ArrayLike<number>): void {
    if (this.#length + values.length > this.#bytes.length) this.#grow(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  /** LEB128 of a value from 0 to 2^32 - 1. */
  unsigned(value: number): void {
    if (this.#length + longest > this.#bytes.length) this.#grow(longest);
    const bytes = this.#bytes;
    let rest = value >>> 0;
    while (rest > 0x7f) {
      bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[this.#length++] = rest;
  }

  /** A byte, and behind it a value as `unsigned` writes it. */
  withUnsigned(byte: number, value: number): void {
    if (this.#length + 2 * longest > this.#bytes.length) this.#grow(2 * longest);
    this.#bytes[this.#length++] = byte;
    if (value >= 0 && value <= 0x7f) this.#bytes[this.#length++] = value;
    else this.unsigned(value);
  }

  /** A byte, and behind it a value as `signed` writes it. */
  withSigned(byte: number, value: number): void {
    if (this.#length + 2 * longest > this.#bytes.length) this.#grow(2 * longest);
    this.#bytes[this.#length++] = byte;
    if (value >= -0x40 && value <= 0x3f) this.#bytes[this.#length++] = value & 0x7f;
    else this.signed(value);
  }

  /** Signed LEB128 of an int32. */
  signed(value: number): void {
    if (this.#length + longest > this.#bytes.length) this.#grow(longest);
    const bytes = this.#bytes;
    let rest = value | 0;
    while (rest < -0x40 || rest > 0x3f) {
      bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>= 7;
    }
    bytes[this.#length++] = rest & 0x7f;
  }

  /** Signed LEB128 of an int64, as high and low words. */
  signed64(high: number, low: number): void {
    let h = high | 0;
    let l = low | 0;
    // Ends when what is left is the sign of the last seven bits written.
    while (!((h === 0 && l >>> 0 < 0x40) || (h === -1 && l >>> 0 >= 0xffff_ffc0))) {
      this.byte((l & 0x7f) | 0x80);
      l = (l >>> 7) | (h << 25);
      h >>= 7;
    }
    this.byte(l & 0x7f);
  }

  float32(value: number): void {
    this.all(new Uint8Array(Float32Array.of(value).buffer));
  }

  float64(value: number): void {
    this.all(new Uint8Array(Float64Array.of(value).buffer));
  }

  /** A name of ASCII letters. */
  name(text: string): void {
    this.unsigned(text.length);
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
  }

  #grow(room: number): void {
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + room));
    larger.set(this.view);
    this.#bytes = larger;
  }
}
