/** Where the rows of the panel lead: the terminal, the ring, the event, the memory or the peripheral that they tell of. */
import type { ChannelView, VirtqueueView } from '../../../sim-worker/contract/linux-ipc';
import { ttyPortOf } from '../../derive/linux-ipc';
import { useSession } from '../../stores/session-context';

export type Ways = {
  event(seq: number): void;
  /** The terminal of a tty, else the event of the channel's coming, else the rings that carry it. */
  channel(channel: Pick<ChannelView, 'node' | 'event'>): void;
  /** The channel to which a device in sysfs belongs. */
  device(device: string): void;
  tty(port: number): void;
  /** The rings of the first virtio device are drawn; of others there is the memory. */
  ring(queue: VirtqueueView): void;
  console(): void;
  memory(address: number): void;
  peripheral(id: number | undefined): void;
};

export function useWays(channels: readonly ChannelView[]): Ways {
  const select = useSession((s) => s.select);
  const reveal = useSession((s) => s.reveal);
  const ways: Ways = {
    event: (seq) => {
      select({ kind: 'event', seq });
      reveal('events');
    },
    channel: ({ node, event }) => {
      const port = ttyPortOf(node);
      if (port !== undefined) ways.tty(port);
      else if (event !== undefined) ways.event(event);
      else reveal('vrings');
    },
    device: (device) => ways.channel(channels.find((channel) => channel.device === device) ?? noChannel),
    tty: (port) => {
      select({ kind: 'tty', port });
      reveal('tty');
    },
    ring: ({ device, ring, read, num, address }) => {
      if (device !== 'virtio0') return ways.memory(address);
      select({ kind: 'descriptor', ring, index: read % num });
      reveal('vrings');
    },
    console: () => reveal('linux-console'),
    memory: (address) => {
      select({ kind: 'address', address });
      reveal('memory');
    },
    peripheral: (id) => {
      if (id !== undefined) select({ kind: 'etzpc', id });
      reveal('ownership');
    },
  };
  return ways;
}

const noChannel = { node: '', event: undefined };
