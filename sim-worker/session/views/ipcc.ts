/** Twelve lamps and eight registers. */
import { useOfChannel } from '../../contract/channel-uses';
import type { Lamp } from '../../contract/ipcc-view';
import type { Builder } from './context';

const channels = [1, 2, 3, 4, 5, 6] as const;
const flag = (word: number | undefined, bit: number): boolean => (((word ?? 0) >>> bit) & 1) === 1;

export const ipcc: Builder<'ipcc'> = ({ target: { machine } }) => {
  const block = machine.blocks.ipcc;
  const words = block.registers.values();
  const lamp = (from: 1 | 2, channel: number): Lamp => {
    const to = from === 1 ? 2 : 1;
    return {
      from,
      channel,
      occupied: flag(words[from === 1 ? 'C1TOC2SR' : 'C2TOC1SR'], channel - 1),
      receiverMasked: flag(words[`C${to}MR`], channel - 1),
      freeMasked: flag(words[`C${from}MR`], channel + 15),
      since: block.lastChange(from, channel)?.time,
      use: useOfChannel(channel),
      rung: block.rung(from, channel),
    };
  };
  return {
    time: machine.clock.now,
    lamps: ([1, 2] as const).flatMap((from) => channels.map((channel) => lamp(from, channel))),
    registers: words,
    clocked: machine.blocks.rcc.isClocked('AHB3.IPCCEN'),
    lines: [...machine.blocks.lines.values()]
      .filter((line) => line.name.startsWith('IPCC'))
      .map((line) => ({
        name: line.name,
        to: line.name.endsWith('0') ? 1 : 2,
        level: line.level,
        enabled: flag(words[line.name.endsWith('0') ? 'C1CR' : 'C2CR'], line.name.includes('RX') ? 0 : 16),
      })),
  };
};
