/** EXTI's lines: where each comes from, which side wants its interrupt, and whether it waits. */
import type { ExtiLineView, ExtiView } from '../../sim-worker/contract/ownership';
import {
  deedFact,
  type LegendEntry,
  newestChanges,
  type OwnedCell,
  type OwnedChange,
  type OwnedDetail,
  type OwnedRow,
  ownerOfSides,
  sidesWords,
} from './owned-grid';

const perRow = 16;

export function extiRows(lines: ExtiView): readonly OwnedRow[] {
  return Array.from({ length: Math.ceil(lines.length / perRow) }, (_, row) => {
    const own = lines.slice(row * perRow, (row + 1) * perRow);
    return {
      key: String(row),
      label: `lines ${row * perRow} to ${row * perRow + own.length - 1}`,
      below: row === 0 ? 'pins' : '',
      cells: own.map(cellOf),
    };
  });
}

const edgeWords = ({ configurable, rising, falling }: ExtiLineView): string =>
  configurable
    ? rising && falling
      ? 'both edges'
      : rising
        ? 'rising edge'
        : falling
          ? 'falling edge'
          : 'no edge'
    : 'direct';

function cellOf(line: ExtiLineView): OwnedCell {
  return {
    key: String(line.line),
    number: String(line.line),
    name: shortSource(line.source),
    owner: ownerOfSides(line.linux, line.m4),
    filled: line.pending,
    dashed: !line.configurable,
    sign: undefined,
    linux: line.linux,
    m4: line.m4,
    trouble: line.pending && line.linux && line.m4 ? 'conflict' : undefined,
    sentence:
      line.source === ''
        ? `line ${line.line}, reserved`
        : `line ${line.line}, ${line.source}, ${edgeWords(line)}: unmasked by ${sidesWords(line.linux, line.m4, 'nobody')}${line.pending ? ', pending' : ''}`,
  };
}

/** What fits into a cell; the whole is read in the details. */
const shortSource = (source: string): string =>
  source
    .replace('for Linux', 'A7')
    .replace('for the M4', 'M4')
    .replace('wake-up pin ', 'WKUP')
    .replace(/^RTC .*/, 'RTC')
    .replace(/^SEV of the /, 'SEV ')
    .replace('PVD and AVD', 'PVD')
    .replace('WWDG1 reset', 'WWDG1')
    .replace('ETH wake-up', 'ETH')
    .replace('reset by the M4', 'M4 reset')
    .replace('tamper', 'TAMP');

export function extiDetail(line: ExtiLineView): OwnedDetail {
  const { linux, m4, pending, configurable } = line;
  const n = Math.floor(line.line / 32) + 1;
  const who = sidesWords(linux, m4, 'Nobody');
  return {
    owner: ownerOfSides(linux, m4),
    kind: configurable ? 'Configurable EXTI line' : 'Direct EXTI line',
    title:
      line.source === ''
        ? `Line ${line.line} is reserved.`
        : `${who.charAt(0).toUpperCase()}${who.slice(1)} ${linux && m4 ? 'want' : 'wants'} the interrupt of ${line.source}.`,
    sentence: configurable
      ? 'The line has an edge detector and a pending flag that both sides share; each side masks for itself.'
      : 'The peripheral’s own interrupt reaches both sides without it; its mask only decides who is woken from CStop.',
    facts: [
      { term: 'From', code: line.source, text: line.line < perRow ? `EXTICR${(line.line >>> 2) + 1}` : '' },
      ...(configurable
        ? [
            { term: 'Edge', code: '', text: edgeWords(line) },
            { term: 'Pending', code: '', text: pending ? 'yes, until somebody clears it' : 'no' },
          ]
        : []),
      { term: 'Linux', code: `C1IMR${n} bit ${line.line & 31} = ${linux ? 1 : 0}`, text: '' },
      deedFact('set by', line.linuxSet, 'as it came out of reset'),
      { term: 'The M4', code: `C2IMR${n} bit ${line.line & 31} = ${m4 ? 1 : 0}`, text: '' },
      deedFact('set by', line.m4Set, 'as it came out of reset'),
    ],
    trouble:
      configurable && linux && m4
        ? 'Both sides want it, but there is one pending flag: whoever clears it first takes it from the other.'
        : '',
    whatToDo:
      configurable && linux && m4
        ? 'Let one side mask the line. ST’s firmware takes semaphore 1 around every change of EXTI.'
        : '',
    seq: undefined,
  };
}

export function extiLegend(lines: ExtiView): readonly LegendEntry[] {
  const real = lines.filter(({ source }) => source !== '');
  const count = (linux: boolean, m4: boolean): number =>
    real.filter((line) => line.linux === linux && line.m4 === m4).length;
  return [
    { owner: 'a7', name: 'Linux', count: count(true, false), look: 'square' },
    { owner: 'm4', name: 'M4', count: count(false, true), look: 'round' },
    { owner: 'shared', name: 'both', count: count(true, true), look: 'square' },
    { owner: 'free', name: 'masked', count: count(false, false), look: 'square' },
    { owner: 'free', name: 'direct', count: real.filter(({ configurable }) => !configurable).length, look: 'dashed' },
  ];
}

export const extiChanges = (lines: ExtiView): readonly OwnedChange[] =>
  newestChanges(
    lines.flatMap(({ line, linux, m4, linuxSet, m4Set }) => [
      { key: String(line), what: `line ${line} ${linux ? 'unmasked' : 'masked'} for Linux`, deed: linuxSet },
      { key: String(line), what: `line ${line} ${m4 ? 'unmasked' : 'masked'} for the M4`, deed: m4Set },
    ]),
  );
