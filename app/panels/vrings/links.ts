/** Where a fact of this panel can be looked at: the event, the bytes, the code. */
import { useSession } from '../../stores/session-context';

export type Links = {
  readonly toEvent: (seq: number) => void;
  readonly toMemory: (address: number) => void;
  readonly toCode: (pc: number) => void;
};

export function useLinks(): Links {
  const select = useSession((s) => s.select);
  const reveal = useSession((s) => s.reveal);
  return {
    toEvent: (seq) => {
      select({ kind: 'event', seq });
      reveal('events');
    },
    toMemory: (address) => {
      select({ kind: 'address', address });
      reveal('memory');
    },
    toCode: (address) => {
      select({ kind: 'address', address });
      reveal('disassembly');
    },
  };
}
