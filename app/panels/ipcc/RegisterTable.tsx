/** The IPCC's registers with their live values, decoded by the names of their fields. */
import { classes } from '../../charts/owner-class';
import { addressText } from '../../derive/format';
import type { DecodedRegister } from '../../derive/ipcc-registers';
import styles from './register-table.module.css';

/** Identification words say nothing about the traffic. */
const quiet = new Set(['HWCFGR', 'VER', 'VERR', 'ID', 'IPIDR', 'SID', 'SIDR']);

export function RegisterTable({ registers }: { readonly registers: readonly DecodedRegister[] }) {
  const shown = registers.filter((r) => !quiet.has(r.name));
  return (
    <table className={styles.table} aria-label="Registers of the IPCC">
      <thead>
        <tr>
          <th scope="col">Register</th>
          <th scope="col">Value</th>
          <th scope="col">Fields</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((r) => (
          <tr key={r.name} title={r.doc}>
            <th scope="row">{r.name}</th>
            <td className={styles.value}>{addressText(r.value)}</td>
            <td>
              {r.fields.map((f) => (
                <span key={f.name} className={classes(styles.field, f.set && styles.set)} title={f.doc}>
                  <span className={styles.name}>{f.name}</span> {f.text}
                </span>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
