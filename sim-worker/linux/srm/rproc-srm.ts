/** ST's system resource manager: holds regulators for the M4's peripherals, and answers the firmware that asks for clocks and regulators. Source: rproc_srm_core.c and rproc_srm_dev.c of ST's tree; linux-side reference 7.3. */
import type { ResourceDevice } from '../../contract/linux-ipc';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EINVAL } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import type { KernelLog } from '../kernel/kernel-log';
import type { LinuxBus } from '../kernel/ports';
import { Clocks } from '../platform/clocks';
import { m4NodeOf } from '../platform/peripherals';
import type { PlatformBus } from '../platform/platform-bus';
import type { Regulators } from '../platform/regulators';
import { headerBytes, type RpmsgChannel, type RpmsgDriver, type RpmsgSender } from '../rpmsg/rpmsg-channel';
import { byName, messageTypes, resourceTypes, SrmMessage, srmMessageBytes } from './srm-message';

const core = '10000000.m4:m4_system_resources';
const driverFolder = '/sys/bus/platform/drivers/rproc-srm-dev';
/** Address of rproc_srm_dev_ops, which printk shows without all symbols; any will do. */
const operations = '0xc0cfbd7c';

export type RprocSrmPorts = {
  readonly bus: LinuxBus;
  readonly kernelLog: KernelLog;
  readonly files: FileSystem;
  readonly platform: PlatformBus;
  readonly regulators: Regulators;
  readonly sender: RpmsgSender;
  /** Registers or removes the rpmsg driver. */
  readonly listen: (on: boolean) => void;
};
/** One rproc-srm-dev. */
type Device = {
  readonly name: string;
  /** ETZPC id; undefined for a node that is no peripheral. */
  readonly id: number | undefined;
  /** Name in the device tree and source of each clock. */
  readonly clocks: readonly (readonly [name: string, source: string])[];
  /** Names of the supplies. */
  readonly regulators: readonly string[];
};

export class RprocSrm implements RpmsgDriver, Snapshottable {
  readonly name = 'rpmsg_srm';
  readonly services = ['rproc-srm'];
  readonly #ports: RprocSrmPorts;
  readonly #clocks: Clocks;
  /** In the order of the device tree, from prepare to unprepare. */
  #devices: readonly Device[] = [];

  constructor(ports: RprocSrmPorts) {
    this.#ports = ports;
    this.#clocks = new Clocks(ports.bus);
  }

