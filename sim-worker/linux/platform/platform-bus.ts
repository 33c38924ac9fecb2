/** Platform devices of the peripherals behind ETZPC: what the device tree says, which are bound, and what their drivers do to clock gates and resets. Source: drivers/base/bus.c, drivers/bus/stm32_firewall.c; linux-side reference 7.1. */

import type { LinuxNode } from '../../contract/ownership';
import type { Board, DeviceTreeName } from '../../contract/protocol';
import type { EventLog } from '../../kernel/event-log';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { attributeOperations } from '../fs/attribute';
import { EBUSY, ENODEV } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { type Answer, failed, value } from '../fs/vfs';
import { EFAULT, surviveAbort } from '../kernel/abort';
import type { KernelLog } from '../kernel/kernel-log';
import type { LinuxBus } from '../kernel/ports';
import type { Work } from '../kernel/work';
import { type DeviceTree, deviceTrees } from './device-trees';
import { deviceOf, type Peripheral, peripherals, rccOffsets } from './peripherals';
import { muxPin, pinsOf } from './pins';

const rcc = 0x5000_0000;
const decprot = 0x5c00_7010;
const openToBoth = 3;
const driversFolder = '/sys/bus/platform/drivers';
const devicesFolder = '/sys/bus/platform/devices';
const tree = '/proc/device-tree';
const treeFolder = `${tree}/soc/bus@5c007000`;
const controls = ['bind', 'unbind'] as const;
const etzpcIds = 96;

export type PlatformPorts = {
  readonly bus: LinuxBus;
  readonly log: EventLog;
  readonly files: FileSystem;
  readonly kernelLog: KernelLog;
  readonly work: Work;
};
type Node = { linux: boolean; m4: boolean; exists: boolean; bound: boolean };
type ControlFile = { readonly driver: string; readonly control: (typeof controls)[number] };

const byId: ReadonlyMap<number, Peripheral> = new Map(peripherals.map((peripheral) => [peripheral.id, peripheral]));

export class PlatformBus implements Snapshottable {
  readonly #ports: PlatformPorts;
  readonly #board: Board;
  readonly #tree: DeviceTree;
  #nodes: Record<number, Node> = {};

