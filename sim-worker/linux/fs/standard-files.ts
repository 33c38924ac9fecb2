/** Files that every board has: /dev/null, /dev/zero, some of /proc, and the folders. */
import type { KernelGeneration } from '../../contract/protocol';
import type { Clock } from '../../kernel/clock';
import { attributeOperations } from './attribute';
import type { FileSystem } from './file-system';
import { type DeviceNode, value } from './vfs';

/** A kernel of each generation that ST has shipped. */
const releases: Readonly<Record<KernelGeneration, string>> = { A: '5.4.56', B: '5.15.67', C: '6.6.48' };
/** What uname tells besides the release. */
export const kernelName = {
  system: 'Linux',
  node: 'stm32mp1',
  version: '#1 SMP PREEMPT Thu Jan  1 00:00:00 UTC 1970',
  machine: 'armv7l',
  os: 'GNU/Linux',
} as const;

const folders = ['/bin', '/dev', '/etc', '/lib/firmware', '/proc', '/root', '/sys', '/tmp', '/usr/bin', '/var'];
const memoryDevice = (device: string, minor: number): DeviceNode => ({
  driver: 'mem',
  device,
  mode: 0o666,
  character: { major: 1, minor },
});

/** Where /proc tells the release. */
export const releaseFile = '/proc/sys/kernel/osrelease';

/** Registers the drivers `mem` and `proc` and makes their files. */
export function addStandardFiles(files: FileSystem, clock: Clock, kernel: KernelGeneration): void {
  const release = releases[kernel];
  for (const folder of folders) files.addFolder(folder);
  files.register('mem', {
    read: (file, length) => value(new Uint8Array(file.device === 'zero' ? length : 0)),
    write: (_file, bytes) => value(bytes.length),
  });
  files.addDevice('/dev/null', memoryDevice('null', 3));
  files.addDevice('/dev/zero', memoryDevice('zero', 5));
  files.register('proc', attributeOperations({ show: (device) => procText(String(device), clock.now, release) }));
  for (const name of ['uptime', 'version', 'cpuinfo'])
    files.addDevice(`/proc/${name}`, { driver: 'proc', device: name, mode: 0o444, character: undefined });
  files.addDevice(releaseFile, { driver: 'proc', device: 'release', mode: 0o444, character: undefined });
}

function procText(name: string, now: number, release: string): string {
  switch (name) {
    case 'uptime': {
      const seconds = (now / 1e9).toFixed(2);
      return `${seconds} ${seconds}\n`;
    }
    case 'version':
      return `${kernelName.system} version ${release} (oe-user@oe-host) ${kernelName.version}\n`;
    case 'release':
      return `${release}\n`;
    default:
      return [0, 1].map((processor) => cpu(processor)).join('\n') + hardware;
  }
}

const cpu = (processor: number): string =>
  `processor\t: ${processor}\nmodel name\t: ARMv7 Processor rev 5 (v7l)\nCPU part\t: 0xc07\n`;
const hardware = '\nHardware\t: STM32 (Device Tree Support)\n';
