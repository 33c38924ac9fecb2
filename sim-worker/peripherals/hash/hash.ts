/** Hash processor: sums up a message word by word, pads it, and makes a digest or, with a key, an HMAC of it. */
import { ns } from '../../contract/units';
import { reversedBits, swappedBytes } from '../../kernel/bits';
import { Block } from '../../kernel/block';
import type { Clock } from '../../kernel/clock';
import type { Line } from '../../kernel/line';
import { RegisterFile } from '../../kernel/register-file';
import type { Schedule } from '../../kernel/schedule';
import { type Algorithm, digests } from './digests';
import { contextWords, digestWords, hashMap } from './hash.regs';

export type HashPorts = {
  /** `HASH2`. */
  readonly name: string;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly interrupt: Line;
  /** Asks the DMA for a word. */
  readonly request: Line;
  /** Its bus clock in Hz. */
  readonly hz: () => number;
};

const algorithms: readonly Algorithm[] = ['sha1', 'md5', 'sha224', 'sha256'];
/** Clocks for a block (RM0436, HASH processing time). */
const cycles: Readonly<Record<Algorithm, number>> = { sha1: 82, md5: 66, sha224: 66, sha256: 66 };
const blockWords = 16;
const dcal = 1 << 8;
const init = 1 << 2;
const status = { room: 1 << 0, done: 1 << 1, busy: 1 << 3 } as const;
/** HMAC wants the key, the message and the key again, each ended by DCAL. Without HMAC there is only the message. */
const phases = { innerKey: 0, message: 1, outerKey: 2 } as const;
/** Where the state lies among the words of the context. One word more than a block waits, until it is clear whether it is the last. */
const at = { state: 0, inner: 8, data: 16, waiting: 33, summed: 34, phase: 35 } as const;

export class Hash extends Block<typeof hashMap> {
  readonly registers: RegisterFile<typeof hashMap>;
  readonly #ports: HashPorts;
  /** The state of the sum: the context registers themselves. */
  readonly #context: Uint32Array;
  readonly #digest: Uint32Array;

  constructor(ports: HashPorts) {
    super();
    this.#ports = ports;
    const compute = Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`HRA${i}`, () => this.#digest[i] ?? 0]));
    this.registers = new RegisterFile(hashMap, {
      compute: {
        ...compute,
        CR: (stored) => stored | (Math.min(this.#context[at.waiting]!, 15) << 8) | (this.#hasData ? 1 << 12 : 0),
        SR: (stored) => stored | (this.registers.get('CR', 'DMAE') << 2),
      },
      written: {
        CR: (bits) => {
          if ((bits & init) !== 0) this.#begin();
          this.#drive();
        },
        DIN: (bits) => this.#push(this.#turned(bits)),
        STR: (bits) => {
          if ((bits & dcal) !== 0) this.#complete();
        },
        IMR: () => this.#drive(),
        SR: () => this.#drive(),
      },
    });
    const row = (first: string, count: number): Uint32Array => {
      const from = Object.keys(hashMap.registers).indexOf(first);
      return this.registers.words.subarray(from, from + count);
    };
    this.#context = row('CSR0', contextWords);
    this.#digest = row('HR0', digestWords);
    ports.schedule.register(ports.name, (_what, raised) => this.#ready(raised as number));
  }

  override reset(): void {
    super.reset();
    this.#ports.schedule.cancelAll(this.#ports.name);
    this.#drive();
  }

  /** The DMA has brought its last word: of the message or key, unless MDMAT says that more comes. */
  dmaFinished(): void {
    this.registers.set('CR', 'DMAE', 0);
    if (this.registers.get('CR', 'MDMAT') === 0) this.#complete();
    this.#drive();
  }

  get #hasData(): boolean {
    return this.#context[at.waiting]! > 0;
  }

  get #algorithm(): Algorithm {
    return algorithms[this.registers.get('CR', 'ALGO0') | (this.registers.get('CR', 'ALGO1') << 1)] ?? 'sha1';
  }

  get #isHmac(): boolean {
    return this.registers.get('CR', 'MODE') === 1;
  }

