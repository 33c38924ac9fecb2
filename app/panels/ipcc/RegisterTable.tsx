/** The IPCC's registers with their live values, decoded by the names of their fields. */
import { classes } from '../../charts/owner-class';
import { addressText } from '../../derive/format';
import type { DecodedRegister } from '../../derive/ipcc-registers';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './register-table.module.css';

/** Identification words say nothing about the traffic. */
const quiet = new Set(['HWCFGR', 'VER', 'VERR', 'ID', 'IPIDR', 'SID', 'SIDR']);

/** Which processor a register belongs to: C1… is Linux's, C2… the M4's. */
const sideOf = (name: string) => (name.startsWith('C1') ? 'a7' : name.startsWith('C2') ? 'm4' : undefined);

type RegisterTableProps = {
  readonly registers: readonly DecodedRegister[];
  /** There is room to say what each is for. */
  readonly wide: boolean;
};

export function RegisterTable({ registers, wide }: RegisterTableProps) {
  const shown = registers.filter((r) => !quiet.has(r.name));
  return (
    <table className={styles.table} aria-label="Registers of the IPCC">
      <thead>
        <tr>
          <th scope="col">Register</th>
          <th scope="col">Value</th>
          <th scope="col">Fields</th>
          {wide && <th scope="col">What it is</th>}
        </tr>
      </thead>
      <tbody>
        {shown.map((r) => (
          <tr key={r.name} title={r.doc}>
            <th scope="row">
              <RegisterName name={r.name} />
            </th>
            <td className={styles.value}>{addressText(r.value)}</td>
            <td>
              {r.fields.map((f) => (
                <span key={f.name} className={classes(styles.field, f.set && styles.set)} title={f.doc}>
                  <span className={styles.name}>{f.name}</span> {f.text}
                </span>
              ))}
            </td>
            {wide && <td className={styles.doc}>{r.doc}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RegisterName({ name }: { readonly name: string }) {
  const side = sideOf(name);
  return (
    <>
      {side !== undefined && <OwnerMark owner={side} size={9} />} {name}
    </>
  );
}
