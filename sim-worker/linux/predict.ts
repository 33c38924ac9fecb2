/** What the kernel will say of a firmware file, without a machine: the checks of a start, on the bytes alone. */
import type { KernelTree } from '../contract/protocol';
import type { Voices } from './remoteproc/carveouts';
import { nextSegment } from './remoteproc/elf-loader';
import { prepareImage } from './remoteproc/image';
import { driverName } from './remoteproc/stm32-rproc';

export type Prediction = {
  /** 0, or the positive errno with which `echo start` fails. */
  readonly errno: number;
  /** Lines of the kernel log, without time. */
  readonly log: readonly string[];
};

/** Covers everything that is decided before the M4 leaves reset. */
export function predictStart(name: string, bytes: Uint8Array, tree: KernelTree = 'mainline'): Prediction {
  const log: string[] = [];
  const say = (text: string): void => {
    log.push(`remoteproc remoteproc0: ${text}`);
  };
  const driver = (text: string): void => {
    log.push(`${driverName}: ${text}`);
  };
  say('powering up m4');
  const errno = errnoOfStart(name, bytes, { say, driver }, tree);
  if (errno !== 0) say(`Boot failed: -${errno}`);
  return { errno, log };
}

function errnoOfStart(name: string, bytes: Uint8Array, voices: Voices, tree: KernelTree): number {
  const { say } = voices;
  const image = prepareImage(name, bytes, voices, tree);
  if (image.errno !== 0) return image.errno;
  let header = 0;
  for (;;) {
    const found = nextSegment(bytes, image.carveouts, header);
    if (found === undefined) return 0;
    if (found.kind === 'bad') {
      say(found.text);
      say(`Failed to load program segments: -${found.errno}`);
      return found.errno;
    }
    header = found.next;
  }
}
