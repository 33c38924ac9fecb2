/** Capstone as a disassembler of single instructions, in our spelling. */
// @ts-expect-error: the package has no types.
import loadCapstone from '@alexaltea/capstone-js';

type Decoder = {
  disasm(code: readonly number[], at: number): readonly { readonly mnemonic: string; readonly op_str: string }[];
};
type Library = {
  readonly ARCH_ARM: number;
  readonly MODE_THUMB: number;
  readonly MODE_MCLASS: number;
  readonly Capstone: new (arch: number, mode: number) => Decoder;
};

const registerNames: Readonly<Record<string, string>> = { sb: 'r9', sl: 'r10', fp: 'r11', ip: 'r12' };
const floatText = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** Capstone's own names of registers and forms of numbers are written our way; all else is left as it is. */
const inOurSpelling = (text: string): string =>
  text
    .trim()
    .replaceAll(/\b(sb|sl|fp|ip)\b/g, (name) => registerNames[name]!)
    .replaceAll(/#-0x(\d)\b/g, '#-$1')
    .replaceAll(/#0x(\d)$/g, '#$1')
    .replaceAll(/#(-?[\d.]+e[+-]\d+)/g, (_, number: string) => `#${floatText(Number(number))}`);

/** Answers a function from halfwords and their address to a text; empty when Capstone knows no such instruction. */
export async function capstone(): Promise<(first: number, second: number, address: number) => string> {
  const library = await (loadCapstone as () => Promise<Library>)();
  const decoder = new library.Capstone(library.ARCH_ARM, library.MODE_THUMB | library.MODE_MCLASS);
  return (first, second, address) => {
    try {
      const [one] = decoder.disasm([first & 255, first >>> 8, second & 255, second >>> 8], address);
      return one === undefined ? '' : inOurSpelling(`${one.mnemonic} ${one.op_str}`);
    } catch {
      return '';
    }
  };
}
