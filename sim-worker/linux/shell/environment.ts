/** What the shell remembers between commands: variables, the current folder, the last exit code. */
import type { Plain, Snapshottable } from '../../kernel/snapshot';

const shellPid = 398;
const atLogin: Readonly<Record<string, string>> = {
  HOME: '/root',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  TERM: 'vt100',
  USER: 'root',
};

export class Environment implements Snapshottable {
  cwd = '/root';
  /** `$?`. */
  status = 0;
  /** `$!`. */
  lastBackground = 0;
  #variables = new Map(Object.entries(atLogin));

  /** '' for what is not set. */
  get(name: string): string {
    switch (name) {
      case '?':
        return String(this.status);
      case '$':
        return String(shellPid);
      case '!':
        return this.lastBackground === 0 ? '' : String(this.lastBackground);
      case '#':
        return '0';
      case '0':
        return 'sh';
      case 'PWD':
        return this.cwd;
      default:
        return this.#variables.get(name) ?? '';
    }
  }

  set(name: string, value: string): void {
    this.#variables.set(name, value);
  }

  unset(name: string): void {
    this.#variables.delete(name);
  }

  /** `~` at home, as the prompt shows it. */
  get shownFolder(): string {
    return this.cwd === '/root' ? '~' : this.cwd;
  }

  save(): Plain {
    const { cwd, status, lastBackground } = this;
    return { cwd, status, lastBackground, variables: [...this.#variables] };
  }

  load(state: Plain): void {
    const { variables, ...rest } = state as unknown as {
      cwd: string;
      status: number;
      lastBackground: number;
      variables: readonly [string, string][];
    };
    Object.assign(this, rest);
    this.#variables = new Map(variables);
  }
}
