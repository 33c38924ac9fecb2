/** The first page's content: what this is, where to drop firmware, and demos to begin with. */
import { Play } from 'lucide-react';
import type { CSSProperties, ReactNode } from 'react';
import { HowToRead } from '../../charts/HowToRead';
import { useCommands } from '../../stores/session-context';
import { Button } from '../../widgets/Button';
import { cardGrid } from './card-grid';
import { DemoCard } from './DemoCard';
import { DropZone } from './DropZone';
import styles from './gallery.module.css';
import { useDemos } from './use-demos';

/** `children`: the list of lessons. */
export function GalleryPanel({ children }: { readonly children: ReactNode }) {
  const demos = useDemos();
  const commands = useCommands();
  const { columns, wideFirst } = cardGrid(demos.list.length);
  const [first] = demos.list;
  const rows = demos.list.length > columns ? 'several' : 'one';
  return (
    <>
      <section className={styles.hero} data-rows={rows} aria-label="Open firmware">
        <div>
          <h1 className={styles.title}>Watch Linux and your firmware talk.</h1>
          <p className={styles.intro}>
            See every mailbox flag, ring and message of an STM32MP15x live, one step at a time, in a tab your firmware
            never leaves.
          </p>
          {first !== undefined && (
            <p className={styles.see}>
              <Button
                icon={<Play size={13} fill="currentColor" strokeWidth={0} aria-hidden="true" />}
                onClick={() => void commands.openDemo(first).then((opened) => opened && commands.run())}
              >
                See it run
              </Button>
            </p>
          )}
        </div>
        <DropZone />
      </section>
      <section aria-label="Lessons">
        <h2 className={styles.begin}>
          New to this? Eight lessons <span className={styles.aside}>of five minutes, beside the live page</span>
        </h2>
        {children}
      </section>
      <section aria-label="Demos">
        <h2 className={styles.begin}>
          Or begin with one of these <span className={styles.aside}>ready-built firmware, C source included</span>
        </h2>
        {demos.state === 'failed' && (
          <p className={styles.none}>The demos could not be fetched. Dropping your own ELF works all the same.</p>
        )}
        <ul className={styles.cards} data-rows={rows} style={{ '--columns': columns } as CSSProperties}>
          {demos.list.map((demo, at) => (
            <li key={demo.id} className={wideFirst && at === 0 ? styles.wide : undefined}>
              <DemoCard demo={demo} first={at === 0} onOpen={() => void commands.openDemo(demo)} />
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="How to read the pictures">
        <h2 className={styles.begin}>
          How to read the pictures{' '}
          <span className={styles.aside}>hue is the owner, filled is a message, ink is now</span>
        </h2>
        <HowToRead />
      </section>
    </>
  );
}
