/** Serial ports on the command line: what is typed at their other ends, and what they have printed. */
import type { Target } from '../session/target';
import { parseDuration, UsageError } from './words';

export type Typed = {
  /** Virtual ns. */
  readonly at: number;
  /** `USART3`. */
  readonly uart: string;
  readonly text: string;
};

const keys: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };

/** `USART3@200ms=hello\r`. */
export function readTyped(word: string): Typed {
  const match = /^(\w+)@([^=]+)=(.*)$/s.exec(word);
  const [, uart = '', at = '', text = ''] = match ?? [];
  if (match === null) throw new UsageError(`--uart ${word}: give port, time and text, such as USART3@200ms=hello\\r`);
  return { uart, at: parseDuration(at, '--uart'), text: text.replace(/\\([nrt\\])/g, (_all, key) => keys[key] ?? key) };
}

/** Throws for a port that the chip has not, or this simulator. */
export function checkTyped({ machine }: Target, typed: readonly Typed[]): void {
  for (const { uart } of typed)
    if (machine.blocks.usarts[uart] === undefined)
      throw new UsageError(`--uart ${uart}: one of ${Object.keys(machine.blocks.usarts).join(', ')}`);
}

/** Text by port, of those that have printed any: the ITM's stimulus ports and the serial ports. */
export function printedTexts({ machine: { core, blocks } }: Target): Readonly<Record<string, string>> {
  const itm = Array.from({ length: 32 }, (_, port) => [`ITM${port}`, core.itmText(port)] as const);
  const uarts = Object.entries(blocks.usarts).map(([name, usart]) => [name, usart.printed] as const);
  return Object.fromEntries([...itm, ...uarts].filter(([, text]) => text !== ''));
}
