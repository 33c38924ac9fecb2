/** What may take the place of the docked panels: the answer to "Why is nothing happening?". Behind it the panels keep still. */
import { lazy, type ReactNode, Suspense } from 'react';
import { useSession } from '../stores/session-context';
import styles from './why-cover.module.css';

const WhyStage = lazy(() => import('../panels/why/WhyStage').then((module) => ({ default: module.WhyStage })));

export function WhyCover({ children }: { readonly children: ReactNode }) {
  const asked = useSession((state) => state.why !== undefined);
  return (
    <div className={styles.cover}>
      <div className={styles.under} inert={asked}>
        {children}
      </div>
      {asked && (
        <Suspense fallback={null}>
          <WhyStage />
        </Suspense>
      )}
    </div>
  );
}
