/** The generated interpreter: decodes what control comes to, and makes the handlers that are missing for it. */
import { type GuestMemory, pageBytes, pageShift } from '../../../kernel/guest-memory';
import { decode, type Instruction, isWide } from '../../isa/decode';
import type { Effect } from '../effects';
import { needsEvaluator } from '../emit/usage';
import type { Patience } from '../patience';
import { record } from '../recorder';
import { firstFreeSlot } from '../support/imports';
import type { Form } from '../support/transfer';
import { CodeReader } from './code-reader';
import { commonHandlers, type HandlerSet, makeHandlers, ownHandlers } from './handler-set';
import { type Alike, type CodePiece, opcodeOf, type Sample, study } from './prepared';
import { Records } from './records';
import { Shape } from './shape';
import { advanced, isCall, itStateOf, shapeOf } from './sites';

type InterpreterPorts = {
  readonly memory: GuestMemory;
  readonly table: WebAssembly.Table;
  /** Memory, table and the functions of the support module, under their names. */
  readonly imports: WebAssembly.ModuleImports;
  readonly form: Form;
  readonly patience: Patience;
  /** The first slot of the table that is not for handlers. */
  readonly slotsEnd: number;
  /** May an instruction be read and executed there now without anybody noticing? */
  readonly isExecutable: (address: number) => boolean;
  readonly ramOffsetOf: (address: number) => number | undefined;
  /** Writes to these bytes of RAM will be told to `drop`. */
  readonly markCode: (ramOffset: number, length: number) => void;
  /** All records are gone, and with them what others installed there. */
  readonly dropped: () => void;
};

/** Instructions that are decoded at once. */
const batchInstructions = 256;
/** Pages that a batch may touch first. */
const batchPages = 8;
const mostOperands = 40;

/** `isJump`: control comes there within a function. */
type Start = { readonly pc: number; readonly itState: number; readonly isJump?: boolean };
type Decoded = Start & {
  readonly length: 2 | 4;
  /** Undefined: only the evaluator executes it. */
  readonly code: Shape | Handled | undefined;
};
/** Instead of a shape: operand words, all but the PC, for a handler that there is. */
type Handled = { readonly slot: number; readonly words: readonly number[] };
type Known = Pick<Alike, 'length' | 'fallsThrough' | 'isCall'> & { readonly handled: Handled };
/** `goesOn`: perhaps to the instruction behind it. */
type Read = { readonly decoded: Decoded; readonly itStateAfter: number; readonly goesOn: boolean };
/** What is decoded at once; `starts`: where to go on. */
type Batch = { readonly seen: Set<number>; readonly pages: Set<number>; readonly starts: Start[] };
/** Instructions in the order of their addresses, up to one behind which control does not go on. */
type Line = { readonly start: Start; readonly decoded: readonly Decoded[]; readonly undefinedAt: Start | undefined };

/** Instructions that are looked at beforehand, and handlers that may be made of them; some room is left for what is met later. */
const mostPrepared = 8000;
const mostHandlers = 760;

export class Interpreter {
  readonly records: Records;
  readonly #ports: InterpreterPorts;
  readonly #code: CodeReader;
  /** Slots of handlers by the keys of their shapes. */
  readonly #slots = new Map<string, number>();
  #nextSlot = firstFreeSlot;
  /** What is known of instructions without decoding them, by opcode. */
  readonly #known = new Map<number, Known>();

  constructor(ports: InterpreterPorts) {
    this.#ports = ports;
    this.#code = new CodeReader(ports);
    this.records = new Records(ports.memory, ports.patience);
  }

  /** Handlers that were made. */
  get handlers(): number {
    return this.#slots.size;
  }

