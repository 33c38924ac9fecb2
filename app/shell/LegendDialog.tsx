/** The legend of the drawings, reachable from everywhere. */
import { HowToRead } from '../charts/HowToRead';
import { Dialog } from '../widgets/Dialog';
import styles from './dialogs.module.css';

export function LegendDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog open={open} title="How to read the pictures" wide onClose={onClose}>
      <p className={styles.lead}>
        Hue is the owner. Filled is a message. Ink is now. Square is Linux, round is the M4. A message is a letter in a
        buffer and a bell in the IPCC; they travel by separate ways.
      </p>
      <HowToRead />
    </Dialog>
  );
}
