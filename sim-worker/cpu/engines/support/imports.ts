/** What the support module offers to every module that an engine makes, as data, and how a module declares it. */
import { type GuestMemory, ramBase } from '../../../kernel/guest-memory';
import type { SupportCalls } from '../emit/places';
import { floatFunctions } from '../floats/functions';
import type { ModuleBuilder, Signature } from '../wasm/module';
import { type Form, passOn } from './transfer';

/**
 * Functions in the one table. Each module takes more memory with a larger table: in Node 20 80 KB with 1024, 100 KB with 2048,
 * 155 KB with 4096. printf() with doubles needs about 500 handlers and 900 regions; with 1024 it drops them again and again.
 */
export const tableSize = 2048;
/** Slots of the table with functions of the support module. */
export const slots = { missing: 0, evaluate: 1, counting: 2, stop: 3 } as const;
/** The first slot that engines may use. */
export const firstFreeSlot = 8;

/** Type of everything in the table: (record, budget) -> reason. */
export const handlerSignature: Signature = { parameters: ['i32', 'i64'], results: ['i32'] };

const loads: Signature = { parameters: ['i32'], results: ['i32'] };
const stores: Signature = { parameters: ['i32', 'i32'], results: [] };

/** Functions for memory accesses that do not go straight to RAM; see SupportCalls. */
export const accessFunctions: Readonly<Record<string, Signature>> = {
  loadQuick1: loads,
  loadQuick2: loads,
  loadQuick4: loads,
  loadFull1: loads,
  loadFull2: loads,
  loadFull4: loads,
  storeQuick1: stores,
  storeQuick2: stores,
  storeQuick4: stores,
  storeFull1: stores,
  storeFull2: stores,
  storeFull4: stores,
  loadManyQuick: stores,
  loadManyFull: stores,
  storeManyQuick: stores,
  storeManyFull: stores,
  loadUnprivileged1: loads,
  loadUnprivileged2: loads,
  loadUnprivileged4: loads,
  storeUnprivileged1: stores,
  storeUnprivileged2: stores,
  storeUnprivileged4: stores,
};

/** Names in every module. */
const memoryName = 'memory';
const tableName = 'table';
/** Of WebAssembly: whatever RAM there is, a module is the same. */
const memoryPages = { least: ramBase / 65536, most: 65536 } as const;

/** What `importPlaces` declares, for the module's instance. */
export const placesOf = (memory: GuestMemory, table: WebAssembly.Table): WebAssembly.ModuleImports => ({
  [memoryName]: memory.wasm,
  [tableName]: table,
});

/** Declares memory and table in a module that is to be made. */
export function importPlaces(module: ModuleBuilder): void {
  module.importMemory(memoryName, memoryPages);
  module.importTable(tableName, tableSize);
}

/** Declares memory, table and all functions of the support module; to be called before the first function of the module. */
export function importSupport(module: ModuleBuilder, form: Form): SupportCalls {
  importPlaces(module);
  const indices = new Map<string, number>();
  for (const [name, signature] of [...Object.entries(accessFunctions), ...Object.entries(floatFunctions)])
    indices.set(name, module.importFunction(name, signature));
  const find = (name: string): number => {
    const index = indices.get(name);
    if (index === undefined) throw new Error(`the support module has no ${name}`);
    return index;
  };
  return {
    loadQuick: (bytes) => find(`loadQuick${bytes}`),
    loadFull: (bytes) => find(`loadFull${bytes}`),
    storeQuick: (bytes) => find(`storeQuick${bytes}`),
    storeFull: (bytes) => find(`storeFull${bytes}`),
    loadManyQuick: find('loadManyQuick'),
    loadManyFull: find('loadManyFull'),
    storeManyQuick: find('storeManyQuick'),
    storeManyFull: find('storeManyFull'),
    loadUnprivileged: (bytes) => find(`loadUnprivileged${bytes}`),
    storeUnprivileged: (bytes) => find(`storeUnprivileged${bytes}`),
    float: find,
    passOn: (code) => passOn(code, form, module.type(handlerSignature)),
  };
}
