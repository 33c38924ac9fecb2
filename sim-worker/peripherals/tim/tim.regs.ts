/** Timer register map, as TIM1 has it; the others have a part of it. Source: RM0436, chapters TIM1/TIM8 to TIM6/TIM7. */
import { bit, bits, type Field, flags, reg, registerMap, unmodelled } from '../../contract/registers';

const captureCompare = (first: number) =>
  reg(first === 1 ? 0x18 : 0x1c, `Channels ${first} and ${first + 1}: mode`, {
    ...channelMode(first, 0),
    ...channelMode(first + 1, 8),
  });
const channelMode = (channel: number, lsb: number): Readonly<Record<string, Field>> => ({
  [`CC${channel}S`]: bits(lsb, 2, 'rw', `Channel ${channel} compares, or captures from an input`, { 0: 'compares' }),
  [`OC${channel}FE`]: unmodelled(bit(lsb + 2, 'rw', `Channel ${channel}: fast output`)),
  [`OC${channel}PE`]: unmodelled(bit(lsb + 3, 'rw', `Channel ${channel}: CCR is taken over at the update`)),
  [`OC${channel}M`]: unmodelled(bits(lsb + 4, 3, 'rw', `Channel ${channel}: what the output does`)),
  [`OC${channel}CE`]: unmodelled(bit(lsb + 7, 'rw', `Channel ${channel}: output cleared from outside`)),
  [`OC${channel}M3`]: unmodelled(bit(lsb + 16, 'rw', `Channel ${channel}: what the output does, highest bit`)),
});
const ccr = (channel: number, offset: number) =>
  reg(offset, `Channel ${channel}: value`, { CCR: bits(0, 32, 'rw', 'Value at which the channel matches') });