  #begin(): void {
    this.#context.fill(0);
    this.#context[at.phase] = this.#isHmac ? phases.innerKey : phases.message;
    this.#restart();
    this.#ports.schedule.cancelAll(this.#ports.name);
    this.registers.setWord('SR', status.room);
    this.#drive();
  }

  /** A new sum; what was summed up before is in the digest. */
  #restart(): void {
    this.#context.fill(0, at.state, at.inner);
    this.#context.set(digests[this.#algorithm].initial, at.state);
    this.#context[at.summed] = 0;
  }

  /** CR.DATATYPE. */
  #turned(word: number): number {
    switch (this.registers.get('CR', 'DATATYPE')) {
      case 1:
        return ((word << 16) | (word >>> 16)) >>> 0;
      case 2:
        return swappedBytes(word);
      case 3:
        return reversedBits(word, 32);
      default:
        return word;
    }
  }

  #push(word: number): void {
    const context = this.#context;
    this.registers.setWord('SR', this.registers.word('SR') & ~status.room);
    if (context[at.waiting] === blockWords) this.#sumUp();
    this.#append(word);
    this.#drive();
  }

  /** Takes a full block of data. */
  #sumUp(): void {
    const context = this.#context;
    this.#compress(context.slice(at.data, at.data + blockWords));
    context.fill(0, at.data, at.waiting);
    context[at.waiting] = 0;
    this.#work(1, status.room);
  }

  #compress(block: Uint32Array): void {
    const context = this.#context;
    digests[this.#algorithm].compress(context.subarray(at.state, at.inner), block);
    context[at.summed] = context[at.summed]! + blockWords;
  }

  /** DCAL: what comes next depends on what was to be completed. */
  #complete(): void {
    const context = this.#context;
    const phase = context[at.phase]!;
    if (phase === phases.innerKey) {
      this.#takeKey(0x3636_3636);
      context[at.phase] = phases.message;
      this.#work(1, status.room);
    } else if (phase === phases.outerKey) {
      this.#takeKey(0x5c5c_5c5c);
      for (const word of this.#result(at.inner)) this.#append(word);
      this.registers.set('STR', 'NBLW', 0);
      this.#pad();
      this.#publish();
    } else {
      this.#pad();
      if (this.#isHmac) this.#toOuterKey();
      else this.#publish();
    }
  }

  /** The digest of the message is put aside until the key has come again. */
  #toOuterKey(): void {
    const context = this.#context;
    context.copyWithin(at.inner, at.state, at.inner);
    context[at.phase] = phases.outerKey;
    this.#restart();
    this.#work(2, status.room);
  }

  /** The key, or the digest of a long one, is XORed with the pad of its side and is the first block (RFC 2104). */
  #takeKey(pad: number): void {
    const context = this.#context;
    const key = new Uint32Array(blockWords);
    if (this.registers.get('CR', 'LKEY') === 1) {
      this.#pad();
      key.set(this.#result(at.state));
    } else {
      this.#maskLast();
      key.set(context.slice(at.data, at.data + blockWords));
    }
    context.fill(0, at.data, at.waiting);
    context[at.waiting] = 0;
    this.#restart();
    this.#compress(key.map((word) => word ^ pad));
  }

  #append(word: number): void {
    const context = this.#context;
    context[at.data + context[at.waiting]!] = word;
    context[at.waiting] = context[at.waiting]! + 1;
  }

  /** Bits of the last word behind NBLW do not count. */
  #maskLast(): void {
    const context = this.#context;
    const valid = this.registers.get('STR', 'NBLW');
    const last = at.data + context[at.waiting]! - 1;
    if (valid !== 0 && last >= at.data) context[last] = context[last]! & (0xffff_ffff << (32 - valid));
  }

  /** A one, zeros, and the length in bits, to the end of a block. */
  #pad(): void {
    const context = this.#context;
    this.#maskLast();
    const valid = this.registers.get('STR', 'NBLW');
    const words = context[at.summed]! + context[at.waiting]!;
    const bits = words === 0 ? 0 : 32 * words - (valid === 0 ? 0 : 32 - valid);
    const waiting = context.slice(at.data, at.data + context[at.waiting]!);
    const padded = new Uint32Array(2 * blockWords);
    padded.set(waiting);
    const end = bits - 32 * context[at.summed]!;
    padded[end >>> 5] = padded[end >>> 5]! | (0x8000_0000 >>> (end & 31));
    const total = end + 1 + 64 > 32 * blockWords ? 2 * blockWords : blockWords;
    const length = [Math.floor(bits / 2 ** 32), bits >>> 0];
    padded.set(this.#algorithm === 'md5' ? length.toReversed().map(swappedBytes) : length, total - 2);
    for (let from = 0; from < total; from += blockWords) this.#compress(padded.slice(from, from + blockWords));
    context.fill(0, at.data, at.waiting);
    context[at.waiting] = 0;
  }

  /** A digest as bytes in order: MD5 keeps its words the other way round. */
  #result(from: number): Uint32Array {
    const { words } = digests[this.#algorithm];
    const result = this.#context.slice(from, from + words);
    return this.#algorithm === 'md5' ? result.map(swappedBytes) : result;
  }

  #publish(): void {
    this.#digest.fill(0);
    this.#digest.set(this.#result(at.state));
    this.#work(2, status.done | status.room);
  }

  /** Busy for so many blocks, and then ready. */
  #work(blocks: number, raised: number): void {
    const { clock, schedule, name, hz } = this.#ports;
    this.registers.setWord('SR', (this.registers.word('SR') & ~status.room) | status.busy);
    schedule.cancelAll(name);
    const time = (blocks * cycles[this.#algorithm] * 1e9) / hz();
    schedule.plan(ns(Math.ceil(clock.now + time)), name, 'ready', raised);
    this.#drive();
  }

  #ready(raised: number): void {
    this.registers.setWord('SR', (this.registers.word('SR') & ~status.busy) | raised);
    this.#drive();
  }

  #drive(): void {
    const sr = this.registers.word('SR');
    this.#ports.interrupt.set((sr & this.registers.word('IMR') & 3) !== 0);
    this.#ports.request.set(this.registers.get('CR', 'DMAE') === 1 && (sr & status.busy) === 0);
  }
}
