/** The rpmsg bus with all drivers that this kernel has, and the modules that hold them. */
import type { KernelGeneration } from '../../contract/protocol';
import type { Clock } from '../../kernel/clock';
import type { Snapshottable } from '../../kernel/snapshot';
import type { KernelModule, Modules } from '../kernel/modules';
import { RpmsgBuses } from './rpmsg-buses';
import { operationQueue, type RpmsgDriver } from './rpmsg-channel';
import { RpmsgChar } from './rpmsg-char';
import { RpmsgClientSample } from './rpmsg-client-sample';
import { RpmsgCtrl } from './rpmsg-ctrl';
import { RpmsgDevices } from './rpmsg-devices';
import { RpmsgNs } from './rpmsg-ns';
import { RpmsgSdb } from './rpmsg-sdb';
import { RpmsgSysfs } from './rpmsg-sysfs';
import { RpmsgTty } from './rpmsg-tty';
import { SendWaiter } from './send-waiter';
import type { RpmsgBusPorts, VirtioRpmsgBus } from './virtio-rpmsg-bus';

export class RpmsgStack {
  readonly buses: RpmsgBuses;
  readonly devices: RpmsgDevices;
  readonly tty: RpmsgTty;
  readonly char: RpmsgChar;
  readonly ctrl: RpmsgCtrl;
  readonly sdb: RpmsgSdb;
  /** What a checkpoint must hold. */
  readonly parts: Readonly<Record<string, Snapshottable>>;
  readonly #modules: Modules;
  /** Driver to module. */
  readonly #moduleOf = new Map<string, string>();

  constructor(
    ports: RpmsgBusPorts & {
      readonly clock: Clock;
      readonly kernel: KernelGeneration;
      readonly modules: Modules;
      /** No driver sleeps in its callback any more. */
      readonly callbackEnded: () => void;
      /** All of a virtio device is gone. */
      readonly stopped: () => void;
    },
  ) {
    const { bus, log, files, kernelLog, work, clock, kernel } = ports;
    this.#modules = ports.modules;
    this.buses = new RpmsgBuses(ports, {
      dispatch: (name, message) => this.devices.dispatch(name, message),
      sendEnded: (name, then, errno) => this.devices.sendEnded(name, then, errno),
      callbackEnded: ports.callbackEnded,
    });
    const sender = this.buses;
    const say = (name: string, text: string): void => sender.of(name)?.say(text);
    const sysfs = new RpmsgSysfs(files, () => this.devices);
    this.devices = new RpmsgDevices({
      log,
      kernelLog,
      send: (device, src, dst, payload, then) => sender.sendInTurn(device, src, dst, payload, then),
      sysfs,
      say,
      stopped: (name) => {
        sender.of(name)?.drop();
        ports.stopped();
      },
      operationEnded: () => files.wake(operationQueue),
      // udev reads the modalias of the new device and runs modprobe.
      driverMissing: (driver) =>
        void work.after(work.latencies.udev, 'rpmsg-modalias', this.#moduleOf.get(driver) ?? ''),
    });
    work.on('rpmsg-modalias', (module) => void ports.modules.insert(String(module)));
    const { devices } = this;
    const waiter = new SendWaiter({ files, work, sender, say });
    const char = new RpmsgChar({ files, sender, waiter, kernelLog, devices, kernel });
    const ctrl = new RpmsgCtrl({ files, kernelLog, devices, char });
    const sdb = new RpmsgSdb({ bus, files, kernelLog, waiter });
    const sample = new RpmsgClientSample(kernelLog, sender);
    this.char = char;
    this.ctrl = ctrl;
    this.sdb = sdb;
    this.tty = new RpmsgTty({ log, files, kernelLog, sender, work, kernel, now: () => clock.now });
    this.addDriver(new RpmsgNs({ bus, log, devices, say }), { name: 'rpmsg_ns', size: 16_384 });
    this.addDriver(char, { name: 'rpmsg_char', size: 20_480, holders: () => char.openCount });
    const needs = ['rpmsg_char'];
    this.addDriver(ctrl, { name: 'rpmsg_ctrl', size: 20_480, needs, holders: () => ctrl.openCount });
    this.addDriver(this.tty, { name: 'rpmsg_tty', size: 16_384, holders: () => this.tty.openCount });
    this.addDriver(sdb, { name: 'stm32_rpmsg_sdb', size: 16_384, holders: () => sdb.openCount });
    this.addDriver(sample, { name: 'rpmsg_client_sample', size: 16_384 });
    this.parts = { rpmsgBuses: this.buses, rpmsgDevices: this.devices, tty: this.tty, char, ctrl, sdb, sample };
  }

  /** Names of services that drivers of this kernel take, loaded or not. */
  get services() {
    return this.devices.services.map((each) => ({ ...each, module: this.moduleOf(each.driver) }));
  }

  /** The bus of the first virtio device. */
  get bus(): VirtioRpmsgBus {
    return this.buses.at(0);
  }

  /** The module that holds a driver; '' when none does. */
  moduleOf(driver: string): string {
    return this.#moduleOf.get(driver) ?? '';
  }

  /** A driver with the module that holds it, loaded from the start. When the machine is built. */
  addDriver(driver: RpmsgDriver, module: Pick<KernelModule, 'name' | 'size'> & Partial<KernelModule>): void {
    this.devices.addDriver(driver);
    this.#moduleOf.set(driver.name, module.name);
    this.#modules.add({
      needs: [],
      holders: () => 0,
      insert: () => this.devices.registerDriver(driver.name),
      remove: () => this.devices.unregisterDriver(driver.name),
      ...module,
    });
  }
}
