/** Interrupt lines of the application processor: a level, and a handler, most often a thread, that runs a little later. */
import { ns } from '../../contract/units';
import type { EventLog } from '../../kernel/event-log';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import type { KernelLog } from './kernel-log';
import type { Work } from './work';

export type InterruptName = 'ipcc-rx' | 'ipcc-tx' | 'm4-watchdog';
/** GIC shared peripheral interrupts. Source: RM0436, GIC table; threads as stm32-ipcc.c and stm32_rproc.c request them. */
const lines: Readonly<
  Record<InterruptName, { readonly irq: number; readonly title: string; readonly threaded: boolean }>
> = {
  'ipcc-rx': { irq: 100, title: 'IPCC_RX0', threaded: true },
  'ipcc-tx': { irq: 101, title: 'IPCC_TX0', threaded: true },
  'm4-watchdog': { irq: 143, title: 'WWDG1 reset', threaded: false },
};
/** After so many calls in a row for nothing a line is switched off. The kernel counts to 99,900. */
const patience = 100;

type Line = { level: boolean; planned: boolean; cause: number | undefined; unhandled: number };
type Handler = () => boolean;

export class Interrupts implements Snapshottable {
  readonly #work: Work;
  readonly #log: EventLog;
  readonly #kernelLog: KernelLog;
  readonly #handlers = new Map<InterruptName, Handler>();
  #lines: Record<string, Line> = {};

  constructor(work: Work, log: EventLog, kernelLog: KernelLog) {
    this.#work = work;
    this.#log = log;
    this.#kernelLog = kernelLog;
    work.on('interrupt', (name) => this.#handle(String(name) as InterruptName));
  }

  /** `handler` returns false when its device wanted nothing. */
  request(name: InterruptName, handler: Handler): void {
    this.#handlers.set(name, handler);
  }

  /** The wire changed. Called while somebody else acts: only plans. */
  changed(name: InterruptName, level: boolean, cause: number | undefined): void {
    const line = this.#line(name);
    line.level = level;
    if (!level) return;
    line.cause = cause;
    this.#plan(name);
  }

  save(): Plain {
    return structuredClone(this.#lines) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#lines = structuredClone(state) as unknown as Record<string, Line>;
  }

  #line(name: InterruptName): Line {
    this.#lines[name] ??= { level: false, planned: false, cause: undefined, unhandled: 0 };
    return this.#lines[name];
  }

  #plan(name: InterruptName): void {
    const line = this.#line(name);
    if (line.planned || line.unhandled >= patience) return;
    line.planned = true;
    this.#work.because(line.cause, () => {
      const { interrupt, thread } = this.#work.latencies;
      this.#work.after(lines[name].threaded ? ns(interrupt + thread) : interrupt, 'interrupt', name);
    });
  }

  #handle(name: InterruptName): void {
    const line = this.#line(name);
    const { irq, title } = lines[name];
    this.#log.context.cause = this.#log.record('irq.handled', { irq, name: title });
    let handled = false;
    this.#work.because(this.#log.context.cause, () => {
      handled = this.#handlers.get(name)?.() ?? false;
    });
    line.planned = false;
    line.unhandled = handled ? 0 : line.unhandled + 1;
    if (line.unhandled === patience && line.level) this.#kernelLog.print(`irq ${irq}: nobody cared`);
    // The line is a level: as long as it is high there is more to do.
    if (line.level) this.#plan(name);
    else if (line.unhandled < patience) line.unhandled = 0;
  }
}
