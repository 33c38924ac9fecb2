/** What may be broken on this board on purpose, and what was. */
import { parseInjection, printInjection } from '../contract/injection-text';
import type { InjectionsView, InjectionView } from '../contract/injection-views';
import type { Injection } from '../contract/injections';
import type { StatusView } from '../contract/status-view';
import type { Target } from './target';

const earlierAtMost = 8;

/** Why a fault cannot be armed; undefined when it can. */
export function injectionRefusal({ firmware, boot, machine }: Target, injection: Injection): string | undefined {
  if (firmware === undefined) return 'There is nothing to break: open a firmware first.';
  const read = parseInjection(printInjection(injection));
  if (!read.ok) return read.problem;
  const { kind, values } = injection;
  if (boot !== 'linux' && (kind === 'kill-linux' || kind === 'slow-linux'))
    return 'There is no Linux in engineering boot.';
  if (kind !== 'take-peripheral') return undefined;
  const name = String(values.peripheral);
  const id = machine.injector.peripheralId(name);
  if (id === undefined) return `There is no peripheral ${name} behind the firewall.`;
  return machine.blocks.etzpc.isLocked(id) ? `${name} is locked until the next reset of the chip.` : undefined;
}

export function injectionCounts({ machine }: Target): StatusView['injections'] {
  const { list } = machine.injector;
  const count = (phase: string): number => list.filter((armed) => armed.phase === phase).length;
  return { waiting: count('waiting'), active: count('active') };
}

/** Why a fault cannot be removed; undefined when it can. */
export const removalRefusal = ({ machine }: Target, id: number): string | undefined =>
  machine.injector.list.some((armed) => armed.id === id) ? undefined : `There is no fault ${id}.`;

export function injectionsView(target: Target): InjectionsView {
  const armed = target.machine.injector.list.map(
    ({ id, injection, phase, counted, fired, armed: at, first, last, did, obstacle }): InjectionView => ({
      id,
      injection,
      phase,
      counted,
      fired,
      armed: at,
      first,
      last,
      did,
      obstacle,
    }),
  );
  const now = new Set(armed.map(({ injection }) => printInjection(injection)));
  const earlier = armedOn(target).filter((text) => !now.has(text));
  return { armed, earlier: earlier.slice(0, earlierAtMost) };
}

/** Written forms of all that was ever armed on this board and on those before it, the newest first. */
export function armedOn({ journal, earlierInjections }: Target): readonly string[] {
  const here = journal.entries.flatMap(({ input }) =>
    input.kind === 'inject' ? [printInjection(input.injection)] : [],
  );
  return [...new Set([...here.reverse(), ...earlierInjections])];
}