  constructor(ports: PlatformPorts, board: Board, tree: DeviceTreeName) {
    this.#ports = ports;
    this.#board = board;
    this.#tree = deviceTrees[board][tree];
    for (const { id } of peripherals) {
      const linux = this.#tree.linux.includes(id);
      this.#nodes[id] = { linux, m4: this.#tree.m4.includes(id), exists: false, bound: false };
    }
    ports.files.register(
      'platform-driver',
      attributeOperations({ store: (text, { device }) => this.#control(device as unknown as ControlFile, text) }),
    );
    ports.files.register('dt-model', attributeOperations({ show: () => `${this.#tree.model}\0` }));
    ports.files.register('dt-status', attributeOperations({ show: (id) => this.#statusText(Number(id)) }));
  }

  /** stm32-etzpc creates the devices that it may, and their drivers probe. At the end clk_disable_unused() closes what nobody keeps open. */
  probe(): void {
    const board = this.#board;
    const { bus, files } = this.#ports;
    const mode = 0o444;
    files.addDevice(`${tree}/model`, { driver: 'dt-model', device: undefined, mode, character: undefined });
    const drivers = new Set(peripherals.map(({ driver }) => driver).filter((driver) => driver !== ''));
    for (const driver of drivers) for (const control of controls) this.#addControl({ driver, control });
    for (const peripheral of peripherals) {
      if (peripheral.driver === '') continue;
      files.addDevice(`${treeFolder}/${peripheral.node}/status`, {
        driver: 'dt-status',
        device: peripheral.id,
        mode,
        character: undefined,
      });
      if (this.#node(peripheral.id).linux && this.#create(peripheral)) this.#link(peripheral);
      this.#settleGate(peripheral);
      if (this.#node(peripheral.id).bound) for (const use of pinsOf(board, peripheral.id)) muxPin(bus, use);
    }
  }

  /** ETZPC ids of the M4's resource nodes, and the names of nodes that are no peripheral. */
  get m4Resources(): { readonly peripherals: readonly Peripheral[]; readonly more: readonly string[] } {
    const own = peripherals.filter(({ id }) => this.#node(id).m4).sort((a, b) => a.base - b.base);
    return { peripherals: own, more: this.#tree.m4More };
  }

  /** Regulator of a peripheral's `vref-supply`. */
  vrefOf(id: number): string | undefined {
    return this.#tree.vref[id];
  }

  /** Has Linux' device tree a node for it? */
  hasLinuxNode(id: number): boolean {
    return (byId.get(id)?.driver ?? '') !== '';
  }

  /** Can the M4 have a resource node for it? */
  hasM4Node(id: number): boolean {
    return (byId.get(id)?.clocks.length ?? 0) > 0;
  }

  /** Changes the device tree as an overlay does: at once. The M4's nodes count from its next start on. */
  setNode(
    id: number,
    change: { readonly linux?: 'okay' | 'disabled' | undefined; readonly m4?: boolean | undefined },
  ): void {
    const peripheral = byId.get(id);
    if (peripheral === undefined) return;
    const node = this.#node(id);
    if (change.m4 !== undefined) node.m4 = change.m4;
    if (change.linux === undefined || !this.hasLinuxNode(id) || node.linux === (change.linux === 'okay')) return;
    node.linux = change.linux === 'okay';
    this.#ports.work.because(undefined, () => (node.linux ? this.#appear(peripheral) : this.#vanish(peripheral)));
  }

  /** By ETZPC id. */
  view(): readonly LinuxNode[] {
    return Array.from({ length: etzpcIds }, (_, id) => {
      const peripheral = byId.get(id);
      if (peripheral === undefined) return { status: 'none', node: '', driver: '', bound: false, m4: false };
      const { linux, m4, bound } = this.#node(id);
      const status = this.hasLinuxNode(id) ? (linux ? 'okay' : 'disabled') : 'none';
      return { status, node: peripheral.node, driver: peripheral.driver, bound, m4 };
    });
  }

  /** The pins of every peripheral whose driver is bound: `pinctrl-0` of its node. */
  pinUsers(): readonly { readonly pin: string; readonly driver: string; readonly id: number }[] {
    return peripherals
      .filter(({ id }) => this.#node(id).bound)
      .flatMap(({ id, driver }) => pinsOf(this.#board, id).map(({ pin }) => ({ pin, driver, id })));
  }

  save(): Plain {
    return structuredClone(this.#nodes) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#nodes = structuredClone(state) as unknown as Record<number, Node>;
  }

  #node(id: number): Node {
    return this.#nodes[id]!;
  }

  /** Probing opened and closed gates before anybody watched: only what differs from the boot stages' gates is written. */
  #settleGate(peripheral: Peripheral): void {
    const { bus } = this.#ports;
    const gate = rcc + rccOffsets[peripheral.bus].gate;
    const mask = (1 << peripheral.bit) >>> 0;
    const wanted = this.#node(peripheral.id).bound && peripheral.keepsClock;
    const open = (bus.read(gate, 4) & mask) !== 0;
    // The clocks of what the secure firmware keeps are its own.
    if (wanted !== open && this.#isOpenToBoth(peripheral)) bus.write(wanted ? gate : gate + 4, mask, 4);
  }

  #isOpenToBoth({ id }: Peripheral): boolean {
    const word = this.#ports.bus.read(decprot + 4 * (id >>> 4), 4);
    return ((word >>> (2 * (id & 15))) & 3) === openToBoth;
  }

  /** False where ETZPC does not leave it to Linux. */
  #create(peripheral: Peripheral): boolean {
    const { kernelLog, files } = this.#ports;
    if (!this.#isOpenToBoth(peripheral)) {
      kernelLog.print(`stm32-etzpc 5c007000.bus: ${peripheral.node}: Device driver will not be probed`);
      return false;
    }
    this.#node(peripheral.id).exists = true;
    files.addFolder(`${devicesFolder}/${deviceOf(peripheral)}`);
    return true;
  }

  #appear(peripheral: Peripheral): void {
    if (this.#create(peripheral)) this.#bind(peripheral);
  }

  #vanish(peripheral: Peripheral): void {
    if (this.#node(peripheral.id).bound) this.#unbind(peripheral);
    this.#node(peripheral.id).exists = false;
    this.#ports.files.removeDevice(`${devicesFolder}/${deviceOf(peripheral)}`);
  }

  #link(peripheral: Peripheral): void {
    this.#node(peripheral.id).bound = true;
    this.#ports.files.addFolder(`${driversFolder}/${peripheral.driver}/${deviceOf(peripheral)}`);
  }

  #takePins({ id, driver }: Peripheral): void {
    const { bus, log } = this.#ports;
    for (const use of pinsOf(this.#board, id)) {
      const shown = use.use === 'analog' ? 'analog' : `AF${use.use}`;
      if (muxPin(bus, use)) log.record('gpio.muxed', { pin: use.pin, function: shown, driver });
    }
  }

  #tell({ id, node, driver }: Peripheral, claimed: boolean): void {
    this.#ports.log.record('etzpc.claimed', { id, peripheral: node, driver, claimed });
  }

  /** What every probe does: pins, gate on, reset where the driver has one, first look at the registers, gate off when idle. */
  #bind(peripheral: Peripheral): number {
    const { bus } = this.#ports;
    const { gate, reset } = rccOffsets[peripheral.bus];
    const mask = (1 << peripheral.bit) >>> 0;
    this.#takePins(peripheral);
    bus.write(rcc + gate, mask, 4);
    const errno = surviveAbort(this.#ports.kernelLog, EFAULT, () => {
      if (peripheral.resets) {
        bus.write(rcc + reset, mask, 4);
        bus.write(rcc + reset + 4, mask, 4);
      }
      bus.read(peripheral.base, 4);
      return 0;
    });
    if (errno !== 0 || !peripheral.keepsClock) bus.write(rcc + gate + 4, mask, 4);
    if (errno === 0) {
      this.#link(peripheral);
      this.#tell(peripheral, true);
    }
    return errno;
  }

  #unbind(peripheral: Peripheral): void {
    const { bus, files } = this.#ports;
    if (peripheral.keepsClock) bus.write(rcc + rccOffsets[peripheral.bus].gate + 4, (1 << peripheral.bit) >>> 0, 4);
    this.#node(peripheral.id).bound = false;
    this.#tell(peripheral, false);
    files.removeDevice(`${driversFolder}/${peripheral.driver}/${deviceOf(peripheral)}`);
  }

  #addControl(file: ControlFile): void {
    this.#ports.files.addDevice(`${driversFolder}/${file.driver}/${file.control}`, {
      driver: 'platform-driver',
      device: file as unknown as Plain,
      mode: 0o200,
      character: undefined,
    });
  }

  #control({ driver, control }: ControlFile, text: string): Answer<number> {
    const name = text.split('\n', 1)[0];
    const peripheral = peripherals.find((one) => one.driver === driver && deviceOf(one) === name);
    const node = peripheral === undefined ? undefined : this.#node(peripheral.id);
    if (peripheral === undefined || node === undefined || !node.exists) return failed(ENODEV);
    if (control === 'unbind') {
      if (!node.bound) return failed(ENODEV);
      this.#unbind(peripheral);
      return value(text.length);
    }
    const errno = node.bound ? EBUSY : this.#bind(peripheral);
    return errno === 0 ? value(text.length) : failed(errno);
  }

  #statusText(id: number): string {
    return `${this.#node(id).linux ? 'okay' : 'disabled'}\0`;
  }
}
