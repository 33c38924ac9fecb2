/** What happens between the two sides, for screen readers: each event while stepping, nothing while running, a summary at the stop. */
import { useEffect, useRef, useState } from 'react';
import { useSession, useSessionStore, useViewPart } from '../stores/session-context';
import { Announcer } from '../widgets/Announcer';
import { runSummary } from './run-summary';

export function Narration() {
  const aloud = useSession((state) => state.aloud === 'on');
  const running = useViewPart('status', {}, (status) => status?.phase === 'running');
  const text = useViewPart('status', {}, (status) => {
    const silent = status === undefined || status.phase === 'running' || status.phase === 'empty';
    return silent ? '' : (status.fault?.sentence ?? `${status.headline} ${status.detail}`);
  });
  const summary = useSummary(running);
  const said = [running ? '' : summary, text].filter((each) => each !== '').join(' ');
  return <Announcer text={aloud ? said : ''} />;
}

/** What the last run brought; a step is too short to be summed up. */
function useSummary(running: boolean): string {
  const { state } = useSessionStore();
  const began = useRef<{ readonly total: number; readonly at: number } | undefined>(undefined);
  const [summary, setSummary] = useState('');
  useEffect(() => {
    const { log, views } = state.getState();
    const time = views.status?.time ?? 0;
    if (running) {
      began.current = { total: log.total, at: time };
      return;
    }
    const from = began.current;
    began.current = undefined;
    setSummary(from === undefined ? '' : runSummary(log.events, log.total, from.total, time - from.at));
  }, [running, state]);
  return summary;
}
