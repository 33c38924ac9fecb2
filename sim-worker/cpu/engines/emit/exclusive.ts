/**
 * Load-exclusive and store-exclusive on RAM, with the local monitor: what else they may meet is the evaluator's. The monitor holds no
 * address, as in `cpu/system-port.ts`.
 */
import type { Effect } from '../effects';
import { monitorAddressAt, monitorArmedAt, troubleAt } from '../support/addresses';
import type { Local } from '../wasm/code';
import { loads, lookUp, pushIsFast, stores } from './access';
import type { Writer } from './writer';

type Bytes = 1 | 2 | 4;
type LoadExclusive = Effect & { readonly kind: 'loadExclusive' };
type StoreExclusive = Effect & { readonly kind: 'storeExclusive' };

/** Writes the code; false when the effect is another. */
export function exclusiveEffects(w: Writer, effect: Effect): boolean {
  switch (effect.kind) {
    case 'loadExclusive':
      loadExclusive(w, effect);
      return true;
    case 'storeExclusive':
      storeExclusive(w, effect);
      return true;
    case 'clearExclusive':
      setMonitor(w, 0);
      return true;
    default:
      return false;
  }
}

function setMonitor({ places: { code } }: Writer, armed: 0 | 1): void {
  code.i32(0).i32(armed).memory('i32.store', monitorArmedAt);
}

/** Unaligned it is a fault. */
function demandAligned({ places }: Writer, address: Local, bytes: Bytes): void {
  if (bytes === 1) return;
  places.code
    .get(address)
    .i32(bytes - 1)
    .op('i32.and')
    .if();
  places.evaluateInstead();
  places.code.op('end');
}

/** Behind a quick access that was perhaps not done: then it is the evaluator's, and the place is none that asks the bus each time. */
function demandDone({ places }: Writer): void {
  const { code } = places;
  code.i32(0).memory('i32.load', troubleAt).if();
  code.i32(0).i32(0).memory('i32.store', troubleAt);
  places.evaluateInstead();
  code.op('end');
}

function loadExclusive(w: Writer, effect: LoadExclusive): void {
  const { places, calls } = w;
  const { code } = places;
  const { bytes } = effect;
  const address = w.hold(effect.address, 'i32');
  demandAligned(w, address, bytes);
  const entry = lookUp(w, address, 'read');
  pushIsFast(w, address, entry, bytes);
  code.if('i32');
  code.get(entry).get(address).op('i32.add').memory(loads[bytes][0], 0).op('else');
  code.get(address).call(calls.loadQuick(bytes));
  demandDone(w);
  code.op('end');
  w.result(effect, 'i32');
  setMonitor(w, 1);
  code.i32(0).get(address).memory('i32.store', monitorAddressAt);
}

function storeExclusive(w: Writer, effect: StoreExclusive): void {
  const { places, calls } = w;
  const { code } = places;
  const { bytes } = effect;
  const address = w.hold(effect.address, 'i32');
  const value = w.hold(effect.value, 'i32');
  demandAligned(w, address, bytes);
  code.i32(0).memory('i32.load', monitorArmedAt).if();
  const entry = lookUp(w, address, 'write');
  pushIsFast(w, address, entry, bytes);
  code.if();
  code.get(entry).get(address).op('i32.add').get(value).memory(stores[bytes], 0).op('else');
  code.get(address).get(value).call(calls.storeQuick(bytes));
  demandDone(w);
  code.op('end', 'end');
  code.i32(0).memory('i32.load', monitorArmedAt).op('i32.eqz');
  w.result(effect, 'i32');
  setMonitor(w, 0);
}
