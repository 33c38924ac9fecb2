/** What happens between the two sides, for screen readers: each event while stepping, nothing while running, a summary at the stop. */
import { useEffect, useState } from 'react';
import { useSession, useSessionStore, useViewPart } from '../stores/session-context';
import type { SessionState } from '../stores/session-state';
import { Announcer } from '../widgets/Announcer';
import { runSummary } from './run-summary';

export function Narration() {
  const aloud = useSession((state) => state.aloud === 'on');
  const running = useViewPart('status', {}, (status) => status?.phase === 'running');
  const text = useViewPart('status', {}, (status) => {
    const silent = status === undefined || status.phase === 'running' || status.phase === 'empty';
    return silent ? '' : (status.fault?.sentence ?? `${status.headline} ${status.detail}`);
  });
  const summary = useSummary();
  const said = [running ? '' : summary, text].filter((each) => each !== '').join(' ');
  return <Announcer text={aloud ? said : ''} />;
}

/** What the last run brought; nothing before the first. */
function useSummary(): string {
  const { state } = useSessionStore();
  const [summary, setSummary] = useState('');
  useEffect(() => {
    const runs = ({ views }: SessionState): boolean => views.status?.phase === 'running';
    const timeOf = ({ views }: SessionState): number => views.status?.time ?? 0;
    let began = { total: state.getState().log.total, at: timeOf(state.getState()) };
    return state.subscribe((now, before) => {
      if (runs(now) === runs(before)) return;
      if (runs(now)) began = { total: before.log.total, at: timeOf(before) };
      else setSummary(runSummary(now.log.events, now.log.total, began.total, timeOf(now) - began.at));
    });
  }, [state]);
  return summary;
}
