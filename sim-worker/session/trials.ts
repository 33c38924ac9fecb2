/**
 * Runs a small program on spare machines and throws them away: then the host has compiled the model itself, for more than one
 * machine, when the first firmware comes.
 */
import { ns } from '../contract/units';
import { usualPatience } from '../cpu/engines/patience';
import { halvesOf, straightSamples } from '../cpu/engines/rehearsal/samples';
import { Machine } from '../soc/machine';
import { startByDebugger } from './engineering-load';

/** With fewer, the host takes what it has seen for all that there is. */
const machines = 6;
const code = 0x1000_0000;
const stack = 0x1001_0000;
const samplesInPart = 24;
/** Virtual nanoseconds of a portion. */
const portion = 1e6;
const portions = 40;

/** Comes back after each portion of some milliseconds, tens of them while the host knows nothing. */
export function* trials(): Generator<undefined, void> {
  const program = Uint16Array.from(write());
  for (let n = 0; n < machines; n++) {
    const machine = new Machine({
      board: 'dk2',
      boot: 'engineering',
      debugger: false,
      patience: { ...usualPatience, atFirst: 0 },
    });
    yield;
    const bytes = new Uint8Array(program.buffer);
    machine.core.prepare([{ address: code, bytes }]);
    yield;
    machine.bus.writeBytes(0, new Uint8Array(Uint32Array.of(stack, code | 1).buffer), 'debugger');
    machine.bus.writeBytes(code, bytes, 'debugger');
    startByDebugger(machine);
    for (let i = 1; i <= portions; i++) {
      machine.run(ns(i * portion));
      yield;
    }
  }
}

/** An endless loop of parts; in each a little is executed, and samples behind it are jumped over. */
function write(): readonly number[] {
  const straight = straightSamples();
  const out: number[] = [0x4669]; // mov r1, sp
  for (let from = 0; from < straight.length; from += samplesInPart) {
    const skipped = straight.slice(from, from + samplesInPart).flatMap(halvesOf);
    // ldr r0, [r1]; adds r0, #1; str r0, [r1]; eors r2, r0; lsls r2, r2, #1; cmp r0, r0; beq over the samples
    out.push(0x6808, 0x3001, 0x6008, 0x4042, 0x0052, 0x4280, 0xd000 | (skipped.length - 1), ...skipped);
  }
  // b to the first part
  return [...out, 0xe000 | ((1 - out.length - 2) & 0x7ff)];
}
