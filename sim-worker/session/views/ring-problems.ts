/** What is wrong with a ring as it stands in memory: its place, its indices, its entries, its buffers. */

import type { RingProblem } from '../../contract/ring-views';
import { hex } from '../../contract/units';
import {
  type AvailRing,
  ahead,
  maxRing,
  readDescriptor,
  type UsedRing,
  type VringPlace,
  vringAddresses,
} from '../../probes/vring-layout';
import type { Target } from '../target';

export type RingState = {
  readonly place: VringPlace;
  readonly avail: AvailRing;
  readonly used: UsedRing;
  readonly read: number;
};
const bufferBytes = 512;
/** The kernel allocates no more rpmsg buffers (MAX_RPMSG_NUM_BUFS). */
const mostBuffers = 512;
const nextFlag = 1;
/** Of each kind of problem; a ring full of rubbish is said once. */
const mostOfAKind = 3;

const problem = (text: string, address?: number): RingProblem => ({ text, address, event: undefined });
const isPowerOfTwo = (n: number): boolean => n > 0 && (n & (n - 1)) === 0;

/** Of the place alone: also of a ring that cannot be drawn. */
export function placeProblems(target: Target, place: VringPlace, others: readonly VringPlace[]): RingProblem[] {
  const { address, num, align } = place;
  const out: RingProblem[] = [];
  if (num === 0 || num > maxRing) return [problem(`the table says ${num} descriptors: at most ${maxRing} are shown`)];
  if (!isPowerOfTwo(num)) out.push(problem(`${num} descriptors are no power of two: Linux refuses such a ring`));
  if (!isPowerOfTwo(align)) out.push(problem(`an alignment of ${align} is no power of two`));
  else if (address % Math.max(16, align) !== 0)
    out.push(problem(`it begins at ${hex(address)}, which is no multiple of ${Math.max(16, align)}`, address));
  const { end } = vringAddresses(place);
  out.push(...whereProblems(target, place, end));
  for (const other of others) {
    if (other.ring === place.ring || other.num === 0 || other.num > maxRing) continue;
    if (address < vringAddresses(other).end && end > other.address)
      out.push(problem(`it lies on top of vring${other.ring}`, Math.max(address, other.address)));
  }
  return out;
}

function whereProblems({ machine, probe }: Target, { ring, address, num }: VringPlace, end: number): RingProblem[] {
  const { bus, linux } = machine;
  if (bus.regionAt(address)?.kind !== 'ram' || bus.regionAt(end - 1)?.kind !== 'ram')
    return [problem(`${hex(address)} to ${hex(end - 1)} is not all in RAM`, address)];
  const carveout = linux.carveouts.find(({ name }) => name === `vdev0vring${ring}`);
  const out: RingProblem[] = [];
  if (carveout !== undefined && bus.canonicalOf(carveout.da) !== bus.canonicalOf(address))
    out.push(problem(`the table says ${hex(address)}, but Linux has its ring at ${hex(carveout.da)}`, address));
  else if (carveout !== undefined && end > address + carveout.length)
    out.push(problem(`${num} descriptors need ${end - address} bytes, ${carveout.name} has ${carveout.length}`, end));
  const { vdev } = probe;
  if (vdev !== undefined && address < vdev.table + vdev.length && end > vdev.table)
    out.push(problem('it lies on top of the resource table', vdev.table));
  return out;
}

/** Of what stands in a ring that can be drawn. */
export function contentProblems(target: Target, state: RingState): RingProblem[] {
  const found = [
    ...indexProblems(state),
    ...entryProblems(state),
    ...bufferProblems(target, state),
    ...chainProblems(target, state),
  ];
  return withFaults(target, state.place.ring, found);
}

function indexProblems({ place, avail, used, read }: RingState): RingProblem[] {
  const out: RingProblem[] = [];
  const at = vringAddresses(place);
  const { num } = place;
  const distance = ahead(avail.idx, used.idx);
  if (distance > 0x8000) {
    const text = `used.idx ${used.idx} has overtaken avail.idx ${avail.idx}: more was given back than was offered`;
    out.push(problem(text, at.used + 2));
  } else if (distance > num) {
    const text = `avail.idx ${avail.idx} is ${distance} ahead of used.idx ${used.idx}: there are only ${num} descriptors`;
    out.push(problem(text, at.avail + 2));
  }
  if (ahead(used.idx, read) > num)
    out.push(problem(`Linux has read up to ${read}, but used.idx is ${used.idx}`, at.used + 2));
  return out;
}

