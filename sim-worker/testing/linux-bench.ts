/** A machine whose M4 only sleeps, while the test plays the firmware: rings, bells and announcements by hand, through the M4's bus. */
import { ns } from '../contract/units';
import { Target, type TargetOptions } from '../session/target';
import type { Machine } from '../soc/machine';
import { fixedText, join, makeElf, makeTable, traceEntry, vdevEntry, words } from './make-elf';

const tableAddress = 0x1002_0000;
const traceAddress = 0x1002_1000;
const ipcc = { setClear: 0x4c00_1018, arrived: 0x4c00_100c } as const;
/** Offsets in a vdev entry, from its type word. */
const vdev = { status: 24, vrings: 28, vringSize: 20 } as const;
const state = '/sys/class/remoteproc/remoteproc0/state';

/** Vectors, and code that does nothing but wait for interrupts: `wfi; b .-2`. */
export const sleepingCode = [
  { address: 0, bytes: words(0x1004_0000, 0x1000_0001) },
  { address: 0x1000_0000, bytes: words(0xe7fd_bf30) },
];

/** With a resource table like that of the examples: one rpmsg device, sixteen buffers, one trace. */
export function sleepingFirmware(table = makeTable(vdevEntry(), traceEntry(traceAddress, 64))): Uint8Array {
  const bytes = join(table, new Uint8Array(4));
  return makeElf({
    segments: [...sleepingCode, { address: tableAddress, bytes, memsz: 0x2000 }],
    table: { address: tableAddress, bytes: table },
  });
}

export const firmwareWithoutTable = (): Uint8Array => makeElf({ segments: sleepingCode });

export class LinuxBench {
  readonly target: Target;
  readonly machine: Machine;
  /** How far the played firmware has taken from each ring. */
  readonly #taken = [0, 0];

  constructor(firmware: Uint8Array = sleepingFirmware(), options: Partial<TargetOptions> = {}) {
    this.target = new Target(
      { name: 'test.elf', bytes: firmware },
      { board: 'dk2', boot: 'linux', eventCapacity: 1 << 16, ...options },
    );
    this.machine = this.target.machine;
    this.machine.linux.runScript('echo -n test.elf > /sys/class/remoteproc/remoteproc0/firmware\n');
    this.run(5);
  }

  /** Lets so many virtual milliseconds pass. */
  run(milliseconds: number): this {
    const until = ns(this.machine.clock.now + milliseconds * 1e6);
    while (this.machine.clock.now < until) this.machine.run(until);
    return this;
  }

  /** Runs shell lines and returns what they printed. */
  shell(lines: string, milliseconds = 50): string {
    const before = this.machine.linux.stdout.length;
    this.machine.linux.runScript(`${lines}\n`);
    this.run(milliseconds);
    return this.machine.linux.stdout.slice(before);
  }

  start(): this {
    this.shell(`echo start > ${state}`);
    this.#taken.fill(0);
    return this;
  }

  /** Started, with one `rpmsg-tty` at 0x400. */
  withTty(): this {
    this.start();
    // As OpenAMP does: no bell when buffers come back.
    this.write(this.ringAddress(0) + 0x130, 1, 2);
    this.announce('rpmsg-tty', 0x400);
    return this.run(1);
  }

  /** Kernel log lines from the first one that contains `from`; none when there is no such line. */
  dmesg(from = ''): readonly string[] {
    const lines = this.machine.linux.dmesg.map(({ text }) => text);
    const first = lines.findIndex((line) => line.includes(from));
    return first < 0 ? [] : lines.slice(first);
  }

  get status(): number {
    return this.read(this.#vdev + vdev.status, 1);
  }

  /** Where Linux said that a ring lies. */
  ringAddress(ring: number): number {
    return this.read(this.#vdev + vdev.vrings + vdev.vringSize * ring, 4);
  }

  /** The first entry of the table. */
  get #vdev(): number {
    return tableAddress + this.read(tableAddress + 16, 4);
  }

  read(address: number, size: 1 | 2 | 4): number {
    return this.machine.bus.peek(address, size) ?? 0;
  }

  /** A write of the M4. */
  write(address: number, value: number, size: 1 | 2 | 4): void {
    this.#asM4(() => this.machine.bus.write(address, value, size, 'm4'));
  }

  writeBytes(address: number, bytes: Uint8Array): void {
    this.#asM4(() => this.machine.bus.writeBytes(address, bytes, 'm4'));
  }

  ring(channel: number): void {
    this.write(ipcc.setClear, 1 << (channel + 15), 4);
  }

  acknowledge(channel: number): void {
    this.write(ipcc.setClear, 1 << (channel - 1), 4);
  }

  isRung(channel: number): boolean {
    return ((this.read(ipcc.arrived, 4) >>> (channel - 1)) & 1) === 1;
  }

  /** Puts a message into vring0 and rings. False when Linux has offered no buffer. */
  send(src: number, dst: number, payload: Uint8Array): boolean {
    const descriptor = this.#nextOffered(0);
    if (descriptor === undefined) return false;
    const buffer = this.read(this.ringAddress(0) + 16 * descriptor, 4);
    this.writeBytes(buffer, join(words(src, dst, 0, payload.length), payload));
    this.giveBack(0, descriptor, 512);
    this.ring(1);
    return true;
  }

  announce(service: string, address: number, destroyed = false): void {
    this.send(address, 53, join(fixedText(service, 32), words(address, destroyed ? 1 : 0)));
  }

  /** The next message of Linux in vring1, whose buffer is given back unless it is kept. */
  take(keep = false): { readonly src: number; readonly dst: number; readonly text: string } | undefined {
    const descriptor = this.#nextOffered(1);
    if (descriptor === undefined) return undefined;
    const buffer = this.read(this.ringAddress(1) + 16 * descriptor, 4);
    const length = this.read(buffer + 12, 2);
    const text = new TextDecoder().decode(this.machine.bus.peekRam(buffer + 16, length));
    const message = { src: this.read(buffer, 4), dst: this.read(buffer + 4, 4), text };
    if (!keep) this.giveBack(1, descriptor, 16 + length);
    return message;
  }

  /** One entry of a used ring; any number will do. */
  giveBack(ring: number, descriptor: number, length: number): void {
    const used = this.ringAddress(ring) + 0x130;
    const index = this.read(used + 2, 2);
    this.write(used + 4 + 8 * (index % 16), descriptor, 4);
    this.write(used + 8 + 8 * (index % 16), length, 4);
    this.write(used + 2, (index + 1) & 0xffff, 2);
  }

  #nextOffered(ring: number): number | undefined {
    const avail = this.ringAddress(ring) + 0x100;
    const index = this.#taken[ring]!;
    if (index === this.read(avail + 2, 2)) return undefined;
    this.#taken[ring] = (index + 1) & 0xffff;
    return this.read(avail + 4 + 2 * (index % 16), 2);
  }

  #asM4(act: () => void): void {
    this.machine.log.because(undefined, act, 0x1000_0000);
  }
}