export const timMap = registerMap({
  name: 'TIM',
  size: 0x400,
  manual: 'RM0436, chapters of the timers',
  fidelity: 'simplified',
  leavesOut:
    'Inputs, outputs, triggers and breaks carry no signal: nothing is captured, a timer that counts edges stands still, and slave modes do nothing. Centre-aligned modes count up. CCR is taken over at once. The speed of its clock is taken over at the start and at each update.',
  registers: {
    CR1: reg(0x00, 'Control 1', {
      CEN: bit(0, 'rw', 'Counts'),
      UDIS: bit(1, 'rw', 'No update events'),
      URS: bit(2, 'rw', 'Only an overflow sets UIF'),
      OPM: bit(3, 'rw', 'Stops at the next update'),
      DIR: bit(4, 'rw', 'Counts down'),
      CMS: unmodelled(bits(5, 2, 'rw', 'Centre-aligned modes')),
      ARPE: bit(7, 'rw', 'ARR is taken over at the update'),
      CKD: unmodelled(bits(8, 2, 'rw', 'Divider for filters and dead times')),
      UIFREMAP: bit(11, 'rw', 'UIF can be read in bit 31 of CNT'),
    }),
    CR2: reg(0x04, 'Control 2', {
      CCPC: unmodelled(bit(0, 'rw', 'Preload of capture and compare')),
      CCUS: unmodelled(bit(2, 'rw', 'When that is updated')),
      CCDS: unmodelled(bit(3, 'rw', 'DMA requests of channels come at the update')),
      MMS: unmodelled(bits(4, 3, 'rw', 'Trigger for others')),
      TI1S: unmodelled(bit(7, 'rw', 'Input 1 is the XOR of three')),
      OIS: unmodelled(bits(8, 11, 'rw', 'Outputs while idle')),
      MMS2: unmodelled(bits(20, 4, 'rw', 'Second trigger for others')),
    }),
    SMCR: reg(0x08, 'Slave mode', {
      SMS: bits(0, 3, 'rw', 'Slave mode; 1 to 3, 5 and 7 count what comes from outside'),
      TS: unmodelled(bits(4, 3, 'rw', 'Which trigger')),
      MSM: unmodelled(bit(7, 'rw', 'Delayed to be in step with others')),
      ETF: unmodelled(bits(8, 4, 'rw', 'Filter of the external trigger')),
      ETPS: unmodelled(bits(12, 2, 'rw', 'Prescaler of the external trigger')),
      ECE: bit(14, 'rw', 'Counts the external trigger'),
      ETP: unmodelled(bit(15, 'rw', 'Polarity of the external trigger')),
      SMS3: unmodelled(bit(16, 'rw', 'Slave mode, highest bit')),
    }),
    DIER: reg(0x0c, 'Interrupts and DMA requests enabled', {
      UIE: bit(0, 'rw', 'Interrupt at the update'),
      CCIE: flags(1, 4, 'rw', 'CC{n}IE', 'Interrupt when channel n matches'),
      COMIE: unmodelled(bit(5, 'rw', 'Interrupt at a commutation')),
      TIE: unmodelled(bit(6, 'rw', 'Interrupt at a trigger')),
      BIE: unmodelled(bit(7, 'rw', 'Interrupt at a break')),
      UDE: bit(8, 'rw', 'DMA request at the update'),
      CCDE: flags(9, 4, 'rw', 'CC{n}DE', 'DMA request when channel n matches'),
      COMDE: unmodelled(bit(13, 'rw', 'DMA request at a commutation')),
      TDE: unmodelled(bit(14, 'rw', 'DMA request at a trigger')),
    }),
    SR: reg(0x10, 'Status', {
      UIF: bit(0, 'w0c', 'There was an update'),
      CCIF: flags(1, 4, 'w0c', 'CC{n}IF', 'Channel n has matched'),
      COMIF: bit(5, 'w0c', 'Commutation'),
      TIF: bit(6, 'w0c', 'Trigger'),
      BIF: bit(7, 'w0c', 'Break'),
      B2IF: bit(8, 'w0c', 'Second break'),
      CCOF: flags(9, 4, 'w0c', 'CC{n}OF', 'Channel n has captured twice'),
    }),
    EGR: reg(0x14, 'Events by software', {
      UG: bit(0, 'w1-trigger', 'Update: counter to 0, PSC and ARR are taken over'),
      CCG: flags(1, 4, 'w1-trigger', 'CC{n}G', 'Channel n matches'),
      COMG: unmodelled(bit(5, 'w1-trigger', 'Commutation')),
      TG: unmodelled(bit(6, 'w1-trigger', 'Trigger')),
      BG: unmodelled(bit(7, 'w1-trigger', 'Break')),
    }),
    CCMR1: captureCompare(1),
    CCMR2: captureCompare(3),
    CCER: reg(0x20, 'Outputs', { CC: unmodelled(bits(0, 22, 'rw', 'Enables and polarities of the channels')) }),
    CNT: reg(0x24, 'Counter', { CNT: bits(0, 32, 'rw', 'Value now') }),
    PSC: reg(0x28, 'Prescaler', { PSC: bits(0, 16, 'rw', 'Divider less one; taken over at the update') }),
    ARR: reg(0x2c, 'Auto-reload', { ARR: bits(0, 32, 'rw', 'Last value of a period') }, { reset: 0xffff_ffff }),
    RCR: reg(0x30, 'Repetition', { REP: bits(0, 16, 'rw', 'Overflows without an update between two') }),
    CCR1: ccr(1, 0x34),
    CCR2: ccr(2, 0x38),
    CCR3: ccr(3, 0x3c),
    CCR4: ccr(4, 0x40),
    BDTR: reg(0x44, 'Break and dead time', {
      BDT: unmodelled(bits(0, 30, 'rw', 'Breaks, dead time, main output enable')),
    }),
    DCR: reg(0x48, 'DMA burst', {
      DBA: bits(0, 5, 'rw', 'First register, counted in words from CR1'),
      DBL: bits(8, 5, 'rw', 'Registers in a burst, less one'),
    }),
    DMAR: reg(0x4c, 'DMA address of a burst', { DMAB: bits(0, 32, 'rw', 'The next register of the burst') }),
    CCMR3: reg(0x54, 'Channels 5 and 6: mode', { OC: unmodelled(bits(0, 32, 'rw', 'What these channels do')) }),
    CCR5: reg(0x58, 'Channel 5: value', { CCR: unmodelled(bits(0, 32, 'rw', 'Value')) }),
    CCR6: reg(0x5c, 'Channel 6: value', { CCR: unmodelled(bits(0, 16, 'rw', 'Value')) }),
    AF1: reg(0x60, 'Alternate function 1', { AF: unmodelled(bits(0, 18, 'rw', 'Sources of breaks')) }),
    AF2: reg(0x64, 'Alternate function 2', { AF: unmodelled(bits(0, 18, 'rw', 'Sources of breaks')) }),
    TISEL: reg(0x68, 'Input selection', { TISEL: unmodelled(bits(0, 28, 'rw', 'What the inputs are')) }),
  },
});
