/** The rpmsg bus with its name service and all drivers that this kernel has, put together. */
import type { Clock } from '../../kernel/clock';
import type { Snapshottable } from '../../kernel/snapshot';
import { RpmsgChar } from './rpmsg-char';
import { RpmsgClientSample } from './rpmsg-client-sample';
import { RpmsgDevices } from './rpmsg-devices';
import { RpmsgTty } from './rpmsg-tty';
import { type RpmsgBusPorts, VirtioRpmsgBus } from './virtio-rpmsg-bus';

export class RpmsgStack {
  readonly bus: VirtioRpmsgBus;
  readonly devices: RpmsgDevices;
  readonly tty: RpmsgTty;
  /** What a checkpoint must hold. */
  readonly parts: Readonly<Record<string, Snapshottable>>;

  constructor(ports: RpmsgBusPorts & { readonly clock: Clock }) {
    const { bus, log, files, kernelLog, work, clock } = ports;
    this.bus = new VirtioRpmsgBus(ports, (message) => this.devices.dispatch(message));
    const sender = this.bus;
    const say = (text: string): void => this.bus.say(text);
    this.devices = new RpmsgDevices({ bus, log, files, say });
    this.tty = new RpmsgTty({ log, files, kernelLog, sender, now: () => clock.now });
    const char = new RpmsgChar({ files, work, sender, say });
    const sample = new RpmsgClientSample(kernelLog, sender);
    for (const driver of [this.tty, char, sample]) this.devices.addDriver(driver);
    this.parts = { rpmsgBus: this.bus, rpmsgDevices: this.devices, tty: this.tty, char, sample };
  }
}
