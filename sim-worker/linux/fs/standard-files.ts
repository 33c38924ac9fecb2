/** Files that every board has: /dev/null, /dev/zero, some of /proc, and the folders. */
import type { Clock } from '../../kernel/clock';
import { attributeOperations } from './attribute';
import type { FileSystem } from './file-system';
import { type DeviceNode, value } from './vfs';

/** What uname tells: the 6.x kernel whose drivers are modelled. */
export const kernelName = {
  system: 'Linux',
  node: 'stm32mp1',
  release: '6.6.48',
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

/** Registers the drivers `mem` and `proc` and makes their files. */
export function addStandardFiles(files: FileSystem, clock: Clock): void {
  for (const folder of folders) files.addFolder(folder);
  files.register('mem', {
    read: (file, length) => value(new Uint8Array(file.device === 'zero' ? length : 0)),
    write: (_file, bytes) => value(bytes.length),
  });
  files.addDevice('/dev/null', memoryDevice('null', 3));
  files.addDevice('/dev/zero', memoryDevice('zero', 5));
  files.register('proc', attributeOperations({ show: (device) => procText(String(device), clock.now) }));
  for (const name of ['uptime', 'version', 'cpuinfo'])
    files.addDevice(`/proc/${name}`, { driver: 'proc', device: name, mode: 0o444, character: undefined });
}

function procText(name: string, now: number): string {
  switch (name) {
    case 'uptime': {
      const seconds = (now / 1e9).toFixed(2);
      return `${seconds} ${seconds}\n`;
    }
    case 'version':
      return `${kernelName.system} version ${kernelName.release} (oe-user@oe-host) ${kernelName.version}\n`;
    default:
      return [0, 1].map((processor) => cpu(processor)).join('\n') + hardware;
  }
}

const cpu = (processor: number): string =>
  `processor\t: ${processor}\nmodel name\t: ARMv7 Processor rev 5 (v7l)\nCPU part\t: 0xc07\n`;
const hardware = '\nHardware\t: STM32 (Device Tree Support)\n';
