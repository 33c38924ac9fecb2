/** The lessons, from the help menu. */
import { LessonList } from '../lessons/player/LessonList';
import { Dialog } from '../widgets/Dialog';
import styles from './dialogs.module.css';

export function LessonsDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog open={open} title="Lessons" wide onClose={onClose}>
      <p className={styles.lead}>Each takes about five minutes, with a firmware of its own on a fresh board.</p>
      <LessonList roomy onStart={onClose} />
    </Dialog>
  );
}
