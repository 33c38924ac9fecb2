/** A growing row of bytes, with the number formats of the WebAssembly binary format. Source: WebAssembly Core, 5.2. */
export class Bytes {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The bytes so far; valid until more are added. */
  get view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  byte(value: number): void {
    this.#make(1);
    this.#bytes[this.#length++] = value;
  }

  all(values: ArrayLike<number>): void {
    this.#make(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  /** LEB128 of a value from 0 to 2^32 - 1. */
  unsigned(value: number): void {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** Signed LEB128 of an int32. */
  signed(value: number): void {
    let rest = value | 0;
    while (rest < -0x40 || rest > 0x3f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.byte(rest & 0x7f);
  }

  /** Signed LEB128 of an int64, as high and low words. */
  signed64(high: number, low: number): void {
    let [h, l] = [high | 0, low | 0];
    // Ends when what is left is the sign of the last seven bits written.
    while (!((h === 0 && l >>> 0 < 0x40) || (h === -1 && l >>> 0 >= 0xffff_ffc0))) {
      this.byte((l & 0x7f) | 0x80);
      l = (l >>> 7) | (h << 25);
      h >>= 7;
    }
    this.byte(l & 0x7f);
  }

  float32(value: number): void {
    this.#make(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  float64(value: number): void {
    this.#make(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** A name of ASCII letters. */
  name(text: string): void {
    this.unsigned(text.length);
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
  }

  #make(room: number): void {
    if (this.#length + room <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + room));
    larger.set(this.view);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
