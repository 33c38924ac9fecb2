/** How wide a line of text is drawn: rather too wide than too narrow, the same on every machine, known before a font is loaded. */

export type Font = { readonly size: number; readonly mono?: boolean };

/** In em. Source: advance widths of JetBrains Mono, and of Inter at weight 680, the boldest that drawings use. */
const monoWidth = 0.6;
const narrow = /[ !'(),./:;[\]\\|`ijlfrtI]/;
const broad = /[@%MWmw…]/;

function widthOf(letter: string): number {
  if (narrow.test(letter)) return 0.41;
  if (broad.test(letter)) return 1.04;
  return letter >= 'A' && letter <= 'Z' ? 0.78 : 0.68;
}

/** In px, for a size in px. */
export function textWidth(text: string, { size, mono = false }: Font): number {
  const letters = [...text];
  const em = mono ? letters.length * monoWidth : letters.reduce((sum, letter) => sum + widthOf(letter), 0);
  return em * size;
}
