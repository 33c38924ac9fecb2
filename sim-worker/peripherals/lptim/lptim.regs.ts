/** LPTIM register map. Source: RM0436, chapter LPTIM. */
import { bit, bits, reg, registerMap, unmodelled } from '../../contract/registers';

const events = {
  CMPM: 'The counter has reached CMP',
  ARRM: 'The counter has reached ARR',
  EXTTRIG: 'A trigger has come from outside',
  CMPOK: 'CMP is taken over',
  ARROK: 'ARR is taken over',
  UP: 'The direction changed to up',
  DOWN: 'The direction changed to down',
};
const row = (access: 'ro' | 'w1-trigger' | 'rw', suffix: string, before: string) =>
  Object.fromEntries(
    Object.entries(events).map(([name, doc], i) => [`${name}${suffix}`, bit(i, access, `${before}${doc}`)]),
  );
const dividers = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [i, `÷${1 << i}`]));

export const lptimMap = registerMap({
  name: 'LPTIM',
  size: 0x400,
  manual: 'RM0436, chapter LPTIM',
  fidelity: 'simplified',
  leavesOut:
    'Inputs, triggers and outputs carry no signal: a timer that counts edges or waits for a trigger stands still. The speed of its clock is taken over at the start.',
  registers: {
    ISR: reg(0x00, 'Interrupts and status', row('ro', '', '')),
    ICR: reg(0x04, 'Clears flags of ISR', row('w1-trigger', 'CF', 'Clears: ')),
    IER: reg(0x08, 'Interrupts enabled', row('rw', 'IE', 'Interrupt: ')),
    CFGR: reg(0x0c, 'Configuration', {
      CKSEL: bit(0, 'rw', 'The clock comes from input 1'),
      CKPOL: unmodelled(bits(1, 2, 'rw', 'Edges of input 1 that count')),
      CKFLT: unmodelled(bits(3, 2, 'rw', 'Filter of input 1')),
      TRGFLT: unmodelled(bits(6, 2, 'rw', 'Filter of the trigger')),
      PRESC: bits(9, 3, 'rw', 'Prescaler', dividers),
      TRIGSEL: unmodelled(bits(13, 3, 'rw', 'Which trigger')),
      TRIGEN: bits(17, 2, 'rw', 'What starts the counter', {
        0: 'software',
        1: 'rising edge',
        2: 'falling edge',
        3: 'both edges',
      }),
      TIMOUT: unmodelled(bit(19, 'rw', 'A trigger resets the counter')),
      WAVE: unmodelled(bit(20, 'rw', 'Set once')),
      WAVPOL: unmodelled(bit(21, 'rw', 'Polarity of the output')),
      PRELOAD: bit(22, 'rw', 'ARR and CMP are taken over at the end of a period'),
      COUNTMODE: bit(23, 'rw', 'Edges of input 1 are counted'),
      ENC: bit(24, 'rw', 'Encoder mode'),
    }),
    CR: reg(0x10, 'Control', {
      ENABLE: bit(0, 'rw', 'Enabled'),
      SNGSTRT: bit(1, 'w1s', 'Start for one period'),
      CNTSTRT: bit(2, 'w1s', 'Start for ever'),
      COUNTRST: bit(3, 'w1-trigger', 'Counter to 0'),
      RSTARE: bit(4, 'rw', 'Counter to 0 after each read of CNT'),
    }),
    CMP: reg(0x14, 'Compare', { CMP: bits(0, 16, 'rw', 'Value at which CMPM comes') }),
    ARR: reg(0x18, 'Auto-reload', { ARR: bits(0, 16, 'rw', 'Last value of a period') }, { reset: 1 }),
    CNT: reg(0x1c, 'Counter', { CNT: bits(0, 16, 'ro', 'Value now') }),
    CFGR2: reg(0x24, 'Configuration 2', {
      IN1SEL: unmodelled(bits(0, 4, 'rw', 'What is input 1')),
      IN2SEL: unmodelled(bits(4, 4, 'rw', 'What is input 2')),
    }),
  },
});
