/** Where a place of a stop rule lies: an address, a symbol, or a field of a ring as the live resource table has it. */
import { closestNames } from '../../contract/closest-names';
import { placeWords } from '../../contract/stop-rules';
import { readNumber } from '../../contract/stop-values';
import { isPlausible, vringAddresses } from '../../probes/vring-layout';
import type { Range } from '../../soc/watches';
import type { Target } from '../target';

export type Place =
  | { readonly kind: 'found'; readonly range: Range }
  /** Found in the rings, which are not there yet, or never will be. */
  | { readonly kind: 'ring'; readonly range: Range | undefined }
  | { readonly kind: 'wrong'; readonly problem: string };

/** A symbol may be an array of any size; a watch on all of RAM helps nobody. */
const longest = 65536;
const usualLength = 4;

type Parts = { readonly base: string; readonly offset: number; readonly length: number | undefined };

/** `base+offset:length`. */
function partsOf(place: string): Parts | undefined {
  const match = /^(.+?)(?:\+(0x[0-9a-f]+|\d+))?(?::(0x[0-9a-f]+|\d+))?$/i.exec(place);
  if (match === null) return undefined;
  const [, base = '', offset = '0', length] = match;
  return { base, offset: Number(offset), length: length === undefined ? undefined : Number(length) };
}

const isOfRings = (base: string): boolean => /^(vring\d+|vdev)\./.test(base);

/** The bytes that a rule on memory means. */
export function dataPlace(target: Target, place: string): Place {
  const parts = partsOf(place);
  if (parts === undefined) return { kind: 'wrong', problem: `a place is ${placeWords}` };
  const { base, offset, length } = parts;
  if (length !== undefined && (length < 1 || length > longest))
    return { kind: 'wrong', problem: `a length is 1 to ${longest} bytes` };
  if (isOfRings(base)) {
    if (!ringField.test(base) && base !== 'vdev.status')
      return { kind: 'wrong', problem: `there is no ${base}; a place is ${placeWords}` };
    const range = ringRange(target, base);
    return { kind: 'ring', range: range === undefined ? undefined : moved(range, offset, length) };
  }
  const whole = symbolOrAddress(target, base);
  if ('problem' in whole) return { kind: 'wrong', problem: whole.problem };
  const range = moved(whole, offset, length);
  const last = range.address + range.length - 1;
  const { bus } = target.machine;
  if (bus.ramOffsetOf(range.address) === undefined || bus.ramOffsetOf(last) === undefined)
    return { kind: 'wrong', problem: `${place} is not RAM: only RAM can be watched; for registers there are events` };
  return { kind: 'found', range };
}

/** The range of a field of the rings now; what watches ask when the rings are made. */
export function ringPlace(target: Target, place: string): Range | undefined {
  const found = dataPlace(target, place);
  return found.kind === 'ring' ? found.range : undefined;
}

/** The address of an instruction. */
export function codePlace(target: Target, place: string): number | { readonly problem: string } {
  const parts = partsOf(place);
  const found = parts === undefined ? { problem: `${place} is no address` } : symbolOrAddress(target, parts.base);
  return 'problem' in found ? found : ((found.address + (parts?.offset ?? 0)) & ~1) >>> 0;
}

const moved = ({ address, length }: Range, offset: number, wanted: number | undefined): Range => ({
  address: address + offset,
  length: wanted ?? Math.min(offset === 0 ? length : usualLength, longest),
});

function symbolOrAddress({ symbols, firmware }: Target, base: string): Range | { readonly problem: string } {
  const number = readNumber(base);
  if (number !== undefined) return { address: number, length: usualLength };
  const symbol = symbols.symbolNamed(base);
  if (symbol !== undefined) return { address: symbol.address, length: symbol.size || usualLength };
  const [closest] = closestNames(base, symbols.names);
  const file = firmware === undefined ? ', for no firmware is open' : ` in ${firmware.name}`;
  return { problem: `there is no symbol ${base}${file}${closest === undefined ? '' : `: did you mean ${closest}?`}` };
}

const ringField =
  /^vring(?<ring>[01])\.(?:(?<half>avail|used)\.(?:(?<word>flags|idx)|ring\[(?<slot>\d{1,5})\])|desc\[(?<descriptor>\d{1,5})\](?:\.(?<part>addr|len|flags|next))?)$/;
/** Offset and length in a descriptor. Source: virtio 1.0, 2.4.5. */
const descriptorParts: Readonly<Record<string, Range>> = {
  addr: { address: 0, length: 8 },
  len: { address: 8, length: 4 },
  flags: { address: 12, length: 2 },
  next: { address: 14, length: 2 },
};

function ringRange({ probe }: Target, base: string): Range | undefined {
  if (base === 'vdev.status') return probe.vdev === undefined ? undefined : { address: probe.vdev.status, length: 1 };
  const { ring, half, word, slot, descriptor, part } = ringField.exec(base)?.groups ?? {};
  const place = probe.placeOf(Number(ring));
  if (place === undefined || !isPlausible(place)) return undefined;
  const at = vringAddresses(place);
  if (descriptor !== undefined) {
    const within = descriptorParts[part ?? ''] ?? { address: 0, length: 16 };
    const start = at.descriptors + 16 * Number(descriptor) + within.address;
    return Number(descriptor) < place.num ? { address: start, length: within.length } : undefined;
  }
  const start = half === 'avail' ? at.avail : at.used;
  if (word !== undefined) return { address: start + (word === 'idx' ? 2 : 0), length: 2 };
  const entry = half === 'avail' ? 2 : 8;
  return Number(slot) < place.num ? { address: start + 4 + entry * Number(slot), length: entry } : undefined;
}
