/** Whether this host's WebAssembly has tail calls, which all made code lives on. */
import { ModuleBuilder } from '../wasm/module';

export function hasTailCalls(): boolean {
  const module = new ModuleBuilder();
  const { code, index } = module.function({ parameters: [], results: [] });
  code.returnCall(index);
  return WebAssembly.validate(module.build());
}
