/** Stores to RAM of which somebody only writes down who made them: they are done at once and told later, all together. */
import { granuleMarks, pageBytes, writeTableBase } from '../../../kernel/guest-memory';
import type { ModuleBuilder } from '../wasm/module';
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
import { budgetAt, mostNoted, notedAt, notedBytes, notedCountAt, registerAt } from './addresses';

/**
 * (address, length) -> the linear address if so many bytes of one page may be written and those who are to hear of it only note it,
 * else 0. Then it is written down with what they ask for: where, by which instruction, when.
 */
export function defineNotedPlace(module: ModuleBuilder): number {
  const { code, index } = module.function({ parameters: ['i32', 'i32'], results: ['i32'] });
  const [address, length] = [code.parameter(0), code.parameter(1)];
  const entry = code.local('i32');
  const linear = code.local('i32');
  const at = code.local('i32');
  const refused = code.block();
  // The page must be one that is written unless marked, and treated alike by the MPU.
  pushEntry(code, writeTableBase, address);
  code
    .tee(entry)
    .i32(pageBytes - 1)
    .op('i32.and')
    .i32(3)
    .op('i32.ne')
    .brIf(refused);
  code.get(address).get(length).op('i32.add').i32(1).op('i32.sub').get(address).op('i32.xor');
  code.i32(-pageBytes).op('i32.and').brIf(refused);
  code.i32(0).memory('i32.load', notedCountAt).tee(at).i32(mostNoted).op('i32.ge_u').brIf(refused);
  code.get(entry).i32(-pageBytes).op('i32.and').get(address).op('i32.add').set(linear);
  pushMarks(code, () => code.get(linear));
  pushMarks(code, () => code.get(linear).get(length).op('i32.add').i32(1).op('i32.sub'));
  code.op('i32.or').i32(~granuleMarks.noted).op('i32.and').brIf(refused);
  code.i32(0).get(at).i32(1).op('i32.add').memory('i32.store', notedCountAt);
  code.get(at).i32(notedBytes).op('i32.mul').set(at);
  code.get(at).get(address).memory('i32.store', notedAt);
  code
    .get(at)
    .get(length)
    .memory('i32.store', notedAt + 4);
  code
    .get(at)
    .i32(0)
    .memory('i32.load', registerAt(15))
    .memory('i32.store', notedAt + 8);
  code
    .get(at)
    .i32(0)
    .memory('i32.load', budgetAt + 4)
    .memory('i32.store', notedAt + 12);
  pushMarkDirty(code, linear);
  code.get(linear).op('return', 'end');
  code.i32(0);
  return index;
}

export function defineStoreFull(
  module: ModuleBuilder,
  bytes: Bytes,
  calls: { readonly quick: number; readonly noted: number; readonly imported: number },
): void {
  const { code } = define(module, `storeFull${bytes}`);
  const [address, value] = [code.parameter(0), code.parameter(1)];
  const linear = code.local('i32');
  code.get(address).get(value).call(calls.quick);
  ifNoTrouble(code, () => undefined);
  const asked = code.block();
  refuseTrapped(code, address, bytes, asked);
  code.get(address).i32(bytes).call(calls.noted).tee(linear).op('i32.eqz').brIf(asked);
  code.get(linear).get(value).memory(storeOf[bytes], 0);
  setTrouble(code, 0);
  code.op('return', 'end');
  code.get(address).get(value).call(calls.imported);
}
