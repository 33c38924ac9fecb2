/** Makes regions of hot code: several in one WebAssembly module. */
import { importSupport } from '../support/imports';
import type { Form } from '../support/transfer';
import { ModuleBuilder } from '../wasm/module';
import { emitRegion } from './emit-region';
import type { Finder } from './find';
import { Region } from './region';
import type { Constants } from './region-writer';

/** What memory beside code holds, when nothing but a write can change it, and whoever may execute `entry` may read it. */
export type ConstantsOf = (address: number, bytes: 1 | 2 | 4, entry: number) => number | undefined;

export type TranslatorPorts = {
  readonly finder: Finder;
  /** What code and the constants beside it hold: they are watched as code is, as long as the region lives. */
  readonly constants: ConstantsOf;
  /** Memory, table and the functions of the support module, under their names. */
  readonly imports: WebAssembly.ModuleImports;
  readonly form: Form;
};

/** A piece of guest memory. */
export type Piece = { readonly address: number; readonly length: number };

export type Translated = {
  /** Where it begins; control comes there outside of IT blocks only. */
  readonly pc: number;
  /** For the table. */
  readonly run: unknown;
  /** The code that it was made of: when that changes, it must not run any more. */
  readonly pieces: readonly Piece[];
};

/** What a region would be made of. */
export type Found = {
  readonly pc: number;
  readonly region: Region;
  /** How many instructions, and where each of them lies. */
  readonly steps: number;
  readonly places: ReadonlySet<number>;
};

export class Translator {
  readonly #ports: TranslatorPorts;

  constructor(ports: TranslatorPorts) {
    this.#ports = ports;
  }

  /** Undefined where there can be no region. */
  find(pc: number): Found | undefined {
    let blocks = this.#ports.finder.find(pc);
    if (blocks.length === 0) return undefined;
    let region = new Region(blocks);
    if (!region.flow.reducible) {
      // A function that is called before a loop and in it is one more way into the loop.
      blocks = this.#ports.finder.find(pc, false);
      region = new Region(blocks);
    }
    const places = new Set<number>();
    let steps = 0;
    for (const block of blocks) {
      steps += block.steps.length;
      for (let i = 0; i < block.steps.length; i++) places.add(block.steps[i]!.instruction.pc);
    }
    return { pc, region, steps, places };
  }

  /** In one module. */
  make(found: readonly Found[]): readonly Translated[] {
    if (found.length === 0) return [];
    const module = new ModuleBuilder();
    const calls = importSupport(module, this.#ports.form);
    const pieces = found.map(({ pc, region }, i) => {
      const made = piecesOf(region);
      const constants: Constants = (address, bytes) => {
        const value = this.#ports.constants(address, bytes, pc);
        if (value !== undefined) made.push({ address, length: bytes });
        return value;
      };
      emitRegion(module, calls, region, `r${i}`, constants);
      return made;
    });
    const made = new WebAssembly.Module(module.build());
    const { exports } = new WebAssembly.Instance(made, { env: this.#ports.imports });
    return found.map(({ pc }, i) => ({ pc, run: exports[`r${i}`], pieces: joined(pieces[i]!) }));
  }
}

/** The code of each block, and where the run stops behind it. */
function piecesOf({ blocks }: Region): Piece[] {
  const pieces: { address: number; length: number }[] = [];
  for (const { steps, next } of blocks) {
    for (let i = 0; i < steps.length; i++) add(pieces, steps[i]!.instruction.pc, steps[i]!.instruction.length);
    if (next?.leave === 'stop') add(pieces, next.pc, 2);
  }
  return pieces;
}

function add(pieces: { address: number; length: number }[], address: number, length: number): void {
  const last = pieces[pieces.length - 1];
  if (last !== undefined && address === last.address + last.length) last.length += length;
  else pieces.push({ address, length });
}

function joined(pieces: readonly Piece[]): readonly Piece[] {
  const all: { address: number; length: number }[] = [];
  for (const piece of pieces.toSorted((a, b) => a.address - b.address)) {
    const last = all.at(-1);
    if (last !== undefined && piece.address <= last.address + last.length)
      last.length = Math.max(last.length, piece.address + piece.length - last.address);
    else all.push({ ...piece });
  }
  return all;
}
