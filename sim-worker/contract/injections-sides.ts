/** Faults of what both sides share, and of the sides themselves. */
import { after, lasting, side, sideNames, waitsForTime, when } from './injection-parameters';
import type { InjectionDescription } from './injections';

const deaths: Readonly<Record<string, string>> = {
  silence: 'stops without a word',
  fault: 'has a bus fault',
  watchdog: 'is reset by its watchdog',
};

export const sideInjections = {
  'hold-semaphore': {
    group: 'chip',
    title: 'Hold a semaphore',
    doc: 'A hardware semaphore is taken in the name of a core and not released.',
    watch: 'Whoever asks for it is refused, again and again, until the fault is removed.',
    parameters: {
      semaphore: {
        type: 'number',
        least: 0,
        most: 31,
        usual: 0,
        label: 'semaphore',
        doc: "HSEM number; ST's firmware and Linux share the GPIO banks under 0 and the EXTI under 1.",
      },
      owner: side('held by', 'Whose core number stands in the semaphore.', 'm4'),
      after,
      for: lasting,
    },
    sentence: (v) => `Semaphore ${v.semaphore} is held by ${sideNames[String(v.owner)]}${when(v)}.`,
    waitsFor: (v) => `${Number(v.after) > 0 ? `${waitsForTime(v)}, and for ` : ''}semaphore ${v.semaphore} to be free`,
  },
  'take-peripheral': {
    group: 'chip',
    title: 'Take a peripheral away',
    doc: 'The firewall (ETZPC) is told, as by the secure firmware, that a side may no longer use a peripheral.',
    watch: 'The next access of that side is refused: the M4 has a bus fault, a driver of Linux an abort.',
    parameters: {
      peripheral: { type: 'peripheral', usual: 'USART3', label: 'peripheral', doc: 'A name of the ETZPC table.' },
      protection: {
        type: 'choice',
        options: {
          secure: 'nobody but the secure world',
          'read-only': 'others may only read',
          m4: 'nobody but the M4',
        },
        usual: 'secure',
        label: 'who may use it',
        doc: 'DECPROT 0, 1 or 2.',
      },
      after,
      for: lasting,
    },
    sentence: (v) => {
      const may = {
        secure: 'only the secure world may use it',
        'read-only': 'others may only read it',
        m4: 'only the M4 may use it',
      };
      return `${v.peripheral} is taken away: ${may[v.protection as keyof typeof may]}${when(v)}.`;
    },
    waitsFor: waitsForTime,
  },
  'kill-m4': {
    group: 'sides',
    title: 'Kill the M4',
    doc: 'The M4 stops without a word, has a bus fault, or is reset by its watchdog.',
    watch:
      'After a silent death Linux writes on until vring1 is full, and waits. Only a watchdog tells it: it reports a crash and starts the M4 again.',
    parameters: {
      how: {
        type: 'choice',
        options: {
          silence: 'it stops without a word',
          fault: 'it has a bus fault',
          watchdog: 'its watchdog resets it',
        },
        usual: 'silence',
        label: 'how',
        doc: 'A silent death ends when the fault is removed or the M4 is reset; the others are the end of it.',
      },
      after,
      for: lasting,
    },
    sentence: (v) => `The M4 ${deaths[String(v.how)]}${when(v)}.`,
    waitsFor: (v) => (Number(v.after) > 0 ? `${waitsForTime(v)}, and for the M4 to run` : 'the M4 to leave reset'),
  },
  'kill-linux': {
    group: 'sides',
    title: 'Kill Linux',
    doc: 'Linux stands still: no interrupt is handled, no work is done, no program runs.',
    watch:
      'The M4 may send until vring0 is empty; nobody acknowledges its bells. When the fault is removed Linux goes on where it was.',
    parameters: { after, for: lasting },
    sentence: (v) => `Linux stands still${when(v)}.`,
    waitsFor: waitsForTime,
  },
  'slow-linux': {
    group: 'sides',
    title: 'Slow Linux down',
    doc: 'Every step of Linux takes so many times as long, as on a board with much else to do.',
    watch: 'Latencies grow, queues fill. Firmware that sends without looking for room loses messages.',
    parameters: {
      factor: {
        type: 'number',
        least: 1,
        most: 10_000,
        usual: 10,
        label: 'factor',
        doc: 'How many times as long; what is planned already keeps its time.',
      },
      after,
      for: lasting,
    },
    sentence: (v) => `Everything takes Linux ${v.factor} times as long${when(v)}.`,
    waitsFor: waitsForTime,
  },
} as const satisfies Readonly<Record<string, InjectionDescription>>;
