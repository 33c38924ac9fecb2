/** Work that runs later in virtual time, each piece in the context of the event that led to it. */
import { type Nanoseconds, ns } from '../../contract/units';
import type { Clock } from '../../kernel/clock';
import type { EventLog } from '../../kernel/event-log';
import type { Schedule } from '../../kernel/schedule';
import type { Plain } from '../../kernel/snapshot';
import { tellAbort } from './abort';
import type { KernelLog } from './kernel-log';
import type { KernelLatencies } from './latencies';

const device = 'linux';
type Planned = { readonly cause: number | undefined; readonly data: Plain };

export class Work {
  /** How long things take now. */
  readonly latencies: KernelLatencies;
  readonly #schedule: Schedule;
  readonly #clock: Clock;
  readonly #log: EventLog;
  readonly #kernelLog: KernelLog;
  readonly #handlers = new Map<string, (data: Plain) => void>();

  constructor(
    { schedule, clock, log }: { readonly schedule: Schedule; readonly clock: Clock; readonly log: EventLog },
    kernelLog: KernelLog,
    latencies: KernelLatencies,
  ) {
    this.latencies = latencies;
    this.#schedule = schedule;
    this.#clock = clock;
    this.#log = log;
    this.#kernelLog = kernelLog;
    schedule.register(device, (what, data) => this.#run(what, data as unknown as Planned));
  }

  /** Says what is done when `what` is due. Once per name, when the machine is built. */
  on(what: string, handler: (data: Plain) => void): void {
    this.#handlers.set(what, handler);
  }

  /** Plans `what`, caused by what is going on now. Returns a number for `cancel`. */
  after(delay: Nanoseconds, what: string, data: Plain = undefined): number {
    const planned: Planned = { cause: this.#log.context.cause, data };
    return this.#schedule.plan(ns(this.#clock.now + delay), device, what, planned);
  }

  cancel(order: number): void {
    this.#schedule.cancel(order);
  }

  /** When work of this name is due, why, and with what; the soonest first. */
  planned(what: string): readonly (Planned & { readonly time: Nanoseconds })[] {
    return this.#schedule.pending(device, what).map(({ time, data }) => ({ ...(data as unknown as Planned), time }));
  }

  /** Acts as Linux on account of `cause`; what was going on before goes on afterwards. */
  because(cause: number | undefined, act: () => void): void {
    const { context } = this.#log;
    const { cause: before, pc } = context;
    context.cause = cause;
    context.pc = undefined;
    try {
      act();
    } catch (error) {
      tellAbort(this.#kernelLog, error);
    } finally {
      context.cause = before;
      context.pc = pc;
    }
  }

  #run(what: string, { cause, data }: Planned): void {
    const handler = this.#handlers.get(what);
    if (handler === undefined) throw new Error(`nobody does the work ${what}`);
    this.because(cause, () => handler(data));
  }
}
