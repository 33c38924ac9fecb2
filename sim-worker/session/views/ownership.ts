/** Who may use which peripheral, who does, and who was refused. */
import type { Refusal } from '../../contract/ownership';
import type { LedgerLine } from '../../soc/access-ledger';
import { blockWindows, ramFirewall } from '../../soc/memory-map';
import { instructionAt } from '../fault-facts';
import type { Target } from '../target';
import type { Builder } from './context';
import { accessOf, bothDeeds } from './deeds';

const shownRefusals = 50;
const shownAccesses = 24;
const shownAbout = 40;
const rows = ['DECPROT0', 'DECPROT1', 'DECPROT2', 'DECPROT3', 'DECPROT4', 'DECPROT5'] as const;
const lockRows = ['DECPROT_LOCK0', 'DECPROT_LOCK1', 'DECPROT_LOCK2'] as const;
/** Bits of `users` and `gates`. */
const side = { linux: 1, m4: 2 } as const;

export const ownership: Builder<'ownership'> = ({ target }) => {
  const { machine } = target;
  const words = machine.blocks.etzpc.registers.values();
  return {
    decprot: rows.map((row) => words[row] ?? 0),
    locks: lockRows.map((row) => words[row] ?? 0),
    linux: machine.linux.platform.view(),
    resources: machine.linux.ipcView().resources.flatMap(({ id }) => (id === undefined ? [] : [id])),
    users: usersOf(target),
    gates: gatesOf(target),
    semaphores: machine.blocks.hsem.owners().map((semaphore) => ({
      ...semaphore,
      taken: bothDeeds(target, 'semaphore', String(semaphore.index)),
      refused: bothDeeds(target, 'semaphore-refused', String(semaphore.index)),
    })),
    refused: machine.firewall.ledger.counts.refused === 0 ? [] : refusals(target),
  };
};

export const accesses: Builder<'accesses'> = ({ target }, { id }) => {
  const { ledger } = target.machine.firewall;
  const shown = (lines: readonly LedgerLine[], most: number) =>
    lines.slice(0, most).map((line) => accessOf(target, line));
  return {
    counts: { ...ledger.counts },
    newest: shown(ledger.lines(), shownAccesses),
    about:
      id === undefined
        ? []
        : shown(
            ledger.lines((line) => line.id === id),
            shownAbout,
          ),
  };
};

function usersOf(target: Target): Record<number, number> {
  const users: Record<number, number> = {};
  target.machine.firewall.users.forEach((who, id) => {
    if (who !== 0) users[id] = who;
  });
  for (const [id, who] of memoryUsers(target)) users[id] = (users[id] ?? 0) | who;
  return users;
}

/** The M4 uses the memories that its file fills, both use those in which the rings lie: open memory is accessed without asking. */
function* memoryUsers({ machine, sections, probe }: Target): Generator<readonly [id: number, who: number]> {
  if (machine.core.state !== 'held') {
    for (const { address } of sections) yield* memoryAt(machine, address, side.m4);
  }
  const ring = probe.placeOf(0);
  if (ring !== undefined) yield* memoryAt(machine, ring.address, side.linux | side.m4);
}

function* memoryAt({ bus }: Target['machine'], address: number, who: number): Generator<readonly [number, number]> {
  const name = bus.regionAt(bus.canonicalOf(address))?.name ?? '';
  const id = ramFirewall[name];
  if (id !== undefined) yield [id, who];
}

function gatesOf({ machine: { blocks } }: Target): Record<number, number> {
  const gates: Record<number, number> = {};
  for (const { etzpc, gate } of blockWindows) {
    if (etzpc === undefined || gate === undefined) continue;
    const { linux, m4 } = blocks.rcc.gateOf(gate);
    const who = (linux === true ? side.linux : 0) | (m4 ? side.m4 : 0);
    if (who !== 0) gates[etzpc] = (gates[etzpc] ?? 0) | who;
  }
  return gates;
}

function refusals(target: Target): readonly Refusal[] {
  const { firewall } = target.machine;
  return firewall.ledger
    .lines(({ fate }) => fate === 'refused')
    .slice(0, shownRefusals)
    .map((line): Refusal => {
      const access = accessOf(target, line);
      return {
        ...access,
        seq: line.seq,
        instruction: access.pc === undefined ? '' : instructionAt(target, access.pc),
        answer: firewall.answerTo(access.write),
      };
    });
}
