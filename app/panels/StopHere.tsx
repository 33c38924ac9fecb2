/** "Stop here next time": makes a stop rule of an event, wherever one is shown. */
import { OctagonPause } from 'lucide-react';
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import { stopAtEvent } from '../../sim-worker/contract/stop-at-event';
import { printStop } from '../../sim-worker/contract/stop-language';
import { useCommands, useSession } from '../stores/session-context';
import { IconButton } from '../widgets/Button';

/** The same for every row of a table: it is drawn once and never looked at again. */
const icon = <OctagonPause size={13} aria-hidden="true" />;

export function StopHere({ event }: { readonly event: SocEvent }) {
  const commands = useCommands();
  const notify = useSession((state) => state.notify);
  return (
    <IconButton
      small
      label={`Stop here next time: ${printStop(stopAtEvent(event))}`}
      onClick={() => {
        const body = stopAtEvent(event);
        commands.addStop(body);
        notify(`Runs will stop at: ${printStop(body)}. The list is under Stops.`);
      }}
    >
      {icon}
    </IconButton>
  );
}
