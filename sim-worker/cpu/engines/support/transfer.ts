/** How control goes from one function of the table to the next. */
import type { Code, Local } from '../wasm/code';
import { budgetAt, nextRecordAt, nextSlotAt } from './addresses';
import { reasons } from './reasons';
import { hasTailCalls } from './tail-calls';

/** By a tail call; where the host has none, each function returns to a loop that calls the next: slower, else the same. */
export type Form = 'tail calls' | 'loop';

let best: Form | undefined;

/** The fastest that the host can do. */
export function formOfHost(): Form {
  best ??= hasTailCalls() ? 'tail calls' : 'loop';
  return best;
}

/** On the stack: a record, the budget, and the slot of the function that goes on. Ends the function that is written. */
export function passOn(code: Code, form: Form, type: number): void {
  if (form === 'tail calls') {
    code.returnCallIndirect(type);
    return;
  }
  const slot = code.local('i32');
  const budget = code.local('i64');
  const record = code.local('i32');
  code.set(slot).set(budget).set(record);
  code.i32(0).get(record).memory('i32.store', nextRecordAt);
  code.i32(0).get(slot).memory('i32.store', nextSlotAt);
  code.i32(0).get(budget).memory('i64.store', budgetAt);
  code.i32(reasons.goOn).op('return');
}

/** The function that begins, from the record on and on the budget in memory. Leaves the reason of the last one on the stack. */
export function begin(code: Code, form: Form, type: number, record: Local, handler: number): void {
  const push = (): void => {
    code.get(record).i32(0).memory('i64.load', budgetAt);
  };
  if (form === 'tail calls') {
    push();
    code.get(record).memory('i32.load', handler);
    code.returnCallIndirect(type);
    return;
  }
  const slot = code.local('i32');
  const reason = code.local('i32');
  code.get(record).memory('i32.load', handler).set(slot);
  const again = code.loop();
  push();
  code.get(slot).callIndirect(type).tee(reason).i32(reasons.goOn).op('i32.eq').if();
  code.i32(0).memory('i32.load', nextRecordAt).set(record);
  code.i32(0).memory('i32.load', nextSlotAt).set(slot);
  code.br(again).op('end', 'end').get(reason);
}