  /** Every node of m4_system_resources becomes a device that holds its regulators. Attaching changes none: what is off stays off. */
  prepare(attaching: boolean): void {
    const { peripherals, more } = this.#ports.platform.m4Resources;
    if (peripherals.length === 0) return;
    const { regulators, kernelLog, platform, files } = this.#ports;
    this.#devices = [
      ...peripherals.map((peripheral) => {
        const name = `${core}:${m4NodeOf(peripheral)}`;
        const vref = platform.vrefOf(peripheral.id);
        const supplied = vref !== undefined && regulators.get(`${name}-vref`, vref);
        return { name, id: peripheral.id, clocks: peripheral.clocks, regulators: supplied ? ['vref'] : [] };
      }),
      ...more.map((node) => ({ name: `${core}:${node}`, id: undefined, clocks: [], regulators: [] })),
    ];
    for (const device of this.#devices) {
      for (const supply of device.regulators) regulators.enable(`${device.name}-${supply}`, !attaching);
      files.addFolder(`${driverFolder}/${device.name}`);
      kernelLog.print(`rproc-srm-core ${core}: bound ${device.name} (ops ${operations})`);
    }
    this.#ports.listen(true);
  }

  /** Its devices with what they hold. */
  get devices(): readonly ResourceDevice[] {
    const { regulators } = this.#ports;
    return this.#devices.map(({ name, id, clocks, regulators: supplies }) => ({
      name: name.slice(core.length + 1),
      id,
      clocks: clocks.map(([clock, source]) => (clock === '' ? source : clock)),
      regulators: supplies.map((supply) => ({
        name: supply,
        on: regulators.isEnabled(`${name}-${supply}`),
        millivolts: regulators.millivolts(`${name}-${supply}`),
      })),
    }));
  }

  /** The M4 is held again. */
  unprepare(): void {
    if (this.#devices.length === 0) return;
    this.#ports.listen(false);
    this.#ports.files.removeDevice(driverFolder);
    for (const { name, regulators } of this.#devices)
      for (const supply of regulators) this.#ports.regulators.put(`${name}-${supply}`);
    this.#devices = [];
  }

  /** An empty message tells the firmware its partner's address. */
  probe(channel: RpmsgChannel): string | number | undefined {
    const errno = this.#ports.sender.sendInWork(channel.device, channel.src, channel.dst, new Uint8Array(0));
    if (errno === 'blocked') return undefined;
    if (errno === 0) return '';
    this.#say(`${this.name} ${channel.device}`, 'failed to send init message');
    return errno;
  }

  /** The kernel does not look at the length of the message: what is missing it takes from the buffer. */
  received(channel: RpmsgChannel, _payload: Uint8Array, _local: number, buffer: number): void {
    const message = new SrmMessage(this.#ports.bus.readBytes(buffer + headerBytes, srmMessageBytes));
    const device = this.#devices.find(({ name }) => name.includes(message.device));
    const answer = message.copy();
    if (device === undefined) this.#say(`${this.name} ${channel.device}`, 'unknown device');
    const errno = device === undefined ? EINVAL : this.#serve(device, message, answer);
    if (errno !== 0) answer.type = messageTypes.error;
    const sent = this.#ports.sender.sendInWork(channel.device, channel.src, channel.dst, answer.bytes);
    if (sent !== 0 && sent !== 'blocked') this.sendFailed(channel, sent);
  }

  sendFailed(channel: RpmsgChannel, errno: number): void {
    this.#say(`${this.name} ${channel.device}`, `rpmsg_send failed: -${errno}`);
  }

  remove(): void {
    // The devices stay: they belong to the remote processor, not to its channel.
  }

  save(): Plain {
    return structuredClone(this.#devices) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#devices = structuredClone(state) as unknown as readonly Device[];
  }

  #say(speaker: string, text: string): void {
    this.#ports.kernelLog.print(`${speaker}: ${text}`);
  }

  #sayOf({ name }: Device, text: string): void {
    this.#say(`rproc-srm-dev ${name}`, text);
  }

  /** 0, or an errno after the kernel's line. */
  #serve(device: Device, message: SrmMessage, answer: SrmMessage): number {
    const { type, resource } = message;
    if (type !== messageTypes.get && type !== messageTypes.set) {
      this.#sayOf(device, `bad msg type (${type | 0})`);
      return EINVAL;
    }
    if (resource === resourceTypes.clock) return this.#serveClock(device, message, answer);
    if (resource === resourceTypes.regulator) return this.#serveRegulator(device, message, answer);
    this.#sayOf(device, `bad rsc type (${resource | 0})`);
    return EINVAL;
  }

  /** Setting a rate succeeds and changes nothing: these clocks are selectors without a divider, whose parent stays. */
  #serveClock(device: Device, message: SrmMessage, answer: SrmMessage): number {
    const index = find(
      device.clocks.map(([name]) => name),
      message,
    );
    const clock = device.clocks[index];
    if (clock === undefined) {
      const what = message.type === messageTypes.set ? 'id ' : '';
      this.#sayOf(device, `unknown clock (${what}${message.index | 0})`);
      return EINVAL;
    }
    answer.answerClock(index, clock[0], this.#clocks.rate(clock[1]));
    return 0;
  }

  #serveRegulator(device: Device, message: SrmMessage, answer: SrmMessage): number {
    const { regulators } = this.#ports;
    const index = find(device.regulators, message);
    const name = device.regulators[index];
    if (name === undefined) {
      this.#sayOf(device, `unknown regu (${message.index | 0})`);
      return EINVAL;
    }
    const supply = `${device.name}-${name}`;
    if (message.type === messageTypes.set) {
      regulators.enable(supply, message.enable);
      const { min, max } = message.limits;
      const errno = min === 0 && max === 0 ? 0 : regulators.setVoltage(supply, min, max);
      if (errno !== 0) {
        this.#sayOf(device, `regu ${index} set voltage failed`);
        return errno;
      }
    }
    answer.answerRegulator(index, name, regulators.isEnabled(supply), regulators.millivolts(supply));
    return 0;
  }
}

/** By index, or by name where the index says so; -1 or beyond the end when there is none. */
const find = (names: readonly string[], message: SrmMessage): number =>
  message.index === byName ? names.indexOf(message.name) : message.index;
