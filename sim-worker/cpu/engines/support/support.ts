/** The support module: what code that an engine made calls, and the reserved slots of the table. */
import type { GuestMemory } from '../../../kernel/guest-memory';
import { defineFloatFunctions, type FloatFunction, floatImports } from '../floats/functions';
import type { Patience } from '../patience';
import { ModuleBuilder } from '../wasm/module';
import { defineAccesses, importAccesses } from './accesses';
import { budgetAt, registerAt } from './addresses';
import { handlerSignature, importPlaces, placesOf, slots, tableSize } from './imports';
import type { Outside } from './outside';
import { reasons } from './reasons';
import { recordOffset } from './record-layout';
import { begin, type Form, passOn } from './transfer';

export class Support {
  readonly table: WebAssembly.Table;
  /** What `importSupport` declares, for the module's instance: the object `env`. */
  readonly imports: WebAssembly.ModuleImports;
  /** Runs from this record on, on the budget in memory; comes back with a reason. */
  readonly enter: (record: number) => number;

  constructor(memory: GuestMemory, outside: Outside, { starts: hotAt }: Pick<Patience, 'starts'>, form: Form) {
    this.table = new WebAssembly.Table({ element: 'anyfunc', initial: tableSize, maximum: tableSize });
    const places = placesOf(memory, this.table);
    const { exports } = new WebAssembly.Instance(supportModule(hotAt, form), { env: { ...places, ...outside } });
    this.imports = { ...places, ...exports };
    this.enter = exports.enter as (record: number) => number;
    for (const [name, slot] of Object.entries(slots)) this.table.set(slot, exports[name] as never);
  }
}

const made = new Map<string, WebAssembly.Module>();

/** It is made once: what the host has learned of its functions, all machines of the thread profit from. */
function supportModule(hotAt: number, form: Form): WebAssembly.Module {
  const key = `${hotAt} ${form}`;
  const known = made.get(key) ?? new WebAssembly.Module(supportBytes(hotAt, form));
  made.set(key, known);
  return known;
}

function supportBytes(hotAt: number, form: Form): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  importPlaces(module);
  const accesses = importAccesses(module);
  const floats = Object.fromEntries(
    Object.entries(floatImports).map(([name, signature]) => [name, module.importFunction(name, signature)]),
  ) as Readonly<Record<FloatFunction, number>>;
  defineAccesses(module, accesses);
  defineFloatFunctions(module, (name) => floats[name]);
  defineControl(module, hotAt, form);
  return module.build();
}

/** The way in, and the reserved slots of the table. */
function defineControl(module: ModuleBuilder, hotAt: number, form: Form): void {
  const type = module.type(handlerSignature);
  const enter = module.function({ parameters: ['i32'], results: ['i32'] }, 'enter').code;
  begin(enter, form, type, enter.parameter(0), recordOffset.handler);

  // A page without records cannot tell the PC: whoever goes there has stored it.
  const settle = module.function({ parameters: ['i32', 'i64'], results: [] });
  const at = settle.code.parameter(0);
  settle.code.i32(0).get(settle.code.parameter(1)).memory('i64.store', budgetAt);
  settle.code.get(at).memory('i32.load', recordOffset.operands).tee(at).if();
  settle.code.i32(0).get(at).memory('i32.load', 0).memory('i32.store', registerAt(15)).op('end');

  for (const name of ['missing', 'evaluate', 'stop'] as const) {
    const { code } = module.function(handlerSignature, name);
    const budget = code.parameter(1);
    code.get(code.parameter(0)).get(budget).call(settle.index);
    code.i32(reasons[name]).i32(reasons.budget).get(budget).i64(1, 0).op('i64.ge_s', 'select');
  }

  const { code } = module.function(handlerSignature, 'counting');
  const counted = code.parameter(0);
  const hits = code.local('i32');
  code.get(counted).get(counted).memory('i32.load', recordOffset.hits).i32(1).op('i32.add').tee(hits);
  code.memory('i32.store', recordOffset.hits);
  code.get(hits).i32(hotAt).op('i32.ge_s').if();
  code.get(counted).get(code.parameter(1)).call(settle.index).i32(reasons.hot).op('return', 'end');
  code.get(counted).get(code.parameter(1)).get(counted).memory('i32.load', recordOffset.plain);
  passOn(code, form, type);
}
