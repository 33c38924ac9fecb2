/** The application processor's side: the kernel's drivers, its files and a shell, put together. */

import type { LinuxIpcView } from '../contract/linux-ipc';
import type { LinuxView } from '../contract/linux-view';
import type { DeviceTreeName, KernelGeneration, KernelTree } from '../contract/protocol';
import type { Plain, Snapshottable } from '../kernel/snapshot';
import { FileSystem } from './fs/file-system';
import { decodeText } from './fs/text';
import { linuxIpcView } from './ipc-view';
import { surviveAbort } from './kernel/abort';
import { firstLines } from './kernel/first-lines';
import { type InterruptName, Interrupts } from './kernel/interrupts';
import { KernelLog, type LogLine, stamped } from './kernel/kernel-log';
import { kernelRows, Latencies } from './kernel/latencies';
import { Modules } from './kernel/modules';
import type { LinuxBus, LinuxPorts } from './kernel/ports';
import { Stm32Exti } from './kernel/stm32-exti';
import { Work } from './kernel/work';
import { Keyboard, type Keys } from './keyboard';
import { Mailbox } from './mailbox/mailbox';
import { MailboxTest } from './mailbox/mailbox-test';
import { ipccChannels, Stm32Ipcc } from './mailbox/stm32-ipcc';
import { PlatformBus } from './platform/platform-bus';
import { Regulators } from './platform/regulators';
import type { Carveout } from './remoteproc/carveouts';
import { type LoaderView, loaderView } from './remoteproc/loader-view';
import { Rproc, watchdogCrash } from './remoteproc/rproc';
import { behindNul, RprocFiles, untilNul } from './remoteproc/rproc-files';
import { firmwareFolder } from './remoteproc/rproc-stages';
import { RprocVirtio } from './remoteproc/rproc-virtio';
import { Stm32Rproc } from './remoteproc/stm32-rproc';
import { RpmsgStack } from './rpmsg/rpmsg-stack';
import type { TtyPort } from './rpmsg/rpmsg-tty';
import type { SystemPorts } from './shell/command';
import { kernelLogQueue } from './shell/commands/system-commands';
import type { Completion } from './shell/completion';
import { shellRows } from './shell/latencies';
import { Shell } from './shell/shell';
import { RprocSrm, type RprocSrmPorts } from './srm/rproc-srm';
import { Terminals } from './terminal';
import { startByUBoot } from './u-boot';

export type TraceText = {
  readonly name: string;
  readonly address: number;
  readonly length: number;
  readonly text: string;
  /** Behind the first NUL, where the trace file does not show it. */
  readonly hidden: string;
};

export class Linux {
  /** How long things take, for the user to see and change. */
  readonly latencies = new Latencies({ ...kernelRows, ...shellRows });
  readonly platform: PlatformBus;
  /** Which kernel this is. */
  readonly tree: KernelTree;
  readonly kernel: KernelGeneration;
  readonly #autoBoot: boolean;
  readonly #bus: LinuxBus;
  readonly #deviceTree: DeviceTreeName;
  readonly #kernelLog: KernelLog;
  readonly #files: FileSystem;
  readonly #interrupts: Interrupts;
  readonly #exti: Stm32Exti;
  readonly #ipcc: Stm32Ipcc;
  readonly #mailbox: Mailbox;
  readonly #mailboxTest: MailboxTest;
  readonly #modules = new Modules();
  readonly #rpmsg: RpmsgStack;
  readonly #regulators: Regulators;
  readonly #resources: RprocSrm;
  readonly #driver: Stm32Rproc;
  readonly #rproc: Rproc;
  readonly #rprocFiles: RprocFiles;
  readonly #terminals: Terminals;
  readonly #work: Work;
  readonly #shell: Shell;
  readonly #keyboard: Keyboard;
  readonly #ports: LinuxPorts;
  /** All that a checkpoint must hold, by name. */
  readonly #parts: Readonly<Record<string, Snapshottable>>;

