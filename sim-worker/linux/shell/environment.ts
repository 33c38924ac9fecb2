/** What a shell remembers between commands: variables, functions, parameters, options, the current folder, the last exit code. */
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import type { Command } from './syntax';

const shellPid = 398;
const atLogin: Readonly<Record<string, string>> = {
  HOME: '/root',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  TERM: 'vt100',
  USER: 'root',
};

type Saved = {
  cwd: string;
  status: number;
  lastBackground: number;
  name: string;
  positional: readonly string[];
  options: readonly string[];
  variables: readonly [string, string][];
  exported: readonly string[];
  functions: readonly [string, Command][];
};

export class Environment implements Snapshottable {
  cwd = '/root';
  /** `$?`. */
  status = 0;
  /** `$!`. */
  lastBackground = 0;
  /** `$0`. */
  name = 'sh';
  /** `$1` and on. */
  positional: readonly string[] = [];
  /** Letters of `set -e` and its like. */
  options: readonly string[] = [];
  #variables = new Map(Object.entries(atLogin));
  #exported = new Set(Object.keys(atLogin));
  /** Syntax is never changed, and so is shared with copies. */
  #functions = new Map<string, Command>();

  /** `undefined` for what is not set. */
  get(name: string): string | undefined {
    if (/^\d+$/.test(name)) return name === '0' ? this.name : this.positional[Number(name) - 1];
    switch (name) {
      case '?':
        return String(this.status);
      case '$':
        return String(shellPid);
      case '!':
        return this.lastBackground === 0 ? '' : String(this.lastBackground);
      case '#':
        return String(this.positional.length);
      case '-':
        return this.options.join('');
      case 'PWD':
        return this.cwd;
      default:
        return this.#variables.get(name);
    }
  }

  set(name: string, value: string): void {
    this.#variables.set(name, value);
  }

  unset(name: string): void {
    this.#variables.delete(name);
    this.#exported.delete(name);
  }

  export(name: string): void {
    this.#exported.add(name);
  }

  /** Variables with their values, sorted. */
  all(exportedOnly = false): readonly (readonly [string, string])[] {
    const pairs = [...this.#variables].filter(([name]) => !exportedOnly || this.#exported.has(name));
    return pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  function(name: string): Command | undefined {
    return this.#functions.get(name);
  }

  get functionNames(): readonly string[] {
    return [...this.#functions.keys()];
  }

  define(name: string, body: Command | undefined): void {
    if (body === undefined) this.#functions.delete(name);
    else this.#functions.set(name, body);
  }

  /** What a subshell begins with: all of this. */
  copy(): Environment {
    const copy = new Environment();
    copy.load(this.save());
    return copy;
  }

  /** What another program begins with: the exported variables, and those given for it alone. */
  forProgram(name: string, positional: readonly string[], given: Readonly<Record<string, string>>): Environment {
    const fresh = new Environment();
    fresh.cwd = this.cwd;
    fresh.name = name;
    fresh.positional = positional;
    fresh.#variables = new Map(this.all(true));
    fresh.#exported = new Set(this.#exported);
    for (const [variable, text] of Object.entries(given)) {
      fresh.set(variable, text);
      fresh.export(variable);
    }
    return fresh;
  }

  /** `~` at home, as the prompt shows it. */
  get shownFolder(): string {
    return this.cwd === '/root' ? '~' : this.cwd;
  }

  save(): Plain {
    const { cwd, status, lastBackground, name, positional, options } = this;
    const saved: Saved = {
      cwd,
      status,
      lastBackground,
      name,
      positional,
      options,
      variables: [...this.#variables],
      exported: [...this.#exported],
      functions: [...this.#functions],
    };
    return saved as unknown as Plain;
  }

  load(state: Plain): void {
    const { variables, exported, functions, ...rest } = state as unknown as Saved;
    Object.assign(this, rest);
    this.#variables = new Map(variables);
    this.#exported = new Set(exported);
    this.#functions = new Map(functions);
  }
}