/** Only slots that were written since the ring was cleared: what stands in the others means nothing. */
function entryProblems({ place, avail, used }: RingState): RingProblem[] {
  const { num } = place;
  const at = vringAddresses(place);
  const given = used.ring.flatMap(({ id }, slot) =>
    slot < used.idx && id >= num
      ? [problem(`used.ring[${slot}] names descriptor ${id}, there are only ${num}`, at.used + 4 + 8 * slot)]
      : [],
  );
  const offered = avail.ring.flatMap((id, slot) =>
    slot < avail.idx && id >= num
      ? [problem(`avail.ring[${slot}] names descriptor ${id}, there are only ${num}`, at.avail + 4 + 2 * slot)]
      : [],
  );
  return [...given.slice(0, mostOfAKind), ...offered.slice(0, mostOfAKind)];
}

/** vring0 lives on the first half of the pool, vring1 on the second. */
function halfOf({ machine: { linux } }: Target, { ring, num }: VringPlace): { from: number; to: number } | undefined {
  const pool = linux.carveouts.find(({ name }) => name === 'vdev0buffer');
  const half = (Math.min(2 * num, mostBuffers) / 2) * bufferBytes;
  const from = (pool?.pa ?? 0) + (ring === 0 ? 0 : half);
  return pool === undefined ? undefined : { from, to: from + half };
}

function addressProblem(target: Target, place: VringPlace, i: number): RingProblem | undefined {
  const { bus } = target.machine;
  const { address } = readDescriptor(bus, place, i);
  const at = place.address + 16 * i;
  if (bus.peek(at + 4, 4) !== 0) return problem(`the address of descriptor ${i} needs more than 32 bits`, at + 4);
  if (bus.regionAt(address)?.kind !== 'ram')
    return problem(`descriptor ${i} names ${hex(address)}, where no RAM is`, at);
  const half = halfOf(target, place);
  if (half === undefined || (address >= half.from && address + bufferBytes <= half.to)) return undefined;
  const side = place.ring === 0 ? 'receive' : 'send';
  const text = `descriptor ${i} names ${hex(address)}, outside the ${side} half ${hex(half.from)} to ${hex(half.to - 1)}`;
  return problem(text, at);
}

/** Each buffer in its half of the pool; two that are out at once are not the same. */
function bufferProblems(target: Target, { place }: RingState): RingProblem[] {
  const { bus } = target.machine;
  const holders = target.probe.ring(place.ring)?.holders;
  const outside: RingProblem[] = [];
  const twice: RingProblem[] = [];
  const seen = new Map<number, number>();
  for (let i = 0; i < place.num; i++) {
    const { address } = readDescriptor(bus, place, i);
    if (address === 0) continue;
    const at = place.address + 16 * i;
    const wrong = addressProblem(target, place, i);
    if (wrong !== undefined) outside.push(wrong);
    if (holders?.isWithM4(i) !== true) continue;
    const other = seen.get(address);
    if (other !== undefined)
      twice.push(problem(`descriptors ${other} and ${i} name the same buffer ${hex(address)}`, at));
    seen.set(address, i);
  }
  return [...outside.slice(0, mostOfAKind), ...twice.slice(0, mostOfAKind)];
}

function chainProblems({ machine: { bus } }: Target, { place }: RingState): RingProblem[] {
  const out: RingProblem[] = [];
  for (let head = 0; head < place.num && out.length < mostOfAKind; head++) {
    const seen = new Set<number>();
    let at = head;
    for (let d = readDescriptor(bus, place, at); (d.flags & nextFlag) !== 0; d = readDescriptor(bus, place, at)) {
      seen.add(at);
      const where = place.address + 16 * at + 14;
      if (d.next >= place.num) {
        out.push(problem(`descriptor ${at} continues at ${d.next}, there are only ${place.num}`, where));
        break;
      }
      if (seen.has(d.next)) {
        if (d.next === head) out.push(problem(`the chain of descriptor ${head} runs in a circle`, where));
        break;
      }
      at = d.next;
    }
  }
  return out;
}

/** What happened comes with its event; what also stands in memory now is said once. */
function withFaults({ probe }: Target, ring: number, found: readonly RingProblem[]): RingProblem[] {
  const faults = probe.ring(ring)?.faults ?? [];
  const isOf = (p: RingProblem, fault: (typeof faults)[number]): boolean =>
    p.text.startsWith(fault.problem) || (fault.kind === 'index' && p.text.includes('.idx'));
  const told = found.map((p) => ({ ...p, event: faults.find((fault) => isOf(p, fault))?.event }));
  const past = faults
    .filter((fault) => !told.some((p) => isOf(p, fault)))
    .map((f): RingProblem => ({ text: f.problem, event: f.event, address: undefined }));
  return [...told, ...past];
}
