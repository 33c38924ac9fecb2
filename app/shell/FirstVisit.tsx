/** The page before any firmware is open. */
import { LessonList } from '../lessons/player/LessonList';
import { GalleryPanel } from '../panels/gallery/GalleryPanel';
import { Button } from '../widgets/Button';
import styles from './first-visit.module.css';
import { Logo } from './Logo';
import { ThemeSwitch } from './ThemeSwitch';

export function FirstVisit({ onShow }: { readonly onShow: (dialog: 'keys' | 'legend' | 'simulated') => void }) {
  return (
    <div className={styles.page}>
      <header className={styles.bar}>
        <Logo />
        <nav className={styles.links} aria-label="About">
          <Button look="quiet" onClick={() => onShow('simulated')}>
            What is simulated
          </Button>
          <Button look="quiet" onClick={() => onShow('legend')}>
            How to read it
          </Button>
          <Button look="quiet" keys="?" onClick={() => onShow('keys')}>
            Keys
          </Button>
          <ThemeSwitch />
        </nav>
      </header>
      <main className={styles.main}>
        <GalleryPanel>
          <LessonList />
        </GalleryPanel>
      </main>
    </div>
  );
}
