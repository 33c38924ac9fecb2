/** The world as one command sees it during one step: a thin view of its process. */
import type { Plain } from '../../kernel/snapshot';
import type { FileSystem } from '../fs/file-system';
import { resolvePath } from '../fs/paths';
import { encodeText } from '../fs/text';
import type { Answer, OpenMode } from '../fs/vfs';
import type { CommandIo, ShellServices } from './command';
import { consoleDriver } from './console';
import type { Process } from './process';

export class ProcessIo implements CommandIo {
  readonly #process: Process;
  readonly files: FileSystem;
  readonly shell: ShellServices;

  constructor(process: Process, files: FileSystem, shell: ShellServices) {
    this.#process = process;
    this.files = files;
    this.shell = shell;
  }

  get argv(): readonly string[] {
    return this.#process.argv;
  }

  get args(): readonly string[] {
    return this.#process.argv.slice(1);
  }

  get cwd(): string {
    return this.#process.cwd;
  }

  get stage(): Plain {
    return this.#process.stage;
  }

  set stage(notes: Plain) {
    this.#process.stage = notes;
  }

  get stdin(): number {
    return this.#process.descriptors[0] ?? 0;
  }

  get stdout(): number {
    return this.#process.descriptors[1] ?? 0;
  }

  get inputIsConsole(): boolean {
    return this.files.file(this.stdin)?.driver === consoleDriver;
  }

  get onTerminal(): boolean {
    return this.files.file(this.#process.descriptors[1] ?? 0)?.driver === consoleDriver;
  }

  variable(name: string): string | undefined {
    return this.#process.variables[name] ?? this.shell.environment.get(name);
  }

  resolve(path: string): string {
    return resolvePath(this.#process.cwd, path);
  }

  open(path: string, mode: OpenMode): Answer<number> {
    const answer = this.files.open(this.resolve(path), mode);
    if (answer.kind === 'value') this.#process.opened.push(answer.value);
    return answer;
  }

  close(handle: number): void {
    const at = this.#process.opened.indexOf(handle);
    if (at < 0) return;
    this.#process.opened.splice(at, 1);
    this.files.close(handle);
  }

  read(handle: number, length: number): Answer<Uint8Array> {
    return this.files.read(handle, length);
  }

  print(what: string | Uint8Array): void {
    const bytes = typeof what === 'string' ? encodeText(what) : what;
    if (bytes.length > 0) this.#process.pending.push({ fd: 1, bytes });
  }

  complain(text: string): void {
    this.tell(`${this.#process.speaker}: ${text}`);
  }

  tell(text: string): void {
    this.promptWith(`${text}\n`);
  }

  promptWith(text: string): void {
    this.#process.pending.push({ fd: 2, bytes: encodeText(text) });
  }
}
