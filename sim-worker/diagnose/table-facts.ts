/** Compares two states of a resource table: what nobody may change while the M4 runs. */
import type { TableField, Vring } from '../firmware/resource-entries';
import { readResourceTable } from '../firmware/resource-table';

export type ChangedField = {
  readonly field: string;
  readonly offset: number;
  readonly bytes: 1 | 2 | 4;
  readonly value: number;
  readonly now: number;
};

/** Linux, or OpenAMP, writes these while it runs. */
const alive = ['gfeatures', 'status', 'notifyid', 'reserved[0]', 'reserved[1]'];
const constantOfVring = ['align', 'num'];

/** Fields of `before` that have another value in `now`, in their order. */
export function changedFields(before: Uint8Array, now: Uint8Array): readonly ChangedField[] {
  const view = new DataView(now.buffer, now.byteOffset, now.byteLength);
  return constantFields(before).flatMap(({ name, offset, bytes, value }) => {
    if (typeof value !== 'number' || offset + bytes > now.byteLength) return [];
    const current = bytes === 4 ? view.getUint32(offset, true) : view.getUint8(offset);
    return current === value ? [] : [{ field: name, offset, bytes: bytes === 4 ? 4 : 1, value, now: current }];
  });
}

function constantFields(bytes: Uint8Array): readonly TableField[] {
  const { fields, entries } = readResourceTable(bytes, bytes.length);
  const ofEntries = entries.flatMap((entry) => [
    ...entry.fields.filter(({ name }) => !alive.includes(name)),
    ...(entry.kind === 'vdev' ? entry.vrings.flatMap(ofVring) : []),
  ]);
  return [...fields, ...ofEntries];
}

const ofVring = ({ index, fields }: Vring): readonly TableField[] =>
  fields
    .filter(({ name }) => constantOfVring.includes(name))
    .map((field) => ({ ...field, name: `vring${index}.${field.name}` }));
