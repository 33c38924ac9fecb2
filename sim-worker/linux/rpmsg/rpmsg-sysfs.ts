/** /sys/bus/rpmsg: attributes of the devices, and bind and unbind of the drivers. Source: drivers/rpmsg/rpmsg_core.c, drivers/base/bus.c. */
import type { Plain } from '../../kernel/snapshot';
import { attributeOperations } from '../fs/attribute';
import { EINVAL, ENODEV } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { type Answer, failed, type OpenFile, value, wait } from '../fs/vfs';
import { operationQueue, type RpmsgChannel } from './rpmsg-channel';
import { awaited, type Outcome } from './rpmsg-operations';

/** What the files ask of the bus. */
export type RpmsgSysfsBus = {
  readonly find: (device: string) => RpmsgChannel | undefined;
  readonly bind: (device: string, driver: string) => Outcome;
  readonly unbind: (device: string, driver: string) => Outcome;
  readonly reprobe: (device: string) => Outcome;
  readonly result: (ticket: number) => number | undefined;
};

const devicesFolder = '/sys/bus/rpmsg/devices';
const driversFolder = '/sys/bus/rpmsg/drivers';
const attributes = ['name', 'src', 'dst', 'announce', 'modalias', 'driver_override'] as const;
const controls = ['bind', 'unbind'] as const;
/** A page, less the newline and the NUL. */
const longestOverride = 4094;

const hex = (number: number): string => `0x${number.toString(16)}`;
/** A firmware may announce any 32 bytes; the driver core turns slashes into exclamation marks. */
const fileName = (device: string): string => device.replaceAll('/', '!');
const line = (text: string): string => text.split('\n', 1)[0]!;

type DeviceFile = { readonly device: string; readonly attribute: (typeof attributes)[number] };
type DriverFile = { readonly driver: string; readonly control: (typeof controls)[number] | 'probe' | 'autoprobe' };

export class RpmsgSysfs {
  readonly #files: FileSystem;
  readonly #bus: () => RpmsgSysfsBus;

  /** `bus` is asked when a file is used, not before. */
  constructor(files: FileSystem, bus: () => RpmsgSysfsBus) {
    this.#files = files;
    this.#bus = bus;
    files.register(
      'rpmsg-device',
      attributeOperations({
        show: (what) => this.#show(what as unknown as DeviceFile),
        store: (text, { device }) => this.#override(device as unknown as DeviceFile, text),
      }),
    );
    files.register(
      'rpmsg-driver',
      attributeOperations({
        show: () => '1\n',
        store: (text, file) => this.#control(file, text),
      }),
    );
    files.addFolder(devicesFolder);
    this.#addControl(`${driversFolder}_probe`, { driver: '', control: 'probe' }, 0o200);
    this.#addControl(`${driversFolder}_autoprobe`, { driver: '', control: 'autoprobe' }, 0o444);
  }

  addDevice(device: string): void {
    const folder = `${devicesFolder}/${fileName(device)}`;
    this.#files.addFolder(folder);
    for (const attribute of attributes) {
      const what: DeviceFile = { device, attribute };
      const mode = attribute === 'driver_override' ? 0o644 : 0o444;
      this.#files.addDevice(`${folder}/${attribute}`, {
        driver: 'rpmsg-device',
        device: what as unknown as Plain,
        mode,
        character: undefined,
      });
    }
  }

  removeDevice(device: string): void {
    this.#files.removeDevice(`${devicesFolder}/${fileName(device)}`);
  }

  addDriver(driver: string): void {
    for (const control of controls)
      this.#addControl(`${driversFolder}/${driver}/${control}`, { driver, control }, 0o200);
  }

  removeDriver(driver: string): void {
    this.#files.removeDevice(`${driversFolder}/${driver}`);
  }

  /** On a board a symbolic link; this file system has none, so it is an empty folder. */
  link(driver: string, device: string): void {
    this.#files.addFolder(`${driversFolder}/${driver}/${fileName(device)}`);
  }

  unlink(driver: string, device: string): void {
    this.#files.removeDevice(`${driversFolder}/${driver}/${fileName(device)}`);
  }

  #addControl(path: string, file: DriverFile, mode: number): void {
    const device = file as unknown as Plain;
    this.#files.addDevice(path, { driver: 'rpmsg-driver', device, mode, character: undefined });
  }

  #show({ device, attribute }: DeviceFile): string | number {
    const channel = this.#bus().find(device);
    if (channel === undefined) return ENODEV;
    switch (attribute) {
      case 'name':
        return `${channel.service}\n`;
      case 'src':
        return `${hex(channel.src)}\n`;
      case 'dst':
        return `${hex(channel.dst)}\n`;
      case 'announce':
        return `${channel.announce}\n`;
      case 'modalias':
        return `rpmsg:${channel.service}\n`;
      case 'driver_override':
        return `${channel.override === '' ? '(null)' : channel.override}\n`;
    }
  }

  /** driver_set_override(): an empty line takes it back. */
  #override({ device }: DeviceFile, text: string): Answer<number> {
    const channel = this.#bus().find(device);
    if (channel === undefined) return failed(ENODEV);
    if (text.length > longestOverride) return failed(EINVAL);
    channel.override = line(text);
    return value(text.length);
  }

  /** Called again while the operation sleeps. */
  #control(file: OpenFile, text: string): Answer<number> {
    const { driver, control } = file.device as unknown as DriverFile;
    const outcome = awaited(file, this.#bus(), () => this.#act(driver, control, line(text)));
    if (outcome === 'asleep') return wait(operationQueue, true);
    return outcome === 0 ? value(text.length) : failed(outcome);
  }

  #act(driver: string, control: DriverFile['control'], device: string): Outcome {
    const bus = this.#bus();
    switch (control) {
      case 'bind':
        return bus.bind(device, driver);
      case 'unbind':
        return bus.unbind(device, driver);
      case 'probe':
        return bus.reprobe(device);
      case 'autoprobe':
        return EINVAL;
    }
  }
}
