/** Endurance: many messages each way through the echo demo, of random sizes, with pauses and restarts of the M4, all compared. */
import { expect, it } from 'vitest';
import { ns } from '../contract/units';
import { bootedEcho } from '../testing/echo-bench';
import { generator } from '../testing/mutate';
import type { Target } from './target';

/** CI asks for a million each way; a run at the desk takes a sample. */
const wanted = Number(process.env.AMPSCOPE_ENDURANCE ?? 10_000);
const ports = 2;
const stateFile = '/sys/class/remoteproc/remoteproc0/state';
const crashFile = '/sys/kernel/debug/remoteproc/remoteproc0/crash';
/** A tty shows its newest 64 KiB: the streams are compared before so much is new. */
const compareAfter = 40_000;
const shownBytes = 65_536;
const availIndex = 0x102;
const rings = [0x1004_0000, 0x1004_1000];
const offered = 16;

/** What the kernel says in such a run, in any order; all else is a finding. */
const expectedLines = [
  /^remoteproc remoteproc0: (powering up m4|Booting fw image tty-echo\.elf, size \d+|remote processor m4 is now up)$/,
  /^remoteproc remoteproc0: (stopped remote processor m4|crash detected in m4: type .*|handling crash #\d+ in m4|recovering m4)$/,
  /^rproc-virtio rproc-virtio\.0\.auto: (assigned reserved memory node vdev0buffer@10042000|registered virtio0 \(type 7\))$/,
  /^virtio_rpmsg_bus virtio0: (rpmsg host is online|creating channel rpmsg-tty addr 0x40[01])$/,
  // The firmware does not answer the shutdown mailbox.
  /^remoteproc remoteproc0: warning: remote FW shutdown without ack$/,
];

class Run {
  readonly #target: Target = bootedEcho('', 'tty-echo', { eventCapacity: 4096 });
  readonly #next = generator(7);
  /** Everything typed into each tty since the M4 was started. */
  #sent = ['', ''];
  #fresh = 0;
  /** The time of the newest line that was looked at. */
  #logged: number | undefined;
  /** Messages of all lives that are over, and of this one, by ring. */
  readonly #before = [0, 0];
  readonly #index = [0, 0];
  restarts = 0;

  /** Messages to Linux and from Linux. */
  get messages(): readonly number[] {
    return rings.map((_, ring) => this.#before[ring]! + this.#index[ring]!);
  }

  start(): void {
    this.#waitForTtys();
    this.#checkLog();
  }

  /** A burst on one or both lines, then a pause. */
  step(): void {
    for (let burst = 1 + (this.#next() % 6); burst > 0; burst--) this.#type(this.#next() % ports);
    this.#pause();
    if (this.#fresh > compareAfter) this.settle();
  }

  /** All that is on its way arrives: nothing may be lost, doubled or out of order. */
  settle(): void {
    for (let waits = 0; waits < 2000 && !this.#complete(); waits++) this.#run(1e6);
    for (let port = 0; port < ports; port++) {
      const [got, sent] = [this.#received(port), this.#sent[port]!.slice(-shownBytes)];
      expect(got.length, `bytes on port ${port}`).toBe(sent.length);
      expect(got === sent, `content on port ${port}`).toBe(true);
    }
    this.#fresh = 0;
    this.#countMessages();
    this.#checkLog();
  }

  /** What is on its way is lost, as on a board; what had arrived is right. */
  restart(): void {
    for (let port = 0; port < ports; port++) {
      const [got, sent] = [this.#received(port), this.#sent[port]!];
      const arrived = sent.length - this.#missing(port);
      expect(sent.slice(0, arrived).endsWith(got), `what arrived on port ${port}`).toBe(true);
    }
    this.#countMessages();
    for (const ring of [0, 1]) this.#before[ring]! += this.#index[ring]!;
    this.#index.fill(0);
    const stopStart = `echo stop > ${stateFile}; echo start > ${stateFile}`;
    this.#target.machine.linux.runScript(`${this.#next() % 2 === 0 ? stopStart : `echo 1 > ${crashFile}`}\n`);
    this.#sent = ['', ''];
    this.#fresh = 0;
    for (let waits = 0; waits < 200 && this.#target.machine.linux.ttys.length > 0; waits++) this.#run(1e7);
    this.#waitForTtys();
    this.#checkLog();
    this.restarts++;
  }

  #type(port: number): void {
    const length = this.#next() % 4 === 0 ? 1 + (this.#next() % 8) : 1 + (this.#next() % 700);
    let text = '';
    while (text.length < length) text += `${this.#sent[port]!.length + text.length}.${this.#next().toString(36)} `;
    text = text.slice(0, length);
    this.#target.machine.linux.typeIntoTty(port, text);
    this.#sent[port] += text;
    this.#fresh += length;
  }

  #pause(): void {
    const kind = this.#next() % 8;
    if (kind > 0) this.#run(kind * 40_000);
  }

  #run(nanoseconds: number): void {
    const { machine } = this.#target;
    const until = ns(machine.clock.now + nanoseconds);
    while (machine.clock.now < until) machine.run(until);
  }

  #received(port: number): string {
    return this.#target.machine.linux.receivedText(port);
  }

  /** How many bytes at the end of what was sent are not there yet. */
  #missing(port: number): number {
    const [got, sent] = [this.#received(port), this.#sent[port]!];
    if (got.length < shownBytes) return sent.length - got.length;
    return sent.length - (sent.lastIndexOf(got.slice(-200)) + 200);
  }

  #complete(): boolean {
    return this.#sent.every((sent, port) => sent === '' || this.#received(port).endsWith(sent.slice(-200)));
  }

  #waitForTtys(): void {
    for (let waits = 0; waits < 200 && this.#target.machine.linux.ttys.length < ports; waits++) this.#run(1e7);
    expect(this.#target.machine.linux.ttys).toHaveLength(ports);
  }

  /** Indices run modulo 65536: they are looked at often enough. */
  #countMessages(): void {
    rings.forEach((address, ring) => {
      const index = this.#target.machine.bus.peek(address + availIndex, 2) ?? 0;
      const ever = this.#index[ring]!;
      const now = (index - (ring === 0 ? offered : 0)) & 0xffff;
      this.#index[ring] = ever + ((now - ever) & 0xffff);
    });
  }

  #checkLog(): void {
    const { dmesg } = this.#target.machine.linux;
    const since = this.#logged ?? Number.POSITIVE_INFINITY;
    for (const { text } of dmesg.filter(({ time }) => time > since))
      expect(
        expectedLines.some((line) => line.test(text)),
        text,
      ).toBe(true);
    this.#logged = dmesg.at(-1)?.time;
  }
}

it(
  `${wanted} messages each way, compared byte by byte`,
  () => {
    const run = new Run();
    run.start();
    for (let steps = 1; Math.min(...run.messages) < wanted; steps++) {
      run.step();
      if (steps % 1500 === 0) run.settle();
      if (steps % 211 === 0) run.restart();
    }
    run.settle();
    expect(run.restarts).toBeGreaterThan(0);
  },
  30 * 60_000,
);
