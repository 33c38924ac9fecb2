/** The page's entry: one worker, one session, one tree. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/base.css';
import { App } from './shell/App';
import { readPreferences, samePreferences, writePreferences } from './shell/preferences';
import { readKeys, writeKeys } from './shell/shortcut-table';
import { rememberFirmware } from './stores/last-firmware';
import { SessionContext } from './stores/session-context';
import { createSessionStore } from './stores/session-store';
import { startWorker } from './transport/worker-port';

const prefersDark = window.matchMedia('(prefers-color-scheme: dark)').matches;
const motion = window.matchMedia('(prefers-reduced-motion: reduce)');
const initial = {
  ...readPreferences(localStorage, prefersDark),
  reducedMotion: motion.matches,
  keys: readKeys(localStorage),
};

const session = createSessionStore({
  port: startWorker(),
  afterDrawing: (then) => requestAnimationFrame(() => then()),
  remember: (file) => void rememberFirmware(file),
  initial,
});
/** Before any panel is drawn anew: charts and terminals read the tokens. */
const showTheme = (): void => {
  document.documentElement.dataset.theme = session.state.getState().theme;
};
showTheme();
session.state.subscribe(showTheme);
motion.addEventListener('change', () => session.state.getState().setReducedMotion(motion.matches));
session.state.subscribe((now, before) => {
  if (!samePreferences(now, before)) writePreferences(localStorage, now);
  if (now.keys !== before.keys) writeKeys(localStorage, now.keys);
});

// At the first sign of somebody: the first page itself does without the model.
for (const sign of ['pointermove', 'pointerdown', 'keydown', 'dragenter'] as const)
  window.addEventListener(sign, session.warmUp, { once: true, passive: true });

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <SessionContext value={session}>
      <App />
    </SessionContext>
  </StrictMode>,
);
