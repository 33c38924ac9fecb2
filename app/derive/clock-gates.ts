/** RCC's clock gates: one enable bit per side, and the clock runs while either is set. */
import type { Access, GatesView, GateView } from '../../sim-worker/contract/ownership';
import { addressText, secondsText } from './format';
import {
  deedFact,
  type LegendEntry,
  newestChanges,
  type OwnedCell,
  type OwnedChange,
  type OwnedDetail,
  type OwnedFact,
  type OwnedRow,
  ownerOfSides,
  sidesWords,
  times,
} from './owned-grid';

const perRow = 16;
export const gateKey = ({ bus, bit }: GateView): string => `${bus}.${bit}`;
const opened = ({ linux, m4 }: GateView): readonly [linux: boolean, m4: boolean] => [linux === true, m4];

export function gateRows(gates: GatesView): readonly OwnedRow[] {
  const buses = [...new Set(gates.map(({ bus }) => bus))];
  return buses.flatMap((bus) => {
    const own = gates.filter((gate) => gate.bus === bus);
    return Array.from({ length: Math.ceil(own.length / perRow) }, (_, row) => ({
      key: `${bus} ${row}`,
      label: row === 0 ? bus : '',
      below: row === 0 ? `${own.filter(({ linux, m4 }) => linux === true || m4).length} of ${own.length} open` : '',
      cells: own.slice(row * perRow, (row + 1) * perRow).map(cellOf),
    }));
  });
}

function cellOf(gate: GateView): OwnedCell {
  const [linux, m4] = opened(gate);
  return {
    key: gateKey(gate),
    number: String(gate.position),
    name: gate.bit.replace(/EN$/, ''),
    owner: ownerOfSides(linux, m4),
    filled: false,
    dashed: false,
    sign: undefined,
    linux,
    m4,
    trouble: gate.unclocked !== undefined && !linux && !m4 ? 'refused' : undefined,
    sentence: `${gate.bit} of ${gate.bus}: opened by ${sidesWords(linux, m4, 'nobody')}${gate.unclocked === undefined ? '' : ', was used while closed'}`,
  };
}

export function gateDetail(gate: GateView): OwnedDetail {
  const [linux, m4] = opened(gate);
  const feeds = gate.blocks.length === 0 ? 'no block of this model' : gate.blocks.join(', ');
  const use = gate.unclocked;
  const name = gate.bit.replace(/EN$/, '');
  return {
    owner: ownerOfSides(linux, m4),
    kind: 'Clock gate',
    title:
      linux || m4
        ? `The clock of ${name} runs for ${sidesWords(linux, m4, '')}.`
        : `The clock of ${name} stands: neither side has opened its gate.`,
    sentence:
      'Each side has an enable bit of its own, and that of Linux is the secure firmware’s too. The clock stops when both are 0: one side cannot take it from the other.',
    facts: [
      { term: 'Feeds', code: '', text: feeds },
      {
        term: 'Linux',
        code: gate.linux === undefined ? '' : `MP_${gate.bus}ENSETR.${gate.bit} = ${linux ? 1 : 0}`,
        text: gate.linux === undefined ? 'has no bit for it' : '',
      },
      ...(gate.linux === undefined ? [] : [deedFact('set by', gate.linuxSet, 'as the boot stages left it')]),
      { term: 'The M4', code: `MC_${gate.bus}ENSETR.${gate.bit} = ${m4 ? 1 : 0}`, text: '' },
      deedFact('set by', gate.m4Set, 'never changed'),
      ...(use === undefined ? [] : [usedFact(use)]),
    ],
    ...(use === undefined ? harmless : troubleOf(use, name)),
  };
}

type Trouble = Pick<OwnedDetail, 'trouble' | 'whatToDo' | 'seq'>;
const harmless: Trouble = { trouble: '', whatToDo: '', seq: undefined };

function usedFact({ block, register, address, by, function: where, pc, last, count }: Access): OwnedFact {
  const who = by === 1 ? 'Linux' : `the M4 in ${where === '' ? addressText(pc ?? 0) : where}`;
  return {
    term: 'Used',
    code: `${block} ${register === '' ? addressText(address) : register}`,
    text: `while closed, by ${who} at ${secondsText(last)} s, ${times(count)}`,
    pc,
  };
}

const troubleOf = ({ by, block, seq }: Access, name: string): Trouble => ({
  trouble: `${by === 1 ? 'Linux' : 'The M4'} has used ${block} while its clock stood: reads gave 0, writes were lost.`,
  whatToDo:
    by === 2
      ? `Switch the clock on first: __HAL_RCC_${name}_CLK_ENABLE(), or let Linux’ resource manager do it for the M4.`
      : 'The driver must hold its clock: a runtime suspend may have closed it.',
  seq,
});

export function gateLegend(gates: GatesView): readonly LegendEntry[] {
  const count = (linux: boolean, m4: boolean): number =>
    gates.filter((gate) => (gate.linux === true) === linux && gate.m4 === m4).length;
  return [
    { owner: 'a7', name: 'Linux', count: count(true, false), look: 'square' },
    { owner: 'm4', name: 'M4', count: count(false, true), look: 'round' },
    { owner: 'shared', name: 'both', count: count(true, true), look: 'square' },
    { owner: 'free', name: 'closed', count: count(false, false), look: 'square' },
  ];
}

export const gateChanges = (gates: GatesView): readonly OwnedChange[] =>
  newestChanges(
    gates.flatMap((gate) => [
      {
        key: gateKey(gate),
        what: `MP_${gate.bus}ENSETR.${gate.bit} ${gate.linux === true ? 'on' : 'off'}`,
        deed: gate.linuxSet,
      },
      { key: gateKey(gate), what: `MC_${gate.bus}ENSETR.${gate.bit} ${gate.m4 ? 'on' : 'off'}`, deed: gate.m4Set },
    ]),
  );
