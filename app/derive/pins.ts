/** Pins by bank: what each does, which side made it so, and where both did. */
import type { PinsView, PinView } from '../../sim-worker/contract/ownership';
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
import type { Owner } from './words';

const byLinux = ({ linuxSet, driver }: PinView): boolean => linuxSet !== undefined || driver !== '';
const byM4 = ({ m4Set }: PinView): boolean => m4Set !== undefined;
const ownerOfPin = (pin: PinView): Owner => (pin.secure ? 'secure' : ownerOfSides(byLinux(pin), byM4(pin)));
const isContested = (pin: PinView): boolean => byLinux(pin) && byM4(pin);

const modeWords = ({ mode, alternate, high }: PinView): string =>
  mode === 'alternate'
    ? `alternate function ${alternate}`
    : mode === 'output'
      ? `output, ${high ? 'high' : 'low'}`
      : mode;
const modeShort = ({ mode, alternate, high }: PinView): string =>
  mode === 'alternate'
    ? `AF${alternate}`
    : mode === 'output'
      ? high
        ? 'out 1'
        : 'out 0'
      : mode === 'input'
        ? 'in'
        : 'analog';

export function pinRows(banks: PinsView): readonly OwnedRow[] {
  return banks.map(({ bank, clocked, pins }) => ({
    key: bank,
    label: bank,
    below: clocked ? '' : 'clock off',
    cells: pins.map(cellOf),
  }));
}

function cellOf(pin: PinView): OwnedCell {
  const set = sidesWords(byLinux(pin), byM4(pin), 'nobody');
  return {
    key: pin.pin,
    number: pin.pin,
    name: modeShort(pin),
    owner: ownerOfPin(pin),
    filled: false,
    dashed: false,
    sign: pin.locked || pin.secure ? 'lock' : undefined,
    linux: byLinux(pin),
    m4: byM4(pin),
    trouble: isContested(pin) ? 'conflict' : undefined,
    sentence: `${pin.pin}, ${modeWords(pin)}: set by ${set}${pin.peripheral === '' ? '' : `, for ${pin.peripheral}`}${pin.locked ? ', locked' : ''}${pin.secure ? ', secure' : ''}`,
  };
}

export function pinDetail(pin: PinView): OwnedDetail {
  const [linux, m4] = [byLinux(pin), byM4(pin)];
  const contested = isContested(pin);
  const later = (pin.m4Set?.time ?? 0) >= (pin.linuxSet?.time ?? 0) ? 'The M4' : 'Linux';
  return {
    owner: ownerOfPin(pin),
    kind: 'Pin',
    title: contested
      ? `Linux and the M4 have both set up ${pin.pin}.`
      : linux || m4
        ? `${pin.pin} was set up by ${sidesWords(linux, m4, '')}.`
        : `Nobody has set up ${pin.pin}.`,
    sentence: pin.secure
      ? 'Only the secure world may change it (GPIOZ_SECCFGR).'
      : 'No firewall guards a pin: the last one who writes its mode wins.',
    facts: [
      { term: 'Now', code: modeWords(pin), text: pin.locked ? 'locked until the next reset (LCKR)' : '' },
      ...(pin.driver === '' ? [] : [{ term: 'For', code: pin.peripheral, text: `pinctrl-0 of ${pin.driver}` }]),
      deedFact('Linux', pin.linuxSet, pin.driver === '' ? 'has not set it up' : 'found it as it wants it'),
      deedFact('The M4', pin.m4Set, 'has not set it up'),
    ],
    trouble: contested ? `${later} came last, and the other side does not know.` : '',
    whatToDo: contested
      ? `Take ${pin.pin} out of pinctrl in Linux’ device tree${pin.driver === '' ? '' : `, or disable ${pin.peripheral} there`}; in CubeMX give the pin to one context only.`
      : '',
    seq: undefined,
  };
}

export function pinLegend(banks: PinsView): readonly LegendEntry[] {
  const pins = banks.flatMap((bank) => bank.pins);
  const count = (owner: Owner): number => pins.filter((pin) => ownerOfPin(pin) === owner).length;
  return [
    { owner: 'a7', name: 'Linux', count: count('a7'), look: 'square' },
    { owner: 'm4', name: 'M4', count: count('m4'), look: 'round' },
    { owner: 'shared', name: 'both', count: count('shared'), look: 'square' },
    { owner: 'free', name: 'nobody', count: count('free'), look: 'square' },
  ];
}

export const pinChanges = (banks: PinsView): readonly OwnedChange[] =>
  newestChanges(
    banks
      .flatMap(({ pins }) => pins)
      .flatMap((pin) =>
        [pin.linuxSet, pin.m4Set].map((deed) => ({
          key: pin.pin,
          what: pin.peripheral === '' ? `${pin.pin} set up` : `${pin.pin} set up, for ${pin.peripheral}`,
          deed,
        })),
      ),
  );
