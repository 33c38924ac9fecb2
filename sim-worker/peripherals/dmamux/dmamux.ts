/** Says which request of a peripheral goes to which DMA stream. */
import { Block } from '../../kernel/block';
import { RegisterFile } from '../../kernel/register-file';
import { channels, dmamuxMap } from './dmamux.regs';

const idMask = 0x7f;

export class Dmamux extends Block<typeof dmamuxMap> {
  readonly registers: RegisterFile<typeof dmamuxMap>;

  /** `changed`: this channel has another request. */
  constructor(ports: { readonly changed: (channel: number) => void }) {
    super();
    const written = Object.fromEntries(
      Array.from({ length: channels }, (_, n) => [`C${n}CR`, () => ports.changed(n)] as const),
    );
    this.registers = new RegisterFile(dmamuxMap, { written });
  }

  /** Number of the request that a channel listens to; 0: none. */
  requestOf(channel: number): number {
    return (this.registers.peek(4 * channel) ?? 0) & idMask;
  }

  /** The channels that listen to a request. */
  listeners(request: number): readonly number[] {
    return Array.from({ length: channels }, (_, n) => n).filter((n) => this.requestOf(n) === request);
  }
}
