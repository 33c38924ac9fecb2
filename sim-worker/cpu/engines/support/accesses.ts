/**
 * Memory accesses of the support module that do not pass the fast test of made code. Quick ones do what nobody outside needs to
 * hear of: unaligned accesses to RAM, first stores to a page, data beside code. Full ones then write down what is only noted, and ask
 * the bus for the rest, through JavaScript.
 */
import {
  fastWrite,
  pageBytes,
  pageShift,
  pageTableBase,
  partsBase,
  readTableBase,
  writeTableBase,
} from '../../../kernel/guest-memory';
import type { Code, Label, Local } from '../wasm/code';
import type { ModuleBuilder, Signature } from '../wasm/module';
import type { Access } from '../wasm/opcodes';
import {
  type Bytes,
  define,
  ifNoTrouble,
  pushEntry,
  pushMarkDirty,
  pushMarks,
  refuseTrapped,
  setTrouble,
  storeOf,
} from './access-code';
import { scratchAt, troubleAt } from './addresses';
import { defineNotedPlace, defineStoreFull } from './noted-stores';
import type { AccessName } from './outside';

/** The MPU tells 32 bytes from each other. */
const partShift = 5;
const sizes: readonly Bytes[] = [1, 2, 4];
const loadOf: Readonly<Record<Bytes, Access>> = { 1: 'i32.load8_u', 2: 'i32.load16_u', 4: 'i32.load' };

const oneIn: Signature = { parameters: ['i32'], results: ['i32'] };
const twoIn: Signature = { parameters: ['i32', 'i32'], results: [] };
const names = (prefix: 'read' | 'write' | 'readUnprivileged' | 'writeUnprivileged') =>
  sizes.map((bytes) => `${prefix}${bytes}` as const);

type Imported = Readonly<Record<AccessName, number>>;

/** Declares what JavaScript does. */
export function importAccesses(module: ModuleBuilder): Imported {
  const rows: readonly (readonly [AccessName, Signature])[] = [
    ...[...names('read'), ...names('readUnprivileged')].map((name) => [name, oneIn] as const),
    ...[...names('write'), ...names('writeUnprivileged')].map((name) => [name, twoIn] as const),
    ['readMany', twoIn],
    ['writeMany', twoIn],
  ];
  return Object.fromEntries(
    rows.map(([name, signature]) => [name, module.importFunction(name, signature)]),
  ) as Imported;
}

export function defineAccesses(module: ModuleBuilder, imported: Imported): void {
  const free = defineFreePlace(module);
  const noted = defineNotedPlace(module);
  const readable = defineReadable(module);
  const loadQuick = sizes.map((bytes) => defineLoadQuick(module, bytes, readable));
  const storeQuick = sizes.map((bytes) => defineStoreQuick(module, bytes, free));
  const many = { load: defineLoadMany(module, loadQuick[2]!), store: defineStoreMany(module, storeQuick[2]!, free) };
  sizes.forEach((bytes, i) => {
    const named = define(module, `loadFull${bytes}`);
    const value = named.code.local('i32');
    named.code.get(named.code.parameter(0)).call(loadQuick[i]!).set(value);
    ifNoTrouble(named.code, () => named.code.get(value));
    named.code.get(named.code.parameter(0)).call(imported[`read${bytes}`]);
    defineStoreFull(module, bytes, { quick: storeQuick[i]!, noted, imported: imported[`write${bytes}`] });
    const load = define(module, `loadUnprivileged${bytes}`).code;
    load.get(load.parameter(0)).call(imported[`readUnprivileged${bytes}`]);
    const store = define(module, `storeUnprivileged${bytes}`).code;
    store.get(store.parameter(0)).get(store.parameter(1)).call(imported[`writeUnprivileged${bytes}`]);
  });
  askAfter(define(module, 'loadManyFull').code, many.load, imported.readMany);
  askAfter(define(module, 'storeManyFull').code, many.store, imported.writeMany);
}

/** Both take the two parameters. */
function askAfter(code: Code, quick: number, imported: number): void {
  code.get(code.parameter(0)).get(code.parameter(1)).call(quick);
  ifNoTrouble(code, () => undefined);
  code.get(code.parameter(0)).get(code.parameter(1)).call(imported);
}

/** Leaves 1 when the access reaches into a second page. */
function pushCrosses(code: Code, address: Local, bytes: Bytes): void {
  code
    .get(address)
    .i32(pageBytes - 1)
    .op('i32.and')
    .i32(pageBytes - bytes)
    .op('i32.gt_u');
}

