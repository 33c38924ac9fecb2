/** The 32 hardware semaphores: who holds each, since when, and who was turned away. */
import type { Deed, SemaphoreView } from '../../sim-worker/contract/ownership';
import { secondsText } from './format';
import {
  deedFact,
  type LegendEntry,
  newestChanges,
  type OwnedCell,
  type OwnedChange,
  type OwnedDetail,
  type OwnedFact,
  type OwnedRow,
  times,
} from './owned-grid';
import { ownerOf, processorWord } from './words';

const perRow = 16;
/** What ST's firmware and drivers agree on (lock_resource of the Cube packages). */
const uses: Readonly<Record<number, string>> = { 0: 'pins, by agreement', 1: 'EXTI, by agreement' };

export function semaphoreRows(semaphores: readonly SemaphoreView[]): readonly OwnedRow[] {
  return Array.from({ length: Math.ceil(semaphores.length / perRow) }, (_, row) => ({
    key: String(row),
    label: `HSEM ${row * perRow} to ${row * perRow + perRow - 1}`,
    below: '',
    cells: semaphores.slice(row * perRow, (row + 1) * perRow).map(cellOf),
  }));
}

const by = (deeds: readonly Deed[], side: number): Deed | undefined => deeds.find((deed) => deed.by === side);
const all = (deeds: readonly Deed[]): number => deeds.reduce((sum, { count }) => sum + count, 0);

function cellOf(semaphore: SemaphoreView): OwnedCell {
  const { index, owner, taken, refused } = semaphore;
  return {
    key: String(index),
    number: String(index),
    name: owner === 0 ? 'free' : `pid ${semaphore.process}`,
    owner: owner === 0 ? 'free' : ownerOf(owner),
    filled: owner !== 0,
    dashed: false,
    sign: undefined,
    linux: by(taken, 1) !== undefined && owner === 0,
    m4: by(taken, 2) !== undefined && owner === 0,
    trouble: refused.some(({ time }) => owner !== 0 && time >= (by(taken, owner)?.time ?? 0)) ? 'refused' : undefined,
    sentence: `semaphore ${index}, ${heldWords(semaphore)}, taken ${all(taken) === 0 ? 'never' : times(all(taken))}, refused ${all(refused) === 0 ? 'never' : times(all(refused))}`,
  };
}

const heldWords = ({ owner, process }: SemaphoreView): string =>
  owner === 0 ? 'free' : `held by ${processorWord(owner)}, process ${process}`;

export function semaphoreDetail(semaphore: SemaphoreView): OwnedDetail {
  const { index, owner, process, taken, refused } = semaphore;
  const holder = owner === 0 ? undefined : by(taken, owner);
  const waiting = refused.filter(({ time }) => holder !== undefined && time >= holder.time);
  const title =
    owner === 0
      ? `Semaphore ${index} is free.`
      : `${owner === 1 ? 'Linux' : 'The M4'} holds semaphore ${index}, process ${process}.`;
  const facts: readonly OwnedFact[] = [
    ...(holder === undefined ? [] : [{ term: 'Since', code: `${secondsText(holder.time)} s`, text: '' }]),
    ...(uses[index] === undefined ? [] : [{ term: 'For', code: '', text: uses[index] }]),
    deedFact('Linux', by(taken, 1), 'has never taken it'),
    deedFact('The M4', by(taken, 2), 'has never taken it'),
    ...refused.map((deed) => deedFact('Refused', deed, '')),
  ];
  return {
    owner: owner === 0 ? 'free' : ownerOf(owner),
    kind: 'Hardware semaphore',
    title,
    sentence:
      owner === 0
        ? 'Whoever asks first gets it: by a write of its own core id, or by one read of RLR.'
        : 'The other side is turned away until the holder writes its own core and process to the semaphore.',
    facts,
    trouble: waiting
      .map(({ by: side }) => `${side === 1 ? 'Linux' : 'The M4'} has asked for it in vain since then.`)
      .join(' '),
    whatToDo:
      waiting.length === 0
        ? ''
        : 'Look at the code that took it: every way out of it must release the semaphore with the same process number.',
    seq: undefined,
  };
}

export function semaphoreLegend(semaphores: readonly SemaphoreView[]): readonly LegendEntry[] {
  const count = (owner: number): number => semaphores.filter((one) => one.owner === owner).length;
  return [
    { owner: 'a7', name: 'held by Linux', count: count(1), look: 'filled' },
    { owner: 'm4', name: 'held by the M4', count: count(2), look: 'filled' },
    { owner: 'free', name: 'free', count: count(0), look: 'square' },
  ];
}

export const semaphoreChanges = (semaphores: readonly SemaphoreView[]): readonly OwnedChange[] =>
  newestChanges(
    semaphores.flatMap(({ index, taken, refused }) => [
      ...taken.map((deed) => ({ key: String(index), what: `semaphore ${index} taken`, deed })),
      ...refused.map((deed) => ({ key: String(index), what: `semaphore ${index} refused`, deed })),
    ]),
  );
