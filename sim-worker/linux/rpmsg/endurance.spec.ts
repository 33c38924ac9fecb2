/** Endurance of the Linux side alone: the test plays an M4 that dawdles, holds buffers and is restarted; every message is compared. */
import { expect, it } from 'vitest';
import { LinuxBench } from '../../testing/linux-bench';
import { generator } from '../../testing/mutate';

/** CI asks for a million each way; a run at the desk takes a sample. */
const wanted = Number(process.env.AMPSCOPE_ENDURANCE ?? 10_000);
const tty = { local: 0x400, remote: 0x400 };
const stopLine = 'echo stop > /sys/class/remoteproc/remoteproc0/state';
/** A tty shows its newest 64 KiB. */
const compareAfter = 50_000;
const shownBytes = 65_536;
const expectedLines =
  /^(remoteproc remoteproc0|rproc-virtio rproc-virtio\.0\.auto|virtio_rpmsg_bus virtio0): (powering|Booting|remote processor|stopped|assigned|registered|rpmsg host|creating channel rpmsg-tty addr 0x400)|remote FW shutdown without ack/;

class Run {
  readonly #bench = new LinuxBench().withTty();
  readonly #next = generator(11);
  readonly counts = { toM4: 0, toLinux: 0, restarts: 0, full: 0 };
  /** Typed and not taken by the M4 yet; everything that the M4 sent since its start. */
  #typed = '';
  #sent = '';
  #fresh = 0;
  #logged = this.#bench.machine.clock.now;

  step(): void {
    const bench = this.#bench;
    switch (this.#next() % 8) {
      case 0:
      case 1:
      case 2:
        for (let i = this.#next() % 6; i > 0; i--) this.#type();
        break;
      case 3:
      case 4:
      case 5:
        for (let i = this.#next() % 6; i > 0; i--) this.#sendToLinux();
        break;
      case 6:
        for (let i = this.#next() % 24; i > 0; i--) this.#takeOne();
        if (this.#next() % 4 > 0) bench.acknowledge(2);
        break;
      default:
        bench.run((this.#next() % 100) / 50);
    }
    if (this.#fresh > compareAfter) this.compare();
  }

  /** Both sides come to rest: all that was sent has arrived, once and in order. */
  compare(): void {
    const bench = this.#bench;
    for (let waits = 0; waits < 200 && this.#typed !== ''; waits++) {
      bench.run(2);
      while (this.#takeOne());
      bench.acknowledge(2);
    }
    expect(this.#typed).toBe('');
    bench.run(2);
    const got = bench.machine.linux.receivedText(0);
    expect(got.length).toBe(Math.min(this.#sent.length, shownBytes));
    expect(this.#sent.endsWith(got)).toBe(true);
    this.#fresh = 0;
    this.#checkLog();
  }

  /** What is on its way is lost, as on a board. */
  restart(): void {
    const bench = this.#bench;
    bench.acknowledge(2);
    bench.run(1);
    expect(this.#sent.endsWith(bench.machine.linux.receivedText(0))).toBe(true);
    bench.shell(stopLine, 700);
    bench.withTty();
    // HAL_IPCC_Init() clears what an earlier life left.
    for (const channel of [1, 2, 3]) bench.acknowledge(channel);
    [this.#typed, this.#sent, this.#fresh] = ['', '', 0];
    this.#checkLog();
    this.counts.restarts++;
  }

  #text(most: number): string {
    const length = 1 + (this.#next() % most);
    let text = '';
    while (text.length < length) text += `${this.#next().toString(36)} `;
    return text.slice(0, length);
  }

  #type(): void {
    const text = this.#text(this.#next() % 3 === 0 ? 900 : 60);
    this.#bench.machine.linux.typeIntoTty(0, text);
    this.#typed += text;
  }

  #sendToLinux(): void {
    const text = this.#text(this.#next() % 3 === 0 ? 496 : 60);
    if (!this.#bench.send(tty.remote, tty.local, new TextEncoder().encode(text))) {
      this.counts.full++;
      this.#bench.run(0.1);
      return;
    }
    this.#sent += text;
    this.#fresh += text.length;
    this.counts.toLinux++;
  }

  #takeOne(): boolean {
    const message = this.#bench.take();
    if (message === undefined) return false;
    expect(message.src === tty.local && message.dst === tty.remote).toBe(true);
    const right = this.#typed.startsWith(message.text) && message.text !== '';
    if (!right) expect(message.text).toBe(this.#typed.slice(0, message.text.length));
    this.#typed = this.#typed.slice(message.text.length);
    this.counts.toM4++;
    return true;
  }

  #checkLog(): void {
    const fresh = this.#bench.machine.linux.dmesg.filter(({ time }) => time > this.#logged);
    // A slow M4 leaves bells that pile up: the kernel says so and loses nothing.
    const known = /Try increasing MBOX_TX_QUEUE_LEN|stm32_rproc_kick: failed \(vq1, err:-105\)/;
    const strange = fresh.filter(({ text }) => !expectedLines.test(text) && !known.test(text));
    expect(strange.map(({ text }) => text)).toEqual([]);
    this.#logged = this.#bench.machine.clock.now;
  }
}

it(
  `${wanted} messages each way, an M4 that dawdles, and restarts`,
  () => {
    const run = new Run();
    for (let steps = 1; Math.min(run.counts.toM4, run.counts.toLinux) < wanted; steps++) {
      run.step();
      if (steps % 2003 === 0) run.restart();
      else if (steps % 500 === 0) run.compare();
    }
    run.compare();
    expect(run.counts.restarts).toBeGreaterThan(0);
    expect(run.counts.full).toBeGreaterThan(0);
  },
  30 * 60_000,
);
