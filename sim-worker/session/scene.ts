/** Puts a target before the rules of `diagnose/`: the machine, its history, and the file with what the kernel says of it. */
import type { KernelTree } from '../contract/protocol';
import { diagnoseFile } from '../diagnose/all';
import { Chronicle } from '../diagnose/chronicle';
import type { FileScene, Scene } from '../diagnose/scene';
import { readElf } from '../firmware/elf';
import { describeFile } from '../firmware/preflight';
import { predictStart } from '../linux/predict';
import { faultCard } from './fault-card';
import type { Target } from './target';

export function fileScene(name: string, bytes: Uint8Array, tree: KernelTree = 'mainline'): FileScene {
  return {
    name,
    bytes,
    tree,
    about: describeFile(bytes),
    elf: readElf(bytes),
    prediction: predictStart(name, bytes, tree),
  };
}

/** `chronicle.catchUp()` before each look. */
export function sceneOf(target: Target): Scene {
  const { machine, probe, writers, symbols, firmware, tree } = target;
  const file = firmware === undefined ? undefined : fileScene(firmware.name, firmware.bytes, tree);
  return {
    machine,
    probe,
    writers,
    symbols,
    functionAt: (pc) => target.functionAt(pc),
    faultCard: (event) => faultCard(target, event),
    chronicle: new Chronicle(machine.log),
    file,
    fileFindings: file === undefined ? [] : diagnoseFile(file),
  };
}
