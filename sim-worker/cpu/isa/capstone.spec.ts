/** The text of instructions against Capstone, an outside disassembler: all 16-bit ones and a sample of the 32-bit ones. */
import MCapstone from '@alexaltea/capstone-js';
import { beforeAll, describe, expect, it } from 'vitest';
import { disassemble } from './disassemble';
import { encodings } from './table';

const address = 0x1000;
type Capstone = Awaited<ReturnType<typeof MCapstone>>;
let cs: InstanceType<Capstone['Capstone']>;

const names: Record<string, string> = { sb: 'r9', sl: 'r10', fp: 'r11', ip: 'r12' };
function theirs(first: number, second: number): string {
  try {
    const [one] = cs.disasm([first & 255, first >>> 8, second & 255, second >>> 8], address);
    return one === undefined
      ? ''
      : `${one.mnemonic} ${one.op_str}`.trim().replaceAll(/\b(sb|sl|fp|ip)\b/g, (n) => names[n]!);
  } catch {
    return '';
  }
}
const ours = (first: number, second: number): string => {
  const { text } = disassemble(first, second, address);
  return text.startsWith('.') ? '' : text;
};

beforeAll(async () => {
  const lib = await MCapstone();
  cs = new lib.Capstone(lib.ARCH_ARM, lib.MODE_THUMB | lib.MODE_MCLASS);
});

let seed = 1;
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
  const x = Math.imul(seed ^ (seed >>> 15), 0x85ebca6b);
  return (x ^ (x >>> 13)) >>> 0;
};
it('32', () => {
  const kinds = new Map<string, string[]>();
  const wide = encodings.filter((e) => e.width === 32);
  const N = Number(process.env.ISA_SAMPLES ?? 100000);
  for (let i = 0; i < N; i++) {
    let w: number;
    if (i & 1) {
      const e = wide[random() % wide.length]!;
      w = ((random() & ~e.mask) | e.value) >>> 0;
    } else w = (0xe8000000 + (random() % 0x18000000)) >>> 0;
    const a = ours(w >>> 16, w & 0xffff);
    const b = theirs(w >>> 16, w & 0xffff);
    if (a === "" && (/pc/.test(b) || /^(stc|ldc|mcr|mrc|mrr|cdp)/.test(b))) continue;
    if (a !== b) {
      const k = `${a.split(' ')[0]}|${b.split(' ')[0]}`;
      const l = kinds.get(k) ?? [];
      l.push(`${w.toString(16)}: ${a} | ${b}`);
      kinds.set(k, l);
    }
  }
  console.log(
    [...kinds]
      .sort((x, y) => y[1].length - x[1].length)
      .map(([k, l]) => `${l.length} ${k}\n   ${l.slice(0, 3).join('\n   ')}`)
      .join('\n'),
  );
});
describe('16 bits', () => {
  it('x', () => {
    const bad: string[] = [];
    const kinds = new Map<string, number>();
    for (let first = 0; first < 0xe800; first++) {
      const a = ours(first, 0);
      const b = theirs(first, 0);
      if (a !== b) {
        const k = a.split(' ')[0] + '|' + b.split(' ')[0];
        kinds.set(k, (kinds.get(k) ?? 0) + 1);
        if (kinds.get(k)! <= 4) bad.push(`${first.toString(16)}: ${a} | ${b}`);
      }
    }
    console.log(kinds, bad.join('\n'));
  });
});
