/** Handlers in one module, which all machines of a thread may use. */
import { importSupport } from '../support/imports';
import type { Form } from '../support/transfer';
import { ModuleBuilder } from '../wasm/module';
import { addHandler, handlerModule } from './handlers';
import { commonShapes } from './prepared';
import type { Shape } from './shape';

/** The module exports the handler of the key with number n as `n`. */
export type HandlerSet = { readonly module: WebAssembly.Module; readonly keys: readonly string[] };

export function makeHandlers(shapes: readonly Shape[], form: Form): HandlerSet {
  const module = new ModuleBuilder();
  const made = handlerModule(module, importSupport(module, form));
  for (const [n, shape] of shapes.entries()) addHandler(made, shape, `${n}`);
  return { module: new WebAssembly.Module(module.build()), keys: shapes.map(({ key }) => key) };
}

const common = new Map<Form, HandlerSet>();

/** What most firmware needs. It is made once: what the host has learned of its handlers, all machines profit from. */
export function commonHandlers(form: Form): HandlerSet {
  const known = common.get(form);
  if (known !== undefined) return known;
  const made = makeHandlers([...new Map(commonShapes().map((shape) => [shape.key, shape])).values()], form);
  common.set(form, made);
  return made;
}

const own = new Map<Form, HandlerSet>();

/** What one firmware needs besides. Who opens the same file again finds what was made for it. */
export function ownHandlers(shapes: readonly Shape[], form: Form): HandlerSet {
  const known = own.get(form);
  if (known?.keys.length === shapes.length && shapes.every(({ key }, n) => key === known.keys[n])) return known;
  const made = makeHandlers(shapes, form);
  own.set(form, made);
  return made;
}
