/** The system resource manager, spoken to by a firmware played by hand: bind, the empty message, clocks, regulators, and each refusal. */
import { describe, expect, it } from 'vitest';
import type { Board } from '../../contract/protocol';
import { LinuxBench, sleepingFirmware } from '../../testing/linux-bench';
import { fixedText, join, words } from '../../testing/make-elf';

const ownAddress = 0x400;
const [get, set, error] = [0, 1, 0xff];
const [clock, regulator] = [0, 1];
const anyIndex = 0xffff_ffff;
const node = (name: string): string => `10000000.m4:m4_system_resources:${name}`;

class Firmware extends LinuxBench {
  constructor(board: Board = 'ev1', deviceTree: 'standard' | 'm4-examples' = 'm4-examples') {
    super(sleepingFirmware(), { board, deviceTree });
    this.start();
    this.announce('rproc-srm', ownAddress);
    this.run(1);
  }

  /** Sends a request of 76 bytes and gives the words and names of the answer. */
  ask(type: number, device: string, resource: number, index: number, name: string, values: readonly number[]) {
    const union = join(words(index), fixedText(name, 16), words(...values, 0, 0, 0, 0).slice(0, 16));
    const partner = this.partner;
    this.send(ownAddress, partner, join(words(type), fixedText(device, 32), words(resource), union));
    this.run(1);
    return this.#answer();
  }

  get partner(): number {
    return this.machine.linux.view().channels.find(({ service }) => service === 'rproc-srm')?.local ?? 0;
  }

  #answer() {
    const avail = this.ringAddress(1) + 0x100;
    const slot = (this.read(avail + 2, 2) - 1) & 15;
    const buffer = this.read(this.ringAddress(1) + 16 * this.read(avail + 4 + 2 * slot, 2), 4) + 16;
    const word = (offset: number): number => this.read(buffer + offset, 4) >>> 0;
    const name = new TextDecoder().decode(this.machine.bus.peekRam(buffer + 44, 16)).split('\0')[0];
    return { type: word(0), index: word(40), name, values: [word(60), word(64), word(68), word(72)] };
  }

  get lastLine(): string {
    return this.dmesg().at(-1) ?? '';
  }
}

const summary = 'cat /sys/kernel/debug/regulator/regulator_summary';

describe('the resource nodes', () => {
  it('are bound in the order of the device tree, before the M4 starts', () => {
    const lines = new Firmware().dmesg('Booting fw image');
    const bound = lines.filter((line) => line.startsWith('rproc-srm-core'));
    expect(bound).toHaveLength(13);
    expect(bound[0]).toContain(`: bound ${node('timer@40000000')} (ops 0x`);
    expect(bound.at(-1)).toContain(node('m4_led'));
    expect(lines.findIndex((line) => line.includes('rpmsg host is online'))).toBeGreaterThan(
      lines.indexOf(bound.at(-1) ?? ''),
    );
  });

  it('hold their regulator from start to stop', () => {
    const bench = new Firmware();
    expect(bench.shell(summary)).toMatch(/ vdda +2 +2 /);
    expect(bench.shell('ls /sys/bus/platform/drivers/rproc-srm-dev')).toContain(node('dac@40017000'));
    bench.shell('echo stop > /sys/class/remoteproc/remoteproc0/state', 600);
    expect(bench.shell(summary)).toMatch(/ vdda +0 +0 /);
    expect(bench.shell('ls /sys/bus/rpmsg/drivers')).not.toContain('rpmsg_srm');
  });

  it('are none in the board’s own device tree: the service finds no driver', () => {
    const bench = new Firmware('ev1', 'standard');
    expect(bench.dmesg('rproc-srm-core')).toEqual([]);
    expect(bench.machine.linux.view().channels).toMatchObject([{ service: 'rproc-srm', driver: '' }]);
    expect(bench.take()).toBeUndefined();
  });

  it('can be added by hand, for the next start', () => {
    const bench = new Firmware('ev1', 'standard');
    bench.machine.linux.platform.setNode(39, { m4: true });
    bench.shell('echo stop > /sys/class/remoteproc/remoteproc0/state', 600);
    bench.start();
    expect(bench.dmesg('rproc-srm-core')[0]).toContain(node('dac@40017000'));
  });

  it('tell the firmware their address with an empty message', () => {
    const bench = new Firmware();
    expect(bench.take()).toEqual({ src: bench.partner, dst: ownAddress, text: '' });
  });
});

