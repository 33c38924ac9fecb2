/** Loads and stores: straight to RAM where the tables of the page allow it, else through the support functions. */
import { pageBytes, readTableBase, writeTableBase } from '../../../kernel/guest-memory';
import type { Effect } from '../effects';
import { scratchAt } from '../support/addresses';
import { type Fragment, fragmentOf, type Local } from '../wasm/code';
import type { Access } from '../wasm/opcodes';
import type { Writer } from './writer';

type Bytes = 1 | 2 | 4;
type Load = Effect & { readonly kind: 'load' };
type Store = Effect & { readonly kind: 'store' };
type LoadMany = Effect & { readonly kind: 'loadMany' };
type StoreMany = Effect & { readonly kind: 'storeMany' };

export const loads: Readonly<Record<Bytes, readonly [unsigned: Access, signed: Access]>> = {
  1: ['i32.load8_u', 'i32.load8_s'],
  2: ['i32.load16_u', 'i32.load16_s'],
  4: ['i32.load', 'i32.load'],
};
export const stores: Readonly<Record<Bytes, Access>> = { 1: 'i32.store8', 2: 'i32.store16', 4: 'i32.store' };

/** From an address to the word of its page in a table. */
const entryIn = (table: number): Fragment =>
  fragmentOf((code) => code.i32(12).op('i32.shr_u').i32(2).op('i32.shl').memory('i32.load', table));
const entries = { read: entryIn(readTableBase), write: entryIn(writeTableBase) } as const;

/** From the word and the address, or for a byte the word alone, to whether the access may go straight on. */
const areFast: Readonly<Record<Bytes, Fragment>> = {
  1: fragmentOf((code) => code.i32(1).op('i32.and', 'i32.eqz')),
  2: fragmentOf((code) => code.op('i32.or').i32(1).op('i32.and', 'i32.eqz')),
  4: fragmentOf((code) => code.op('i32.or').i32(3).op('i32.and', 'i32.eqz')),
};

/** Writes the code of an access; false when the effect is none. */
export function accessEffects(w: Writer, effect: Effect): boolean {
  switch (effect.kind) {
    case 'load':
      load(w, effect);
      return true;
    case 'store':
      store(w, effect);
      return true;
    case 'loadMany':
      loadMany(w, effect);
      return true;
    case 'storeMany':
      storeMany(w, effect);
      return true;
    default:
      return false;
  }
}

/** The table's word for the page of `address`, into a temporary: what to add to the address, or 1. */
export function lookUp(w: Writer, address: Local, table: keyof typeof entries): Local {
  const { places } = w;
  const entry = places.temporary('i32');
  places.code.get(address).put(entries[table]).set(entry);
  return entry;
}

/** Leaves on the stack whether an access of so many bytes may go straight on; an unaligned one may not. */
export function pushIsFast(w: Writer, address: Local, entry: Local, bytes: Bytes): void {
  const { code } = w.places;
  code.get(entry);
  if (bytes > 1) code.get(address);
  code.put(areFast[bytes]);
}

function extend(w: Writer, bytes: Bytes, signed: boolean): void {
  if (signed && bytes < 4) w.places.code.op(bytes === 1 ? 'i32.extend8_s' : 'i32.extend16_s');
}

