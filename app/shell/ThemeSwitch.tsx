/** Between light and dark. */
import { Moon, Sun } from 'lucide-react';
import { useSession } from '../stores/session-context';
import { IconButton } from '../widgets/Button';
import { useShownKeys } from './use-shortcuts';

export function ThemeSwitch() {
  const theme = useSession((state) => state.theme);
  const shownKeys = useShownKeys();
  const setTheme = useSession((state) => state.setTheme);
  const other = theme === 'light' ? 'dark' : 'light';
  return (
    <IconButton label={`Switch to the ${other} theme`} keys={shownKeys('theme')} onClick={() => setTheme(other)}>
      {theme === 'light' ? <Moon size={16} aria-hidden="true" /> : <Sun size={16} aria-hidden="true" />}
    </IconButton>
  );
}
