/** The serial console: what was printed, the lines that were typed and nobody has read yet, and its settings. */
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EINVAL } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { control, local, standardTermios, type TerminalSize, type Termios, terminalRequests } from '../fs/termios';
import { concatBytes, decodeText, encodeText } from '../fs/text';
import { type Answer, type FileOperations, failed, type OpenFile, value, wait } from '../fs/vfs';

export const consoleDriver = 'console';
/** Where readers of the console wait. */
export const consoleQueue = 'console';
/** Characters kept of the console and of what commands printed. */
const outputLimit = 1 << 18;
const stdoutLimit = 1 << 22;
/** As getty leaves it. The size is what /etc/profile asks the terminal for. */
const consoleTermios: Termios = {
  ...standardTermios,
  cflag: standardTermios.cflag | control.CLOCAL,
  speed: 115_200,
};
const consoleSize: TerminalSize = { rows: 24, columns: 80 };

/** A line for the shell, or the end of the input (Ctrl-D). */
export type InputLine = {
  readonly text: string;
  readonly kind: 'typed' | 'script' | 'end';
  /** It stands behind a prompt already. */
  shown: boolean;
  /** What a command has not read of it yet, with the newline. */
  readonly rest?: Uint8Array;
};

export class Console implements Snapshottable {
  #output = '';
  #start = 0;
  #stdout = '';
  #lines: InputLine[] = [];
  /** The beginning of a character whose other bytes have not come yet. */
  #tail: Uint8Array = new Uint8Array(0);
  /** Of these only ECHO and ECHONL are followed. */
  #termios = consoleTermios;
  #size = consoleSize;
  readonly #files: FileSystem;
  readonly operations: FileOperations = {
    read: (file, length) => this.#read(file, length),
    write: (_file, bytes) => {
      this.print(bytes);
      return value(bytes.length);
    },
    ioctl: (_file, request, argument) => this.#ioctl(request, argument),
  };

  constructor(files: FileSystem) {
    this.#files = files;
  }

  /** `start`: how many characters before `text` were forgotten. */
  get output(): { readonly text: string; readonly start: number } {
    return { text: this.#output, start: this.#start };
  }

  /** What commands printed. */
  get stdout(): string {
    return this.#stdout;
  }

  get lines(): readonly InputLine[] {
    return this.#lines;
  }

  /** Echo, prompts and notices: on the console only. */
  echo(text: string): void {
    this.#output += text;
    if (this.#output.length <= 2 * outputLimit) return;
    const drop = this.#output.length - outputLimit;
    this.#output = this.#output.slice(drop);
    this.#start += drop;
  }

  /** A typed line, as the terminal echoes it; without ECHO nothing is seen, or with ECHONL the newline. */
  echoLine(text: string): void {
    if (this.#echoes) this.echo(`${text}\n`);
    else if ((this.#termios.lflag & local.ECHONL) !== 0) this.echo('\n');
  }

  /** `^C`. */
  echoKey(text: string): void {
    if (this.#echoes) this.echo(`${text}\n`);
  }

  add(line: InputLine): void {
    this.#lines.push(line);
    this.#files.wake(consoleQueue);
  }

  /** The next line for the shell. */
  take(): InputLine | undefined {
    const line = this.#lines.shift();
    return line?.rest === undefined ? line : { ...line, text: decodeText(line.rest).replace(/\n$/, '') };
  }

  /** Forgets the rest of a script. */
  dropScript(): void {
    this.#lines = this.#lines.filter((line) => line.kind !== 'script');
  }

  /** Forgets what was typed and not read. */
  flush(): void {
    this.#lines = [];
  }

  save(): Plain {
    return {
      output: this.#output,
      start: this.#start,
      stdout: this.#stdout,
      lines: this.#lines.map((line) => ({ ...line })),
      tail: this.#tail.slice(),
      termios: this.#termios as unknown as Plain,
      size: this.#size,
    };
  }

  load(state: Plain): void {
    const saved = state as unknown as {
      output: string;
      start: number;
      stdout: string;
      lines: readonly InputLine[];
      tail: Uint8Array;
      termios: Termios;
      size: TerminalSize;
    };
    this.#output = saved.output;
    this.#start = saved.start;
    this.#stdout = saved.stdout;
    this.#lines = saved.lines.map((line) => ({ ...line }));
    this.#tail = saved.tail.slice();
    this.#termios = saved.termios;
    this.#size = saved.size;
  }

  get #echoes(): boolean {
    return (this.#termios.lflag & local.ECHO) !== 0;
  }

  #ioctl(request: number, argument: Plain): Answer<Plain> {
    switch (request) {
      case terminalRequests.getSettings:
        return value(this.#termios as unknown as Plain);
      case terminalRequests.setSettings:
        this.#termios = argument as unknown as Termios;
        return value(undefined);
      case terminalRequests.getSize:
        return value({ ...this.#size });
      case terminalRequests.setSize:
        this.#size = argument as unknown as TerminalSize;
        return value(undefined);
      default:
        return failed(EINVAL);
    }
  }

  #read(_file: OpenFile, length: number): Answer<Uint8Array> {
    const at = this.#lines.findIndex((line) => line.kind !== 'script');
    const line = this.#lines[at];
    if (line === undefined) return wait(consoleQueue);
    this.#lines.splice(at, 1);
    if (line.kind === 'end') return value(new Uint8Array(0));
    const whole = line.rest ?? encodeText(`${line.text}\n`);
    const taken = whole.slice(0, length);
    // `read` takes letter by letter; the rest stays for the next one.
    const rest = whole.slice(taken.length);
    if (rest.length > 0) this.#lines.splice(at, 0, { ...line, rest });
    return value(taken);
  }

  /** As a command prints. */
  print(bytes: Uint8Array): void {
    const all = concatBytes(this.#tail, bytes);
    const whole = all.length - unfinished(all);
    this.#tail = all.slice(whole);
    const text = new TextDecoder().decode(all.slice(0, whole));
    this.echo(text);
    if (this.#stdout.length < stdoutLimit) this.#stdout += text;
  }
}

/** How many bytes at the end are the beginning of a UTF-8 character. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 && byte < 0xf8 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back && byte < 0xf8 ? back : 0;
  }
  return 0;
}
