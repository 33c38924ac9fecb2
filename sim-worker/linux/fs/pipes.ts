/** Pipes between commands: 64 KiB of bytes, readers that wait for some, writers that wait for room. */
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EAGAIN, EPIPE } from './errno';
import { concatBytes } from './text';
import { type Answer, type FileOperations, failed, type OpenFile, value, wait } from './vfs';

export const pipeDriver = 'pipe';
/** Default capacity of a Linux pipe (pipe(7)). */
const capacity = 65_536;

type Pipe = { bytes: Uint8Array; readerOpen: boolean; writerOpen: boolean };
const queueOf = (device: Plain): string => `pipe:${String(device)}`;

export class PipeTable implements Snapshottable {
  readonly #pipes = new Map<number, Pipe>();
  readonly #wake: (queue: string) => void;
  #next = 1;
  readonly operations: FileOperations = {
    read: (file, length) => this.#read(file, length),
    write: (file, bytes) => this.#write(file, bytes),
    close: (file) => this.#close(file),
  };

  constructor(wake: (queue: string) => void) {
    this.#wake = wake;
  }

  /** Both ends are counted as open from now on. Returns the pipe's number. */
  create(): number {
    const number = this.#next++;
    this.#pipes.set(number, { bytes: new Uint8Array(0), readerOpen: true, writerOpen: true });
    return number;
  }

  save(): Plain {
    return structuredClone({ next: this.#next, pipes: [...this.#pipes] }) as unknown as Plain;
  }

  load(state: Plain): void {
    const { next, pipes } = structuredClone(state) as unknown as { next: number; pipes: [number, Pipe][] };
    this.#next = next;
    this.#pipes.clear();
    for (const [number, pipe] of pipes) this.#pipes.set(number, pipe);
  }

  #read(file: OpenFile, length: number): Answer<Uint8Array> {
    const pipe = this.#pipes.get(Number(file.device));
    if (pipe === undefined) return value(new Uint8Array(0));
    if (pipe.bytes.length === 0) {
      if (!pipe.writerOpen) return value(pipe.bytes);
      return file.mode.nonBlocking ? failed(EAGAIN) : wait(queueOf(file.device));
    }
    const taken = pipe.bytes.slice(0, length);
    pipe.bytes = pipe.bytes.subarray(taken.length);
    this.#wake(queueOf(file.device));
    return value(taken);
  }

  #write(file: OpenFile, bytes: Uint8Array): Answer<number> {
    const pipe = this.#pipes.get(Number(file.device));
    if (pipe === undefined || !pipe.readerOpen) return failed(EPIPE);
    const room = capacity - pipe.bytes.length;
    if (room === 0) return file.mode.nonBlocking ? failed(EAGAIN) : wait(queueOf(file.device));
    const taken = bytes.slice(0, room);
    pipe.bytes = concatBytes(pipe.bytes, taken);
    this.#wake(queueOf(file.device));
    return value(taken.length);
  }

  #close(file: OpenFile): void {
    const pipe = this.#pipes.get(Number(file.device));
    if (pipe === undefined) return;
    if (file.mode.read) pipe.readerOpen = false;
    if (file.mode.write) pipe.writerOpen = false;
    if (!pipe.readerOpen && !pipe.writerOpen) this.#pipes.delete(Number(file.device));
    this.#wake(queueOf(file.device));
  }
}
