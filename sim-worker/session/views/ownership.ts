/** Who may use which peripheral, who does, and who was refused. */
import { hex } from '../../contract/units';
import type { EventLog } from '../../kernel/event-log';
import type { Builder } from './context';

const shown = 50;
const looksBack = 20_000;
const rows = ['DECPROT0', 'DECPROT1', 'DECPROT2', 'DECPROT3', 'DECPROT4', 'DECPROT5'] as const;
const lockRows = ['DECPROT_LOCK0', 'DECPROT_LOCK1', 'DECPROT_LOCK2'] as const;

export const ownership: Builder<'ownership'> = ({ target: { machine } }) => {
  const words = machine.blocks.etzpc.registers.values();
  const users: Record<number, number> = {};
  machine.firewall.users.forEach((who, id) => {
    if (who !== 0) users[id] = who;
  });
  return {
    decprot: rows.map((row) => words[row] ?? 0),
    locks: lockRows.map((row) => words[row] ?? 0),
    linux: machine.linux.platform.view(),
    resources: machine.linux.ipcView().resources.flatMap(({ id }) => (id === undefined ? [] : [id])),
    users,
    semaphores: machine.blocks.hsem.owners(),
    refused: refusals(machine.log),
  };
};

function refusals(log: EventLog): ReturnType<Builder<'ownership'>>['refused'] {
  if ((log.counts()['etzpc.refused'] ?? 0) === 0) return [];
  const out = [];
  for (let seq = log.length - 1; seq >= Math.max(log.first, log.length - looksBack) && out.length < shown; seq--) {
    if (log.kindAt(seq) !== 'etzpc.refused') continue;
    const event = log.at(seq);
    if (event?.kind !== 'etzpc.refused') continue;
    const { by, peripheral, address, write } = event.fields;
    out.push({
      seq,
      time: event.time,
      by,
      peripheral: peripheral === '' ? hex(address) : peripheral,
      address,
      write,
      pc: event.pc,
    });
  }
  return out;
}