  /** Makes the record at `pc`, and others to which control may go on. False where there can be none: it is the evaluator's. */
  decodeFrom(pc: number, itState: number): boolean {
    if (!this.#ports.isExecutable(pc) || this.#ports.ramOffsetOf(pc) === undefined) return false;
    if (!this.records.hasRoomFor(batchPages, batchInstructions * mostOperands)) this.dropAll();
    const lines = this.#read({ pc, itState });
    const missing = this.#missingShapes(lines);
    if (this.#nextSlot + missing.length > this.#ports.slotsEnd) {
      this.dropAll();
      this.#slots.clear();
      this.#known.clear();
      this.#nextSlot = firstFreeSlot;
      return this.decodeFrom(pc, itState);
    }
    if (missing.length > 0) this.#install(makeHandlers(missing, this.#ports.form));
    for (const line of lines) this.#put(line);
    return true;
  }

  /**
   * Makes the handlers that most firmware needs, and those of the code that is to come: before it runs, while nobody waits.
   * Answers samples of the latter.
   */
  prepare(code: readonly CodePiece[] = []): readonly Sample[] {
    this.#install(commonHandlers(this.#ports.form));
    const { samples, alike } = study(code, mostPrepared);
    const room = mostHandlers - this.#slots.size;
    const own = samples.filter(({ shape }) => !this.#slots.has(shape.key)).slice(0, Math.max(0, room));
    if (own.length > 0)
      this.#install(
        ownHandlers(
          own.map(({ shape }) => shape),
          this.#ports.form,
        ),
      );
    for (const { opcode, shape, ...rest } of alike) {
      const slot = this.#slots.get(shape.key);
      if (slot !== undefined) this.#known.set(opcode, { ...rest, handled: { slot, words: shape.words } });
    }
    return own;
  }

  /** Forgets everything that was decoded. */
  dropAll(): void {
    this.records.dropAll();
    this.#ports.dropped();
  }

  #read(first: Start): readonly Line[] {
    this.#code.forget();
    const lines: Line[] = [];
    const starts: Start[] = [first];
    const seen = new Set<number>();
    const pages = new Set<number>();
    let count = 0;
    while (starts.length > 0 && count < batchInstructions) {
      const start = starts.shift()!;
      const line = this.#readLine(start, { seen, pages, starts, most: batchInstructions - count });
      count += line.decoded.length;
      lines.push(line);
    }
    // Control comes there from elsewhere, whether the batch reaches so far or not.
    for (const start of starts) lines.push({ start, decoded: [], undefinedAt: undefined });
    return lines;
  }

