/** Who wrote a byte last, in words. */
import type { WrittenRange, WrittenRun } from '../../sim-worker/contract/memory-map';
import type { Initiator } from '../../sim-worker/contract/units';
import { addressText, spanText } from './format';
import type { Owner } from './words';

type WriterWords = { readonly owner: Owner; readonly name: string };
export const writerWords: Readonly<Record<Initiator, WriterWords>> = {
  a7: { owner: 'a7', name: 'Linux' },
  m4: { owner: 'm4', name: 'M4' },
  dma: { owner: 'free', name: 'DMA' },
  debugger: { owner: 'free', name: 'the debugger' },
  injection: { owner: 'fault', name: 'a fault on purpose' },
};

/** The run that a byte lies in; undefined when nobody has written it, or nobody watches there. */
export function writerAt(ranges: readonly WrittenRange[], address: number): WrittenRun | undefined {
  for (const { runs } of ranges) {
    const run = runs.find((r) => address >= r.address && address < r.address + r.length);
    if (run !== undefined) return run;
  }
  return undefined;
}

/** For a window of bytes: whose mark each one gets, and the writer in words. The age is left out: it changes with every frame. */
export function byteMarks(ranges: readonly WrittenRange[]): {
  readonly ownerAt: (address: number) => Owner | undefined;
  readonly titleAt: (address: number) => string | undefined;
} {
  const marks = new Map<number, { readonly owner: Owner; readonly title: string }>();
  for (const { runs } of ranges) {
    for (const run of runs) {
      const mark = { owner: writerWords[run.by].owner, title: `last written by ${writerText(run)}` };
      for (let i = 0; i < run.length; i++) marks.set(run.address + i, mark);
    }
  }
  return { ownerAt: (address) => marks.get(address)?.owner, titleAt: (address) => marks.get(address)?.title };
}

/** "M4 in rpmsg_give_back+0x1c", "Linux". */
function writerText({ by, pc, symbol }: WrittenRun): string {
  const { name } = writerWords[by];
  if (pc === undefined) return name;
  return `${name} in ${symbol === '' ? addressText(pc) : symbol}`;
}

/** The whole answer for one byte. */
export function writerSentence(ranges: readonly WrittenRange[], address: number, now: number): string {
  const run = writerAt(ranges, address);
  if (run !== undefined) return `${writerText(run)}, ${spanText(Math.max(0, now - run.time))} ago`;
  const range = ranges.find((r) => address >= r.address && address < r.address + r.length);
  if (range === undefined) return '';
  return range.watched
    ? 'nobody since the board came up'
    : 'not noted here: only memory that both sides share is watched';
}

/** The function of a run, without the offset in it. */
const functionOf = ({ symbol }: WrittenRun): string => symbol.replace(/\+0x[0-9a-f]+$/, '');

/** Neighbours that one function wrote for one reason are one act; it ends with the youngest of their times. */
export function acts(runs: readonly WrittenRun[]): readonly WrittenRun[] {
  const out: WrittenRun[] = [];
  for (const run of runs) {
    const last = out[out.length - 1];
    const one =
      last !== undefined &&
      last.address + last.length === run.address &&
      last.by === run.by &&
      last.event === run.event &&
      functionOf(last) === functionOf(run) &&
      (run.pc === undefined || functionOf(run) !== '' || last.pc === run.pc);
    if (!one) out.push(run);
    else
      out[out.length - 1] = {
        ...last,
        length: last.length + run.length,
        time: Math.max(last.time, run.time),
        symbol: last.symbol === run.symbol ? last.symbol : functionOf(last),
      };
  }
  return out;
}
