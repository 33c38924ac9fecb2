/** The 76 bytes with which firmware asks the system resource manager. Source: rproc_srm_core.h; linux-side reference 7.3. */

export const srmMessageBytes = 76;
export const messageTypes = { get: 0, set: 1, error: 0xff } as const;
export const resourceTypes = { clock: 0, regulator: 1 } as const;
/** Index of one who looks for a name. */
export const byName = 0xffff_ffff;
const nameBytes = 16;

export class SrmMessage {
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  /** Takes the bytes as its own. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  copy(): SrmMessage {
    return new SrmMessage(this.bytes.slice());
  }

  get type(): number {
    return this.#word(0);
  }

  set type(value: number) {
    this.#set(0, value);
  }

  /** Text that the name of the device holds, such as `40017000`. */
  get device(): string {
    return this.#text(4, 32);
  }

  get resource(): number {
    return this.#word(36);
  }

  /** Of the clock or regulator within its device. */
  get index(): number {
    return this.#word(40);
  }

  get name(): string {
    return this.#text(44, nameBytes);
  }

  /** Hz; 0 leaves it as it is. */
  get rate(): number {
    return this.#word(60);
  }

  get enable(): boolean {
    return this.#word(60) !== 0;
  }

  /** mV; both 0 leave it as it is. */
  get limits(): { readonly min: number; readonly max: number } {
    return { min: this.#word(68), max: this.#word(72) };
  }

  answerClock(index: number, name: string, rate: number): void {
    this.#identify(index, name);
    this.#set(60, rate);
  }

  /** The limits are answered with 0. */
  answerRegulator(index: number, name: string, enabled: boolean, millivolts: number): void {
    this.#identify(index, name);
    this.#set(60, enabled ? 1 : 0);
    this.#set(64, millivolts);
    this.#set(68, 0);
    this.#set(72, 0);
  }

  #identify(index: number, name: string): void {
    this.#set(40, index);
    // strscpy(): what follows the NUL stays as it was.
    const text = name.slice(0, nameBytes - 1);
    for (let i = 0; i < text.length; i++) this.bytes[44 + i] = text.charCodeAt(i);
    this.bytes[44 + text.length] = 0;
  }

  #word(offset: number): number {
    return this.#view.getUint32(offset, true);
  }

  #set(offset: number, value: number): void {
    this.#view.setUint32(offset, value, true);
  }

  #text(offset: number, length: number): string {
    const field = this.bytes.subarray(offset, offset + length);
    const end = field.indexOf(0);
    return String.fromCharCode(...field.subarray(0, end < 0 ? length : end));
  }
}