  #readLine(start: Start, batch: Batch & { readonly most: number }): Line {
    const decoded: Decoded[] = [];
    let { pc, itState } = start;
    while (decoded.length < batch.most && this.#open(pc, batch.pages)) {
      const key = 2 * pc + (itState !== 0 ? 1 : 0);
      if (batch.seen.has(key) || this.records.isKnown(pc, itState !== 0)) break;
      batch.seen.add(key);
      const read = this.#readOne(pc, itState, batch);
      if (read === undefined) return { start, decoded, undefinedAt: { pc, itState } };
      decoded.push(read.decoded);
      if (!read.goesOn) break;
      pc = (pc + read.decoded.length) >>> 0;
      itState = read.itStateAfter;
    }
    return { start, decoded, undefinedAt: undefined };
  }

  /** Undefined where there is no instruction. */
  #readOne(pc: number, itState: number, { pages, starts }: Batch): Read | undefined {
    const known = itState === 0 ? this.#knownAt(pc, pages) : undefined;
    if (known !== undefined) {
      const { length, handled, fallsThrough } = known;
      if (known.isCall) starts.push({ pc: (pc + length) >>> 0, itState: 0 });
      return { decoded: { pc, itState, length, code: handled }, itStateAfter: 0, goesOn: fallsThrough };
    }
    const instruction = this.#decode(pc, itState !== 0, pages);
    if (instruction === undefined) return undefined;
    const { length } = instruction;
    const { effects, fallsThrough } = record(instruction);
    const itStateAfter = itStateOf(effects) ?? advanced(itState);
    const code = needsEvaluator(effects) ? undefined : this.#shape(instruction, effects, itState, itStateAfter);
    if (itStateAfter === 0) addTargets(starts, instruction, effects);
    // In an IT block the branch is not certain.
    const goesOn = (fallsThrough || itState !== 0) && !stops(effects);
    return { decoded: { pc, itState, length, code }, itStateAfter, goesOn };
  }

  #knownAt(pc: number, pages: Set<number>): Known | undefined {
    // At the end of a page, handlers are others.
    if ((pc & (pageBytes - 1)) >= pageBytes - 4) return undefined;
    const first = this.#code.half(pc)!;
    if (!isWide(first)) return this.#known.get(opcodeOf(first, 0));
    const second = pc + 2;
    return this.#open(second, pages) ? this.#known.get(opcodeOf(first, this.#code.half(second)!)) : undefined;
  }

  #shape(instruction: Instruction, effects: readonly Effect[], itState: number, itStateAfter: number): Shape {
    const page = instruction.pc >>> pageShift;
    const inIT = itStateAfter !== 0;
    const recordOf = (target: number): number | undefined =>
      target >>> pageShift === page ? this.records.at(target & ~1, inIT) : undefined;
    return shapeOf(instruction, { effects, itState, itStateAfter, recordOf });
  }

  /** The page of `pc` has records then. False where nothing is to be decoded. */
  #open(pc: number, pages: Set<number>): boolean {
    if (this.#code.covers(pc)) return true;
    const ramOffset = this.#code.offsetOf(pc);
    if (ramOffset === undefined) return false;
    if (this.records.hasPage(pc)) return true;
    if (pages.size >= batchPages) {
      this.#code.forget();
      return false;
    }
    pages.add(pc >>> pageShift);
    this.records.open(pc, ramOffset);
    return true;
  }

  #decode(pc: number, inIT: boolean, pages: Set<number>): Instruction | undefined {
    const first = this.#code.half(pc)!;
    if (!isWide(first)) return decode(first, 0, pc, inIT);
    // A page without records would not tell when the second halfword is written.
    const second = (pc + 2) >>> 0;
    return this.#open(second, pages) ? decode(first, this.#code.half(second)!, pc, inIT) : undefined;
  }

  #missingShapes(lines: readonly Line[]): readonly Shape[] {
    const missing = new Map<string, Shape>();
    for (const { decoded } of lines) {
      for (const { code } of decoded) {
        if (code instanceof Shape && !this.#slots.has(code.key)) missing.set(code.key, code);
      }
    }
    return [...missing.values()];
  }

  /** Those that are known already stay as they are. */
  #install({ module, keys }: HandlerSet): void {
    if (keys.every((key) => this.#slots.has(key))) return;
    const { imports, table } = this.#ports;
    const { exports } = new WebAssembly.Instance(module, { env: imports });
    for (const [n, key] of keys.entries()) {
      if (this.#slots.has(key)) continue;
      table.set(this.#nextSlot, exports[`${n}`]);
      this.#slots.set(key, this.#nextSlot++);
    }
  }

  #put({ start, decoded, undefinedAt }: Line): void {
    const { records } = this;
    let end = start.pc;
    for (const { pc, itState, length, code } of decoded) {
      if (code === undefined) records.putEvaluated(pc, itState !== 0);
      else records.put(pc, itState !== 0, code instanceof Shape ? this.#slots.get(code.key)! : code.slot, code.words);
      end = pc + length;
    }
    if (undefinedAt !== undefined) {
      records.putEvaluated(undefinedAt.pc, undefinedAt.itState !== 0);
      end = undefinedAt.pc + 4;
    }
    this.#mark(start.pc, end);
    if (start.itState === 0 && records.hasPage(start.pc)) records.count(start.pc, start.isJump ?? false);
  }

  /** The bytes may lie in several pages, the last of them where no RAM is. */
  #mark(start: number, end: number): void {
    for (let at = start, next = at; at < end; at = next) {
      next = Math.min(end, (at | (pageBytes - 1)) + 1);
      const ramOffset = this.#ports.ramOffsetOf(at >>> 0);
      if (ramOffset !== undefined) this.#ports.markCode(ramOffset, next - at);
    }
  }
}

/** BKPT: there is seldom anything behind it. */
function stops(effects: readonly Effect[]): boolean {
  const last = effects.at(-1);
  return last?.kind === 'leave' && last.reason === 'bkpt';
}

/** Where control may go on besides behind the instruction, and where a call comes back to. */
function addTargets(starts: Start[], { pc, length, target }: Instruction, effects: readonly Effect[]): void {
  const calls = isCall(effects);
  if (target !== undefined) starts.push({ pc: target, itState: 0, isJump: !calls });
  if (calls) starts.push({ pc: (pc + length) >>> 0, itState: 0 });
}