describe('a regulator', () => {
  it('is shown and switched', () => {
    const bench = new Firmware();
    expect(bench.ask(get, '40017000', regulator, 0, '', [])).toEqual({
      type: get,
      index: 0,
      name: 'vref',
      values: [1, 2900, 0, 0],
    });
    expect(bench.ask(set, '40017000', regulator, anyIndex, 'vref', [0])).toMatchObject({
      type: set,
      values: [0, 2900, 0, 0],
    });
    expect(bench.shell(summary)).toMatch(/ vdda +1 +2 /);
    expect(bench.ask(set, '40017000', regulator, 0, '', [1])).toMatchObject({ type: set, values: [1, 2900, 0, 0] });
  });

  it('has the voltage of its board, which cannot be changed', () => {
    const bench = new Firmware('dk2');
    expect(bench.ask(get, '48003000', regulator, 0, '', [])).toMatchObject({ values: [1, 2500, 0, 0] });
    expect(bench.ask(set, '48003000', regulator, 0, '', [1, 0, 2500, 2500])).toMatchObject({ type: set });
    expect(bench.ask(set, '48003000', regulator, 0, '', [1, 0, 1800, 1800])).toMatchObject({ type: error });
    expect(bench.dmesg().slice(-2)).toEqual([
      'vrefbuf: voltage operation not allowed',
      `rproc-srm-dev ${node('adc@48003000')}: regu 0 set voltage failed`,
    ]);
  });
});

describe('a clock', () => {
  it.each([
    ['40000000', 0, 'int', 208_877_930],
    ['4000f000', 0, '', 64_000_000],
    ['40017000', 0, 'pclk', 104_438_965],
    ['48003000', 1, 'adc', 24_000_000],
    ['4c003000', 0, '', 32_000],
  ])('of %s, number %d, is %s at %d Hz; setting it changes nothing', (device, index, name, rate) => {
    const bench = new Firmware();
    expect(bench.ask(get, device, clock, index, '', [])).toMatchObject({
      type: get,
      index,
      name,
      values: [rate, 0, 0, 0],
    });
    expect(bench.ask(set, device, clock, index, '', [rate + 1])).toMatchObject({ type: set, values: [rate, 0, 0, 0] });
  });
});

describe('a refusal', () => {
  it.each([
    ['no such device', get, '40010000', clock, 0, /^rpmsg_srm virtio0\.rproc-srm\.-1\.1024: unknown device$/],
    ['no such clock', get, '40017000', clock, 7, /dac@40017000: unknown clock \(7\)$/],
    ['no such clock to set', set, '40017000', clock, anyIndex, /unknown clock \(id -1\)$/],
    ['no such regulator', get, '40000000', regulator, 0, /timer@40000000: unknown regu \(0\)$/],
    ['another resource', get, '40017000', 2, 0, /bad rsc type \(2\)$/],
    ['another message', 9, '40017000', clock, 0, /bad msg type \(9\)$/],
  ] as const)('%s', (_what, type, device, resource, index, line) => {
    const bench = new Firmware();
    expect(bench.ask(type, device, resource, index, 'none', [])).toMatchObject({ type: error });
    expect(bench.lastLine).toMatch(line);
  });
});

it('comes back with a checkpoint', () => {
  const bench = new Firmware();
  const saved = bench.machine.checkpoint();
  bench.ask(set, '40017000', regulator, 0, '', [0]);
  bench.machine.restore(saved);
  expect(bench.ask(get, '40017000', regulator, 0, '', [])).toMatchObject({ values: [1, 2900, 0, 0] });
});