  constructor(ports: LinuxPorts) {
    const { bus, clock, log } = ports;
    this.tree = ports.tree ?? 'mainline';
    this.#deviceTree = ports.deviceTree ?? 'standard';
    this.kernel = ports.kernel ?? 'C';
    this.#autoBoot = ports.autoBoot ?? false;
    const files = new FileSystem(clock);
    const kernelLog = new KernelLog(clock, log, () => files.wake(kernelLogQueue));
    const work = new Work(ports, kernelLog, this.latencies.values);
    const { tree, kernel } = this;
    const base = { bus, clock, log, kernelLog, work, files, tree, kernel };
    this.#bus = bus;
    this.#kernelLog = kernelLog;
    this.#work = work;
    this.platform = new PlatformBus(base, ports.board ?? 'dk2', this.#deviceTree);
    this.#regulators = new Regulators(base, ports.board ?? 'dk2');
    this.#files = files;
    this.#interrupts = new Interrupts(work, log, kernelLog);
    this.#exti = new Stm32Exti(bus);
    this.#ipcc = new Stm32Ipcc(bus);
    this.#mailbox = new Mailbox(ipccChannels, this.#ipcc, work, sayAs(kernelLog, ipccName));
    this.#mailboxTest = new MailboxTest(bus, files, kernelLog, this.#mailbox);
    this.#driver = new Stm32Rproc({
      ...base,
      mailbox: this.#mailbox,
      vringWork: (notifyId) => this.#rproc.vringInterrupt(notifyId),
      vringNow: this.tree === 'st' ? (notifyId) => this.#rpmsg.buses.interrupt(notifyId) : undefined,
      answered: (errno) => this.#rproc.answered(errno),
      complain: (text) => this.#rproc.say(text),
    });
    this.#rpmsg = new RpmsgStack({
      ...base,
      modules: this.#modules,
      kick: (notifyId) => this.#driver.kick(notifyId),
      callbackEnded: () => this.#rproc.unlocked(),
      stopped: () => this.#rproc.virtioStopped(),
    });
    this.#resources = this.#addResources(base);
    this.#rproc = new Rproc({
      ...base,
      resources: this.#resources,
      driver: this.#driver,
      virtio: new RprocVirtio({ ...base, rpmsgBuses: this.#rpmsg.buses, rpmsgDevices: this.#rpmsg.devices }),
      vringInterrupt: (notifyId) => this.#rpmsg.buses.interrupt(notifyId),
      bellAtWork: () => this.#rpmsg.buses.sleepsInCallback,
      tracesChanged: () => this.#rprocFiles.updateTraces(),
    });
    this.#rprocFiles = new RprocFiles(this.#rproc, files, bus, kernel);
    this.#terminals = new Terminals(this.#rpmsg.tty, work);
    this.#shell = new Shell({
      ...ports,
      files,
      latencies: this.latencies.values,
      kernelLog: () => this.dmesg.map(stamped),
      system: { ...memoryOf(bus, kernelLog), modules: this.#modules },
    });
    this.#keyboard = new Keyboard(ports, (keys) => this.#typed(keys));
    this.#ports = ports;
    this.#parts = this.#allParts();
    this.#requestInterrupts();
    files.addFolder(firmwareFolder);
    files.onStrayFile((path) =>
      this.addNote(`${path} did not exist: it is an ordinary file now, and hides the device of that name until rm`),
    );
  }

  /** Before Linux comes up U-Boot starts the M4 with this file. False when it cannot. */
  startByUBoot(bytes: Uint8Array): boolean {
    return startByUBoot(this.#bus, bytes);
  }

  /** The kernel has come up: drivers probe in the order of their dependencies. */
  boot(): void {
    for (const line of firstLines) this.#kernelLog.print(line);
    this.platform.probe();
    this.#ipcc.probe(sayAs(this.#kernelLog, ipccName));
    this.#exti.requestWatchdog();
    this.#driver.say('wdg irq registered');
    this.#mailbox.start();
    this.#rproc.probe(this.#autoBoot);
    this.#mailboxTest.probe();
    this.#rprocFiles.addNodes();
  }

  /** A wire from the other side changed. */
  interrupt(name: InterruptName, level: boolean, cause: number | undefined): void {
    this.#interrupts.changed(name, level, cause);
  }

  /** Puts a file into /lib/firmware. */
  addFirmware(name: string, bytes: Uint8Array): void {
    this.#files.addFile(`${firmwareFolder}/${name}`, bytes.slice());
  }

  /** Keys at the prompt; a line ends with a newline. */
  typeIntoShell(text: string): void {
    this.#keyboard.type({ to: 'shell', text });
  }

  /** What the Tab key may put into a line of the shell. */
  completeShell(text: string, cursor: number): Completion {
    return this.#shell.complete(text, cursor);
  }

  /** Lines of a script, one after another. */
  runScript(text: string): void {
    this.#keyboard.type({ to: 'script', text });
  }

  /** Keys in a terminal program on /dev/ttyRPMSGn. */
  typeIntoTty(port: number, text: string): void {
    this.#keyboard.type({ to: 'tty', port, text });
  }

  /** Stands still without a word: no interrupt, no work, no program; what is typed waits. */
  standStill(on: boolean): void {
    const { schedule, clock } = this.#ports;
    schedule.standStill(on ? linuxDevices : [], clock.now);
  }

  /** A remark of the simulator among the lines of the kernel. */
  addNote(text: string): void {
    this.#kernelLog.print(`ampscope: ${text}`);
  }

  /** How far Linux has read a used ring: its private index, which no memory holds. */
  linuxReadIndex(ring: number): number {
    return this.#rpmsg.bus.readIndex(ring);
  }

  /** All text that came through a ttyRPMSG. */
  receivedText(port: number): string {
    return this.#rpmsg.tty.receivedText(port);
  }

  /** The firmware files, and the resource table that Linux has written. */
  get loader(): LoaderView {
    return loaderView(this.#files, this.#rproc.state);
  }

  /** Memory that remoteproc holds for the M4 now: none while it is offline. */
  get carveouts(): readonly Carveout[] {
    return this.#rproc.state.carveouts;
  }

  /** Where the firmware says that its trace buffers lie. */
  get traces(): readonly { readonly label: string; readonly da: number; readonly length: number }[] {
    return this.#rproc.state.traces;
  }

  /** The state file of remoteproc0. */
  get rprocState(): string {
    return this.#rproc.state.power;
  }

  get ttys(): readonly TtyPort[] {
    return this.#rpmsg.tty.ports;
  }

  /** Names of services that drivers take. */
  get services(): RpmsgStack['services'] {
    return this.#rpmsg.services;
  }

  get dmesg(): readonly LogLine[] {
    return this.#kernelLog.lines;
  }

  /** What commands printed. */
  get stdout(): string {
    return this.#shell.stdout;
  }

  /** The console with echo and prompts; `start`: characters forgotten before `text`. */
  get shellOutput(): { readonly text: string; readonly start: number } {
    return this.#shell.output;
  }

  /** Names of the shell's commands. */
  get commands(): readonly string[] {
    return this.#shell.commands;
  }

  /** The first trace buffer of the firmware; undefined when there is none or it lies in no memory of Linux. */
  trace0(): TraceText | undefined {
    const trace = this.#rproc.state.traces[0];
    const buffer = trace === undefined ? undefined : this.#rprocFiles.traceBuffer(trace);
    if (trace === undefined || buffer === undefined) return undefined;
    return {
      name: trace.label,
      address: trace.da,
      length: trace.length,
      text: decodeText(untilNul(buffer.bytes)),
      hidden: behindNul(buffer.bytes),
    };
  }

  /** The core dump in /sys/class/devcoredump, to be saved as a file. */
  coreDump(): { readonly name: string; readonly bytes: Uint8Array } | undefined {
    return this.#rproc.coreDump();
  }

  view(): LinuxView {
    const { power, firmware, users } = this.#rproc.state;
    return {
      rproc: power,
      firmwareName: firmware,
      tasks: this.#shell.tasks(),
      channels: this.#rpmsg.devices.channels.map(({ service, src, dst, driver, node }) => ({
        service,
        local: src,
        remote: dst,
        driver,
        node,
      })),
      ipccQueue: Array.from({ length: ipccChannels }, (_, channel) => ({
        channel: channel + 1,
        waiting: this.#mailbox.waiting(channel),
      })),
      still: this.#ports.schedule.isStill('linux'),
      powerCount: users,
      kernel: this.kernel,
      coreDump: this.#rproc.waitingDump,
      tree: this.tree,
      deviceTree: this.#deviceTree,
    };
  }

  ipcView(): LinuxIpcView {
    const [files, rproc, rpmsg, resources] = [this.#files, this.#rproc, this.#rpmsg, this.#resources];
    return linuxIpcView({ files, work: this.#work, rproc, rpmsg, resources });
  }

  save(): Plain {
    return Object.fromEntries(Object.entries(this.#parts).map(([name, part]) => [name, part.save()]));
  }

  load(state: Plain): void {
    const saved = state as Readonly<Record<string, Plain>>;
    for (const [name, part] of Object.entries(this.#parts)) part.load(saved[name]);
  }

  #allParts(): Readonly<Record<string, Snapshottable>> {
    return {
      latencies: this.latencies,
      platform: this.platform,
      kernelLog: this.#kernelLog,
      files: this.#files,
      interrupts: this.#interrupts,
      mailbox: this.#mailbox,
      mailboxTest: this.#mailboxTest,
      modules: this.#modules,
      ...this.#rpmsg.parts,
      regulators: this.#regulators,
      resources: this.#resources,
      driver: this.#driver,
      rproc: this.#rproc,
      terminals: this.#terminals,
      shell: this.#shell,
    };
  }

  /** Its rpmsg driver is registered only while the M4 has resources. */
  #addResources(base: Pick<RprocSrmPorts, 'bus' | 'kernelLog' | 'files'>): RprocSrm {
    const { devices, buses: sender } = this.#rpmsg;
    const srm: RprocSrm = new RprocSrm({
      ...base,
      platform: this.platform,
      regulators: this.#regulators,
      sender,
      listen: (on) => (on ? devices.registerDriver(srm.name) : devices.unregisterDriver(srm.name)),
    });
    devices.addDriver(srm);
    devices.unregisterDriver(srm.name);
    return srm;
  }

  #typed(keys: Keys): void {
    if (keys.to === 'tty') this.#terminals.type(keys.port, keys.text);
    else if (keys.to === 'shell') this.#shell.type(keys.text);
    else this.#shell.runScript(keys.text);
  }

  #requestInterrupts(): void {
    this.#interrupts.request('ipcc-rx', () => this.#ipcc.rxInterrupt((channel) => this.#mailbox.received(channel)));
    this.#interrupts.request('ipcc-tx', () => this.#ipcc.txInterrupt((channel) => this.#mailbox.txDone(channel)));
    this.#interrupts.request('m4-watchdog', () => {
      this.#exti.acknowledgeWatchdog();
      this.#rproc.reportCrash(watchdogCrash);
      return true;
    });
  }
}

/** What `devmem` reaches: the bus as the A7 sees it. */
const memoryOf = (bus: LinuxPorts['bus'], kernelLog: KernelLog): Omit<SystemPorts, 'modules'> => ({
  readMemory: (address, size) => surviveAbort(kernelLog, undefined, () => bus.read(address, size)),
  writeMemory: (address, value, size) =>
    surviveAbort(kernelLog, false, () => {
      bus.write(address, value, size);
      return true;
    }),
});

/** The names under which the parts of Linux plan what they do later. */
const linuxDevices = ['linux', 'keyboard', 'shell', 'shells', 'processes'];

const ipccName = 'stm32-ipcc 4c001000.mailbox';

const sayAs =
  (kernelLog: KernelLog, speaker: string) =>
  (text: string): void =>
    kernelLog.print(`${speaker}: ${text}`);
