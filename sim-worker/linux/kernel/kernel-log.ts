/** The kernel log: lines with the virtual time at which they were printed. */
import type { Clock } from '../../kernel/clock';
import type { EventLog } from '../../kernel/event-log';
import type { Plain, Snapshottable } from '../../kernel/snapshot';

/** `seq`: the event that tells of the line. */
export type LogLine = { readonly time: number; readonly text: string; readonly seq: number };

/** Older lines fall out, as in the kernel's ring buffer. */
const keptLines = 4096;

export class KernelLog implements Snapshottable {
  readonly #clock: Clock;
  readonly #events: EventLog;
  readonly #printed: () => void;
  #lines: LogLine[] = [];

  /** `printed` hears of every new line. */
  constructor(clock: Clock, events: EventLog, printed: () => void = () => undefined) {
    this.#clock = clock;
    this.#events = events;
    this.#printed = printed;
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  print(text: string): void {
    const seq = this.#events.record('rproc.logged', { text });
    this.#lines.push({ time: this.#clock.now, text, seq });
    if (this.#lines.length > keptLines) this.#lines.shift();
    this.#printed();
  }

  save(): Plain {
    return structuredClone(this.#lines) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#lines = structuredClone(state) as unknown as LogLine[];
  }
}

/** Prints lines of one device: `remoteproc remoteproc0: …`. */
export type Say = (text: string) => void;

/** `[    0.402113] text`: seconds and microseconds. */
export function stamped({ time, text }: Omit<LogLine, 'seq'>): string {
  const micros = Math.floor(time / 1_000);
  const seconds = String(Math.floor(micros / 1_000_000)).padStart(5, ' ');
  return `[${seconds}.${String(micros % 1_000_000).padStart(6, '0')}] ${text}`;
}
