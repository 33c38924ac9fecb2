/** A fault card as Markdown: what the page copies and the command line prints. */

import type { FaultCard } from './status-view';
import { hex } from './units';

/** Lines below the title: the sentence, the evidence, and what to do. */
export function faultText(card: FaultCard): readonly string[] {
  const { data, bits, frame, callPath, instruction } = card;
  const lines = [
    card.sentence,
    '',
    `- PC: \`${hex(card.pc)}\`${inCode(' in ', card.function)}${inCode(': ', instruction)}`,
  ];
  if (data !== undefined) lines.push(`- data: \`${hex(data.address)}\`, ${data.region}${inCode(', ', data.symbol)}`);
  for (const { name, meaning } of bits) lines.push(`- ${name}: ${meaning}`);
  if (frame !== undefined) {
    const registers = Object.entries(frame.registers).map(([name, value]) => `${name} ${hex(value)}`);
    lines.push(`- stacked at \`${hex(frame.address)}\`: \`${registers.join(' ')}\``);
  }
  const path = callPath.map(({ pc, function: name }) => (name === '' ? hex(pc) : name));
  if (path.length > 0) lines.push(`- call path: \`${path.join(' < ')}\``);
  lines.push('', card.whatToDo);
  return lines;
}

const inCode = (before: string, text: string): string => (text === '' ? '' : `${before}\`${text}\``);
