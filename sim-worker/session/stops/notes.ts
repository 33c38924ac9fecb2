/** Why a stop rule cannot fire: not yet, or never. */
import { closestNames } from '../../contract/closest-names';
import { type Group, groupOf } from '../../contract/event-schema';
import { type Condition, eventsNamed, type StopRule } from '../../contract/stop-rules';
import type { StopNote } from '../../contract/stop-views';
import { blockWindows, ramRegions } from '../../soc/memory-map';
import type { Target } from '../target';
import { counts, instancesFor } from './counts';
import { codePlace, dataPlace } from './places';

const never = (text: string): StopNote => ({ text, never: true });
const notYet = (text: string): StopNote => ({ text, never: false });

const ofRings: ReadonlySet<Group> = new Set<Group>(['vring', 'rpmsg', 'tty']);
const ofLinux: ReadonlySet<Group> = new Set<Group>([...ofRings, 'rproc', 'shell']);
const regionNames: readonly string[] = [...blockWindows, ...ramRegions].map(({ name }) => name);

/** Undefined for a rule that can fire. */
export function noteOf(target: Target, { on, where }: StopRule): StopNote | undefined {
  switch (on.kind) {
    case 'code': {
      const found = codePlace(target, on.place);
      return typeof found === 'number' ? undefined : never(sentence(found.problem));
    }
    case 'memory': {
      const found = dataPlace(target, on.place);
      if (found.kind === 'wrong') return never(sentence(found.problem));
      return found.kind === 'ring' && found.range === undefined ? ringsMissing(target) : conditionNote(target, where);
    }
    case 'measure': {
      const instances = instancesFor(on.measure, where);
      if (instances.length === 0) return never(`There is no such ${counts[on.measure].field}.`);
      return counts[on.measure].read(target, instances[0]!) === undefined ? ringsMissing(target) : undefined;
    }
    case 'ipc':
      return conditionNote(target, where);
    case 'event':
      return kindNote(target, on.name) ?? conditionNote(target, where);
  }
}

function ringsMissing(target: Target): StopNote {
  if (target.boot !== 'linux') return never('No Linux runs in engineering boot, so nobody makes the rings.');
  if (!target.hasVdev) return never('This firmware has no virtio device in its resource table, so there are no rings.');
  return notYet('The rings are not there yet: Linux makes them when it starts the M4. The rule waits.');
}

function kindNote(target: Target, name: string): StopNote | undefined {
  const groups = eventsNamed(name).map(groupOf);
  if (target.boot !== 'linux' && groups.every((group) => ofLinux.has(group)))
    return never('No Linux runs in engineering boot: this cannot happen.');
  if (!target.hasVdev && groups.every((group) => ofRings.has(group)))
    return never('This firmware has no virtio device in its resource table: no rings, no messages.');
  return undefined;
}

/** A name that nothing bears can never be equal to anything. */
function conditionNote(target: Target, where: readonly Condition[]): StopNote | undefined {
  for (const { field, op, value } of where) {
    if (op !== '=' || typeof value !== 'string') continue;
    const text =
      field === 'peripheral' || field === 'block'
        ? unknownBlock(value)
        : field === 'service'
          ? unknownService(target, value)
          : field === 'in'
            ? unknownFunction(target, value)
            : undefined;
    if (text !== undefined) return never(text);
  }
  return undefined;
}

function unknownBlock(name: string): string | undefined {
  const same = (other: string): boolean => other.toLowerCase() === name.toLowerCase();
  return regionNames.some(same) ? undefined : `The chip has no ${name}${orRather(name.toUpperCase(), regionNames)}`;
}

function unknownFunction({ symbols }: Target, name: string): string | undefined {
  if (symbols.symbolNamed(name) !== undefined) return undefined;
  return `The firmware has no function ${name}${orRather(name, symbols.names)}`;
}

/** What firmware announces must stand in its file. */
function unknownService({ firmware }: Target, name: string): string | undefined {
  if (firmware === undefined || name === '' || holds(firmware.bytes, name)) return undefined;
  return `The text “${name}” is not in ${firmware.name}, so this firmware cannot announce it.`;
}

const orRather = (name: string, names: readonly string[]): string => {
  const [closest] = closestNames(name, names);
  return closest === undefined ? '.' : `: did you mean ${closest}?`;
};

function holds(bytes: Uint8Array, text: string): boolean {
  const wanted = new TextEncoder().encode(text);
  for (let at = bytes.indexOf(wanted[0]!); at >= 0; at = bytes.indexOf(wanted[0]!, at + 1)) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return true;
  }
  return false;
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?]$/.test(text) ? '' : '.'}`;
