/** A board without drivers for tests of the shell: virtual time, files, and two devices that block as real ones do. */
import { ms, type Nanoseconds, ns } from '../../contract/units';
import { Clock } from '../../kernel/clock';
import { EventLog } from '../../kernel/event-log';
import { Schedule } from '../../kernel/schedule';
import type { Plain } from '../../kernel/snapshot';
import { attributeOperations } from '../fs/attribute';
import { EAGAIN, EBUSY } from '../fs/errno';
import { FileSystem } from '../fs/file-system';
import { concatBytes, decodeText, encodeText } from '../fs/text';
import { failed, ttyWhenGone, value, wait } from '../fs/vfs';
import { Latencies } from '../kernel/latencies';
import { Modules } from '../kernel/modules';
import { shellRows } from './latencies';
import { Shell } from './shell';

const tty = '/dev/ttyRPMSG0';
export const stateFile = '/sys/class/remoteproc/remoteproc0/state';
/** How long `echo start` stays in the kernel. */
const startTime = ms(30);

type Devices = { state: string; received: Uint8Array; written: string[]; full: boolean };

export class Board {
  readonly clock = new Clock();
  readonly schedule = new Schedule();
  readonly log = new EventLog(this.clock, 1 << 12);
  readonly files = new FileSystem(this.clock);
  readonly shell: Shell;
  readonly modules = new Modules();
  /** Words of physical memory. */
  readonly memory = new Map<number, number>();
  readonly kernelLog: string[] = [
    '[    0.000000] Booting Linux on physical CPU 0x0',
    '[    1.000000] remoteproc0: m4 is available',
  ];
  devices: Devices = { state: 'offline', received: new Uint8Array(0), written: [], full: false };

  constructor() {
    this.files.register(
      'rproc',
      attributeOperations({
        show: () => `${this.devices.state}\n`,
        store: (text, file) => {
          if (text.trim() === 'stop') return failed(22);
          if (file.private === 'started') return value(text.length);
          if (this.devices.state !== 'offline') return failed(EBUSY);
          if (file.private === undefined) {
            file.private = 'starting';
            this.schedule.plan(ns(this.clock.now + startTime), 'rproc', 'up', file.handle);
          }
          return wait('rproc', true);
        },
      }),
    );
    this.schedule.register('rproc', (_what, handle) => {
      this.devices.state = 'running';
      const file = this.files.file(Number(handle));
      if (file !== undefined) file.private = 'started';
      this.files.wake('rproc');
    });
    this.files.addDevice(stateFile, { driver: 'rproc', device: 'state', mode: 0o644, character: undefined });
    this.files.register('tty', {
      read: (file, length) => {
        const { received } = this.devices;
        if (received.length === 0) return file.mode.nonBlocking ? failed(EAGAIN) : wait('tty');
        this.devices.received = received.slice(length);
        return value(received.slice(0, length));
      },
      write: (_file, bytes) => {
        if (this.devices.full) return wait('tty-room');
        this.devices.written.push(decodeText(bytes));
        return value(bytes.length);
      },
      whenGone: ttyWhenGone,
    });
    this.shell = new Shell({
      latencies: new Latencies(shellRows).values,
      schedule: this.schedule,
      clock: this.clock,
      log: this.log,
      files: this.files,
      kernelLog: () => this.kernelLog,
      system: {
        readMemory: (address) => this.memory.get(address),
        writeMemory: (address, word) => this.memory.has(address) && this.memory.set(address, word).size > 0,
        modules: this.modules,
      },
    });
  }

  plugTty(): void {
    this.files.addDevice(tty, { driver: 'tty', device: 0, mode: 0o600, character: { major: 241, minor: 0 } });
  }

  unplugTty(): void {
    this.files.removeDevice(tty);
    this.files.wake('tty');
  }

  /** The M4 sends. */
  receive(text: string): void {
    this.devices.received = concatBytes(this.devices.received, encodeText(text));
    this.files.wake('tty');
  }

  makeRoom(): void {
    this.devices.full = false;
    this.files.wake('tty-room');
  }

  /** Runs everything that is due within `time`. */
  run(time: Nanoseconds = ms(2000)): void {
    const end = ns(this.clock.now + time);
    for (let due = this.schedule.nextTime; due !== undefined && due <= end; due = this.schedule.nextTime) {
      this.clock.advanceTo(due);
      this.schedule.runNext(this.clock.now);
    }
    this.clock.advanceTo(end);
  }

  /** What commands print when these lines run as a script. */
  script(...lines: readonly string[]): string {
    const before = this.shell.stdout.length;
    this.shell.runScript(`${lines.join('\n')}\n`);
    this.run();
    return this.shell.stdout.slice(before);
  }

  /** What the console shows after these lines were typed, from the first line on. */
  typed(text: string, time?: Nanoseconds): string {
    const before = this.shell.output.text.length;
    this.shell.type(text);
    this.run(time);
    return this.shell.output.text.slice(before);
  }

  save(): Plain {
    return structuredClone({
      time: this.clock.now,
      schedule: this.schedule.save(),
      files: this.files.save(),
      shell: this.shell.save(),
      devices: this.devices,
    }) as unknown as Plain;
  }

  load(state: Plain): void {
    const saved = structuredClone(state) as unknown as {
      time: Nanoseconds;
      schedule: Plain;
      files: Plain;
      shell: Plain;
      devices: Devices;
    };
    this.clock.restore(saved.time);
    this.schedule.load(saved.schedule);
    this.files.load(saved.files);
    this.shell.load(saved.shell);
    this.devices = saved.devices;
  }
}
