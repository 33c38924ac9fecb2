/** Handlers in one module, which all machines of a thread may use. */
import { importSupport } from '../support/imports';
import { ModuleBuilder } from '../wasm/module';
import { addHandler, handlerModule } from './handlers';
import { commonShapes } from './prepared';
import type { Shape } from './shape';

/** The module exports the handler of the key with number n as `n`. */
export type HandlerSet = { readonly module: WebAssembly.Module; readonly keys: readonly string[] };

export function makeHandlers(shapes: readonly Shape[]): HandlerSet {
  const module = new ModuleBuilder();
  const made = handlerModule(module, importSupport(module));
  for (const [n, shape] of shapes.entries()) addHandler(made, shape, `${n}`);
  return { module: new WebAssembly.Module(module.build()), keys: shapes.map(({ key }) => key) };
}

let common: HandlerSet | undefined;

/** What most firmware needs. It is made once: what the host has learned of its handlers, all machines profit from. */
export function commonHandlers(): HandlerSet {
  common ??= makeHandlers([...new Map(commonShapes().map((shape) => [shape.key, shape])).values()]);
  return common;
}

let own: HandlerSet | undefined;

/** What one firmware needs besides. Who opens the same file again finds what was made for it. */
export function ownHandlers(shapes: readonly Shape[]): HandlerSet {
  const isSame = own?.keys.length === shapes.length && shapes.every(({ key }, n) => key === own?.keys[n]);
  if (own === undefined || !isSame) own = makeHandlers(shapes);
  return own;
}
