/** A WebAssembly module while it is put together: types, imports, functions, exports. Source: WebAssembly Core, 5.5. */
import { Bytes } from './bytes';
import { Code } from './code';
import { types, type ValueType } from './opcodes';

export type Signature = { readonly parameters: readonly ValueType[]; readonly results: readonly ValueType[] };

const section = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
const kind = { function: 0, table: 1, memory: 2 } as const;
const functionType = 0x60;
const functionReference = 0x70;
const withMaximum = 1;
const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0] as const;

type Import = { readonly name: string; readonly write: (out: Bytes) => void };
type Made = { readonly name: string | undefined; readonly type: number; readonly code: Code };

/** What a function has beside its code: its size and its locals; seldom more. */
const codeHead = 32;
/** All imports come from one object of this name. */
const importObject = 'env';

export class ModuleBuilder {
  readonly #types: Signature[] = [];
  readonly #imports: Import[] = [];
  readonly #functions: Made[] = [];
  #imported = 0;

  /** Number of the type with this signature. */
  type(signature: Signature): number {
    const known = this.#types.findIndex((other) => sameSignature(other, signature));
    if (known >= 0) return known;
    this.#types.push(signature);
    return this.#types.length - 1;
  }

  /** A memory of so many pages of 64 KiB at least and at most. */
  importMemory(name: string, { least, most }: { readonly least: number; readonly most: number }): void {
    this.#imports.push({
      name,
      write: (out) => {
        out.all([kind.memory, withMaximum]);
        out.unsigned(least);
        out.unsigned(most);
      },
    });
  }

  importTable(name: string, size: number): void {
    this.#imports.push({
      name,
      write: (out) => {
        out.all([kind.table, functionReference, withMaximum]);
        out.unsigned(size);
        out.unsigned(size);
      },
    });
  }

  /** Number of the function. All imports come before the first function. */
  importFunction(name: string, signature: Signature): number {
    if (this.#functions.length > 0) throw new Error(`${name} is imported after a function was made`);
    const type = this.type(signature);
    this.#imports.push({
      name,
      write: (out) => {
        out.byte(kind.function);
        out.unsigned(type);
      },
    });
    return this.#imported++;
  }

  /** A function to be written; exported when it has a name. */
  function(signature: Signature, name?: string): { readonly code: Code; readonly index: number } {
    const code = new Code(signature.parameters.length);
    this.#functions.push({ name, type: this.type(signature), code });
    return { code, index: this.#imported + this.#functions.length - 1 };
  }

  /** The module's bytes. Throws Error when a block of a function is still open. */
  build(): Uint8Array<ArrayBuffer> {
    const out = new Bytes();
    out.all(header);
    this.#section(out, section.type, this.#types, (body, { parameters, results }) => {
      body.byte(functionType);
      for (const row of [parameters, results]) {
        body.unsigned(row.length);
        for (const type of row) body.byte(types[type]);
      }
    });
    this.#section(out, section.import, this.#imports, (body, { name, write }) => {
      body.name(importObject);
      body.name(name);
      write(body);
    });
    this.#section(out, section.function, this.#functions, (body, { type }) => body.unsigned(type));
    const exported = this.#functions.flatMap(({ name }, n) => (name === undefined ? [] : [{ name, n }]));
    this.#section(out, section.export, exported, (body, { name, n }) => {
      body.name(name);
      body.byte(kind.function);
      body.unsigned(this.#imported + n);
    });
    const size = this.#functions.reduce((sum, { code }) => sum + code.length + codeHead, 0);
    this.#section(out, section.code, this.#functions, (body, { code }) => code.finish(body), size);
    return out.view;
  }

  #section<T>(
    out: Bytes,
    id: number,
    items: readonly T[],
    write: (body: Bytes, item: T) => void,
    expected?: number,
  ): void {
    const body = new Bytes(expected);
    body.unsigned(items.length);
    for (const item of items) write(body, item);
    out.byte(id);
    out.unsigned(body.length);
    out.all(body.view);
  }
}

const sameSignature = (a: Signature, b: Signature): boolean =>
  a === b || (sameTypes(a.parameters, b.parameters) && sameTypes(a.results, b.results));

const sameTypes = (a: readonly ValueType[], b: readonly ValueType[]): boolean =>
  a.length === b.length && a.every((type, i) => type === b[i]);
