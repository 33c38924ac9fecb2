/** What the model needs of WebAssembly, which Node, browsers and workers all offer. */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number });
    readonly buffer: ArrayBuffer;
  }
  class Table {
    constructor(descriptor: { element: 'anyfunc'; initial: number; maximum?: number });
    readonly length: number;
    get(index: number): (() => unknown) | null;
    set(index: number, value: unknown): void;
  }
  type ModuleImports = Readonly<Record<string, unknown>>;
  /** Throws CompileError. */
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  /** Throws LinkError. */
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, ModuleImports>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
  function validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}
