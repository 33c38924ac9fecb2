/** Everything that came from outside, with its virtual time: the same firmware and the same journal give the same run. */

import type { Injection } from '../contract/injections';
import type { Decprot } from '../contract/protocol';
import { ns } from '../contract/units';
import type { Machine } from '../soc/machine';
import type { WatchWanted } from '../soc/watches';

export type Input =
  | { readonly kind: 'firmware'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'shell'; readonly text: string }
  | { readonly kind: 'script'; readonly text: string }
  | { readonly kind: 'tty'; readonly port: number; readonly text: string }
  /** Typed at the other end of a serial wire; `uart`: `USART3`. */
  | { readonly kind: 'uart'; readonly uart: string; readonly text: string }
  | { readonly kind: 'memory'; readonly address: number; readonly bytes: Uint8Array }
  | { readonly kind: 'pin'; readonly pin: string; readonly level: boolean }
  | { readonly kind: 'decprot'; readonly id: number; readonly value: Decprot; readonly lock: boolean }
  | {
      readonly kind: 'node';
      readonly id: number;
      readonly linux: 'okay' | 'disabled' | undefined;
      readonly m4: boolean | undefined;
    }
  | { readonly kind: 'latency'; readonly name: string; readonly ns: number }
  | { readonly kind: 'inject'; readonly injection: Injection }
  | { readonly kind: 'inject-removed'; readonly id: number }
  | { readonly kind: 'watches'; readonly watches: readonly WatchWanted[] };
export type Entry = { readonly time: number; readonly input: Input };

/** Hands one input to the machine, now. */
function apply(machine: Machine, input: Input): void {
  switch (input.kind) {
    case 'firmware':
      machine.linux.addFirmware(input.name, input.bytes);
      return;
    case 'shell':
      machine.linux.typeIntoShell(input.text);
      return;
    case 'script':
      machine.linux.runScript(input.text);
      return;
    case 'tty':
      machine.linux.typeIntoTty(input.port, input.text);
      return;
    case 'uart':
      machine.blocks.usarts[input.uart]?.type(new TextEncoder().encode(input.text));
      return;
    case 'memory':
      machine.bus.writeBytes(input.address, input.bytes, 'debugger');
      return;
    case 'pin':
      machine.setPin(input.pin, input.level);
      return;
    case 'decprot':
      machine.blocks.etzpc.setValue(input.id, input.value);
      if (input.lock) machine.blocks.etzpc.lock(input.id);
      return;
    case 'node':
      machine.linux.platform.setNode(input.id, input);
      return;
    case 'latency':
      machine.linux.latencies.set(input.name, input.ns);
      return;
    case 'inject':
      machine.injector.arm(input.injection);
      return;
    case 'inject-removed':
      machine.injector.remove(input.id);
      return;
    case 'watches':
      machine.watches.set(input.watches);
  }
}

export class Journal {
  readonly #entries: Entry[] = [];

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Applies an input and remembers when. */
  record(machine: Machine, input: Input): void {
    this.#entries.push({ time: machine.clock.now, input });
    apply(machine, input);
  }
}

/** Plays a journal on a fresh machine and runs on to virtual time `until`. */
export function replay(machine: Machine, entries: readonly Entry[], until: number): void {
  for (const entry of entries) {
    if (entry.time > until) break;
    if (entry.time > machine.clock.now) machine.run(ns(entry.time));
    apply(machine, entry.input);
  }
  machine.run(ns(until));
}