/** To `refused` where the page is not treated alike by the MPU and the part with this byte does not allow it. */
function refuseParts(code: Code, entry: Local, right: 1 | 2, refused: Label, pushAddress: () => void): void {
  pushNumber(code, entry);
  code.if();
  pushNumber(code, entry);
  code.i32(pageShift - partShift).op('i32.shl');
  pushAddress();
  code
    .i32(pageBytes - 1)
    .op('i32.and')
    .i32(partShift)
    .op('i32.shr_u', 'i32.add')
    .memory('i32.load8_u', partsBase);
  code.i32(right).op('i32.and', 'i32.eqz').brIf(refused).op('end');
}

function pushNumber(code: Code, entry: Local): void {
  code.get(entry).i32(2).op('i32.shr_u').i32(0x3ff).op('i32.and');
}

/** (address, length) -> the linear address if so many bytes of one page may be read without anybody hearing, else 0. */
function defineReadable(module: ModuleBuilder): number {
  const { code, index } = module.function({ parameters: ['i32', 'i32'], results: ['i32'] });
  const [address, length] = [code.parameter(0), code.parameter(1)];
  const entry = code.local('i32');
  const refused = code.block();
  pushEntry(code, readTableBase, address);
  code.tee(entry).i32(1).op('i32.and').if();
  pushNumber(code, entry);
  code.op('i32.eqz').brIf(refused);
  refuseParts(code, entry, 1, refused, () => code.get(address));
  refuseParts(code, entry, 1, refused, () => code.get(address).get(length).op('i32.add').i32(1).op('i32.sub'));
  code.op('end');
  code.get(entry).i32(-pageBytes).op('i32.and').get(address).op('i32.add', 'return', 'end');
  code.i32(0);
  return index;
}

function defineLoadQuick(module: ModuleBuilder, bytes: Bytes, readable: number): number {
  const { code, index } = define(module, `loadQuick${bytes}`);
  const address = code.parameter(0);
  const entry = code.local('i32');
  const second = code.local('i32');
  const linear = code.local('i32');
  const refused = code.block();
  refuseTrapped(code, address, bytes, refused);
  if (bytes > 1) {
    pushCrosses(code, address, bytes);
    code.if();
    // Rare enough: only pages that are read straight from.
    pushEntry(code, readTableBase, address);
    code.tee(entry).i32(1).op('i32.and').brIf(refused);
    pushEntry(code, readTableBase, address, bytes - 1);
    code.tee(second).i32(1).op('i32.and').brIf(refused);
    setTrouble(code, 0);
    pushByteWise(code, address, entry, second, bytes);
    code.op('return', 'end');
  }
  code.get(address).i32(bytes).call(readable).tee(linear).op('i32.eqz').brIf(refused);
  setTrouble(code, 0);
  code.get(linear).memory(loadOf[bytes], 0).op('return', 'end');
  setTrouble(code, 1);
  code.i32(0);
  return index;
}

/** The linear address of a byte of an access that may cross into a second page. */
function pushByteAt(code: Code, address: Local, entry: Local, second: Local, i: number): void {
  const at = (): Code => code.get(address).i32(i).op('i32.add');
  code.get(second).get(entry);
  at()
    .i32(pageBytes - 1)
    .op('i32.and')
    .i32(i)
    .op('i32.lt_u', 'select');
  at().op('i32.add');
}

function pushByteWise(code: Code, address: Local, entry: Local, second: Local, bytes: Bytes): void {
  for (let i = 0; i < bytes; i++) {
    pushByteAt(code, address, entry, second, i);
    code
      .memory('i32.load8_u', 0)
      .i32(8 * i)
      .op('i32.shl');
    if (i > 0) code.op('i32.or');
  }
}

/**
 * (address, length) -> the linear address if so many bytes of one page may be written without anybody hearing, else 0. Then the
 * page is marked as written, and further stores go straight there when no code lies in it.
 */