function load(w: Writer, effect: Load): void {
  const { places, calls } = w;
  const { code } = places;
  const { bytes, signed } = effect;
  const { address: node } = effect;
  if (node.kind === 'const' && !effect.unprivileged) {
    const known = places.constantAt?.(node.value >>> 0, bytes);
    if (known !== undefined) {
      code.i32(known);
      extend(w, bytes, signed);
      w.result(effect, 'i32');
      return;
    }
  }
  const address = w.hold(node, 'i32');
  if (effect.unprivileged) {
    places.slowAccess(undefined, () => code.get(address).call(calls.loadUnprivileged(bytes)), 'i32');
    extend(w, bytes, signed);
    w.result(effect, 'i32');
    return;
  }
  const entry = lookUp(w, address, 'read');
  pushIsFast(w, address, entry, bytes);
  code.if('i32');
  code
    .get(entry)
    .get(address)
    .op('i32.add')
    .memory(loads[bytes][signed ? 1 : 0], 0);
  code.op('else');
  places.slowAccess(
    () => code.get(address).call(calls.loadQuick(bytes)),
    () => code.get(address).call(calls.loadFull(bytes)),
    'i32',
  );
  extend(w, bytes, signed);
  code.op('end');
  w.result(effect, 'i32');
}

function store(w: Writer, effect: Store): void {
  const { places, calls } = w;
  const { code } = places;
  const { bytes } = effect;
  const address = w.hold(effect.address, 'i32');
  const withValue = (call: number): void => {
    code.get(address);
    w.perhaps(() => w.push(effect.value));
    code.call(call);
  };
  if (effect.unprivileged) {
    places.slowAccess(undefined, () => withValue(calls.storeUnprivileged(bytes)), undefined);
    return;
  }
  const entry = lookUp(w, address, 'write');
  pushIsFast(w, address, entry, bytes);
  code.if();
  code.get(entry).get(address).op('i32.add');
  w.perhaps(() => w.push(effect.value));
  code.memory(stores[bytes], 0).op('else');
  places.slowAccess(
    () => withValue(calls.storeQuick(bytes)),
    () => withValue(calls.storeFull(bytes)),
    undefined,
  );
  code.op('end');
}

/** Opens an if: all words lie in one page that allows it. Answers the linear address of the first. */
function ifAllFast(w: Writer, address: Local, table: keyof typeof entries, count: number): Local {
  const { code } = w.places;
  const entry = lookUp(w, address, table);
  pushIsFast(w, address, entry, 4);
  if (count > 1) {
    code
      .get(address)
      .i32(pageBytes - 1)
      .op('i32.and');
    code.i32(pageBytes - 4 * count).op('i32.le_u', 'i32.and');
  }
  code.if();
  code.get(entry).get(address).op('i32.add').set(entry);
  return entry;
}

function loadMany(w: Writer, effect: LoadMany): void {
  const { places, calls } = w;
  const { code } = places;
  const { count } = effect;
  const address = w.hold(effect.address, 'i32');
  const words = Array.from({ length: count }, () => places.temporary('i32'));
  const linear = ifAllFast(w, address, 'read', count);
  words.forEach((word, i) => {
    code
      .get(linear)
      .memory('i32.load', 4 * i)
      .set(word);
  });
  code.op('else');
  places.slowAccess(
    () => code.get(address).i32(count).call(calls.loadManyQuick),
    () => code.get(address).i32(count).call(calls.loadManyFull),
    undefined,
  );
  words.forEach((word, i) => {
    code
      .i32(0)
      .memory('i32.load', scratchAt + 4 * i)
      .set(word);
  });
  code.op('end');
  w.results(effect, words);
}

function storeMany(w: Writer, effect: StoreMany): void {
  const { places, calls } = w;
  const { code } = places;
  const count = effect.values.length;
  const address = w.hold(effect.address, 'i32');
  const linear = ifAllFast(w, address, 'write', count);
  w.perhaps(() => {
    effect.values.forEach((value, i) => {
      code.get(linear);
      w.push(value);
      code.memory('i32.store', 4 * i);
    });
  });
  code.op('else');
  w.perhaps(() => {
    effect.values.forEach((value, i) => {
      code.i32(0);
      w.push(value);
      code.memory('i32.store', scratchAt + 4 * i);
    });
  });
  places.slowAccess(
    () => code.get(address).i32(count).call(calls.storeManyQuick),
    () => code.get(address).i32(count).call(calls.storeManyFull),
    undefined,
  );
  code.op('end');
}
