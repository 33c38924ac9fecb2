/** A short message at the foot of the page. */
import { TriangleAlert, X } from 'lucide-react';
import { IconButton } from './Button';
import styles from './toast.module.css';

type ToastProps = {
  readonly text: string | undefined;
  readonly tone?: 'plain' | 'fault';
  /** A lesson stands at the left: the message keeps to the rest of the page. */
  readonly beside?: boolean;
  readonly onClose: () => void;
};

export function Toast({ text, tone = 'plain', beside = false, onClose }: ToastProps) {
  return (
    <div className={beside ? `${styles.place} ${styles.beside}` : styles.place} role="status" aria-live="polite">
      {text !== undefined && (
        <div className={styles.toast}>
          {tone === 'fault' && <TriangleAlert size={16} className={styles.fault} aria-hidden="true" />}
          <span>{text}</span>
          <IconButton label="Close the message" small onClick={onClose}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        </div>
      )}
    </div>
  );
}
