/** Modules that are put together here, as the host runs them. */
import { expect, it } from 'vitest';
import { ModuleBuilder, type Signature } from './module';

type Numbers = (...values: readonly number[]) => number;
const two: Signature = { parameters: ['i32', 'i32'], results: ['i32'] };

const run = (builder: ModuleBuilder, env: WebAssembly.ModuleImports = {}): Readonly<Record<string, Numbers>> =>
  new WebAssembly.Instance(new WebAssembly.Module(builder.build()), { env }).exports as Record<string, Numbers>;

it('adds two numbers', () => {
  const builder = new ModuleBuilder();
  const { code } = builder.function(two, 'sum');
  code.get(code.parameter(0)).get(code.parameter(1)).op('i32.add');
  expect(run(builder).sum!(2, 40)).toBe(42);
});

it.each([0, 1, -1, 63, 64, -64, -65, 0x7fff_ffff, -0x8000_0000, 8191, 8192, -8193])(
  'writes the constant %i, in 32 and in 64 bits',
  (value) => {
    const builder = new ModuleBuilder();
    const none: Signature = { parameters: [], results: ['i32'] };
    builder.function(none, 'narrow').code.i32(value);
    builder.function(none, 'low').code.i64(~value, value).op('i32.wrap_i64');
    builder.function(none, 'high').code.i64(~value, value).i64(0, 32).op('i64.shr_u', 'i32.wrap_i64');
    const made = run(builder);
    expect([made.narrow!(), made.low!(), made.high!()]).toEqual([value, value, ~value]);
  },
);

it('loops, branches and keeps locals', () => {
  const builder = new ModuleBuilder();
  const { code } = builder.function({ parameters: ['i32'], results: ['i32'] }, 'sumTo');
  const sum = code.local('i32');
  const n = code.parameter(0);
  const out = code.block();
  const again = code.loop();
  code.get(n).op('i32.eqz').brIf(out);
  code.get(sum).get(n).op('i32.add').set(sum);
  code.get(n).i32(1).op('i32.sub').set(n);
  code.br(again).op('end', 'end').get(sum);
  expect(run(builder).sumTo!(10)).toBe(55);
});

it('calls what is imported, and passes control through the table', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 4, maximum: 4 });
  const builder = new ModuleBuilder();
  builder.importMemory('memory', { least: 1, most: 1 });
  builder.importTable('table', 4);
  const twice = builder.importFunction('twice', { parameters: ['i32'], results: ['i32'] });
  const { code } = builder.function(two, 'pass');
  code.i32(16).get(code.parameter(0)).call(twice).memory('i32.store', 4);
  code.get(code.parameter(1)).get(code.parameter(0)).i32(3).returnCallIndirect(builder.type(two));
  const { code: difference } = builder.function(two, 'difference');
  difference.get(difference.parameter(0)).get(difference.parameter(1)).op('i32.sub');
  const made = run(builder, { memory, table, twice: (value: number) => value * 2 });
  table.set(3, made.difference);
  expect(made.pass!(5, 9)).toBe(4);
  expect(new DataView(memory.buffer).getInt32(20, true)).toBe(10);
});

it('refuses what cannot be right', () => {
  const builder = new ModuleBuilder();
  const { code } = builder.function(two);
  const label = code.block();
  code.op('end');
  expect(() => code.br(label)).toThrow('branches to a block that is closed');
  expect(() => builder.importFunction('late', two)).toThrow('late is imported after a function was made');
  expect(() => code.parameter(2)).toThrow('parameter 2 of 2');
  code.block();
  expect(() => builder.build()).toThrow('1 blocks are still open');
});