function defineFreePlace(module: ModuleBuilder): number {
  const { code, index } = module.function({ parameters: ['i32', 'i32'], results: ['i32'] });
  const [address, length] = [code.parameter(0), code.parameter(1)];
  const entry = code.local('i32');
  const linear = code.local('i32');
  const refused = code.block();
  pushEntry(code, writeTableBase, address);
  code.tee(entry).i32(-pageBytes).op('i32.and').get(address).op('i32.add').set(linear);
  code.get(entry).i32(1).op('i32.and', 'i32.eqz').if();
  code.get(linear).op('return', 'end');
  code.get(entry).i32(2).op('i32.and', 'i32.eqz').brIf(refused);
  refuseParts(code, entry, 2, refused, () => code.get(address));
  refuseParts(code, entry, 2, refused, () => code.get(address).get(length).op('i32.add').i32(1).op('i32.sub'));
  pushMarks(code, () => code.get(linear));
  code.brIf(refused);
  pushMarks(code, () => code.get(linear).get(length).op('i32.add').i32(1).op('i32.sub'));
  code.brIf(refused);
  pushMarkDirty(code, linear);
  pushEntry(code, pageTableBase, address);
  code.i32(fastWrite).op('i32.and', 'i32.eqz');
  pushNumber(code, entry);
  code.op('i32.or', 'i32.eqz').if();
  code.get(address).i32(pageShift).op('i32.shr_u').i32(2).op('i32.shl');
  code.get(entry).i32(-pageBytes).op('i32.and').memory('i32.store', writeTableBase).op('end');
  code.get(linear).op('return', 'end');
  code.i32(0);
  return index;
}

function defineStoreQuick(module: ModuleBuilder, bytes: Bytes, free: number): number {
  const { code, index } = define(module, `storeQuick${bytes}`);
  const [address, value] = [code.parameter(0), code.parameter(1)];
  const linear = code.local('i32');
  const entry = code.local('i32');
  const second = code.local('i32');
  const refused = code.block();
  refuseTrapped(code, address, bytes, refused);
  if (bytes > 1) {
    pushCrosses(code, address, bytes);
    code.if();
    // Rare enough: only pages that are written straight to.
    pushEntry(code, writeTableBase, address);
    code.tee(entry).i32(1).op('i32.and').brIf(refused);
    pushEntry(code, writeTableBase, address, bytes - 1);
    code.tee(second).i32(1).op('i32.and').brIf(refused);
    for (let i = 0; i < bytes; i++) {
      pushByteAt(code, address, entry, second, i);
      code
        .get(value)
        .i32(8 * i)
        .op('i32.shr_u')
        .memory('i32.store8', 0);
    }
    setTrouble(code, 0);
    code.op('return', 'end');
  }
  code.get(address).i32(bytes).call(free).tee(linear).op('i32.eqz').brIf(refused);
  code.get(linear).get(value).memory(storeOf[bytes], 0);
  setTrouble(code, 0);
  code.op('return', 'end');
  setTrouble(code, 1);
  return index;
}

/** For each word from the address on. */
function forEachWord(code: Code, each: (i: Local, at: Local) => void): void {
  const [address, count] = [code.parameter(0), code.parameter(1)];
  const i = code.local('i32');
  const at = code.local('i32');
  code.i32(0).set(i);
  const next = code.loop();
  code.get(i).i32(2).op('i32.shl').get(address).op('i32.add').set(at);
  each(i, at);
  code.get(i).i32(1).op('i32.add').tee(i).get(count).op('i32.lt_u').brIf(next).op('end');
}

/** Multiple transfers are never unaligned: that is a fault, and so not quick. */
function refuseUnaligned(code: Code, refused: Label): void {
  code.get(code.parameter(0)).i32(3).op('i32.and').brIf(refused);
}

function pushScratchAt(code: Code, i: Local): void {
  code.get(i).i32(2).op('i32.shl');
}

function defineLoadMany(module: ModuleBuilder, loadQuick: number): number {
  const { code, index } = define(module, 'loadManyQuick');
  const refused = code.block();
  refuseUnaligned(code, refused);
  forEachWord(code, (i, at) => {
    pushScratchAt(code, i);
    code.get(at).call(loadQuick).memory('i32.store', scratchAt);
    code.i32(0).memory('i32.load', troubleAt).brIf(refused);
  });
  code.op('return', 'end');
  setTrouble(code, 1);
  return index;
}

/** All words or none. */
function defineStoreMany(module: ModuleBuilder, storeQuick: number, free: number): number {
  const { code, index } = define(module, 'storeManyQuick');
  const refused = code.block();
  refuseUnaligned(code, refused);
  forEachWord(code, (_, at) => {
    code.get(at).i32(4).call(free).op('i32.eqz').brIf(refused);
  });
  forEachWord(code, (i, at) => {
    code.get(at);
    pushScratchAt(code, i);
    code.memory('i32.load', scratchAt).call(storeQuick);
  });
  code.op('return', 'end');
  setTrouble(code, 1);
  return index;
}
