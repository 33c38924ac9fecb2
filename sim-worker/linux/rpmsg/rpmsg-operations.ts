/** What is done to devices of the rpmsg bus, act by act: an announcement may have to wait 15 s for a buffer, and then the rest waits with it. */
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import type { OpenFile } from '../fs/vfs';

/** One thing that is done. `driver`: '' for the first that knows the device. */
export type Act =
  | { readonly what: 'attach'; readonly device: string; readonly driver: string }
  | { readonly what: 'detach' | 'remove' | 'created'; readonly device: string }
  | { readonly what: 'driver gone'; readonly driver: string }
  | { readonly what: 'stopped'; readonly bus: string };
/** Acts that belong together: the write to a file, the ioctl, or the message that asked for them. */
export type Operation = {
  readonly id: number;
  readonly acts: Act[];
  /** Where the first act is; '' at its beginning. */
  phase: string;
  /** What the send came to for which the act slept. */
  sent: number;
  asleep: boolean;
  /** Of the last act that failed. */
  errno: number;
  /** Somebody will ask for the errno. */
  asked: boolean;
};
/** By which the one who asked finds the result. */
export type Ticket = { readonly ticket: number };
/** 0, an errno, or a ticket while it is not done. */
export type Outcome = number | Ticket;
/** An errno; or it sleeps until `resume`. */
export type Perform = (act: Act, operation: Operation) => number | 'asleep';

type State = { operations: Operation[]; nextId: number; results: Record<number, number> };

export class RpmsgOperations implements Snapshottable {
  readonly #perform: Perform;
  readonly #ended: () => void;
  #state: State = { operations: [], nextId: 1, results: {} };

  /** `ended`: an operation that had to wait is done. */
  constructor(perform: Perform, ended: () => void) {
    this.#perform = perform;
    this.#ended = ended;
  }

  begin(acts: readonly Act[], asked: boolean): Outcome {
    const id = this.#state.nextId++;
    const operation: Operation = {
      id,
      acts: [...acts],
      phase: '',
      sent: 0,
      asleep: false,
      errno: 0,
      asked: false,
    };
    this.#state.operations.push(operation);
    this.#run(operation);
    if (operation.acts.length === 0) return operation.errno;
    operation.asked = asked;
    return { ticket: id };
  }

  /** The send of an act came to this. */
  resume(id: number, errno: number): void {
    const operation = this.#state.operations.find((each) => each.id === id);
    if (operation?.asleep !== true) return;
    Object.assign(operation, { asleep: false, sent: errno });
    this.#run(operation);
    if (operation.acts.length > 0) return;
    this.#ended();
  }

  /** The operation that sleeps while it probes this device. */
  probing(device: string): number | undefined {
    return this.#state.operations.find(
      ({ acts, phase, asleep }) => asleep && phase === 'probe' && deviceOf(acts[0]) === device,
    )?.id;
  }

  /** The errno of one that is done; given once. */
  result(ticket: number): number | undefined {
    const errno = this.#state.results[ticket];
    delete this.#state.results[ticket];
    return errno;
  }

  save(): Plain {
    return structuredClone(this.#state) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#state = structuredClone(state) as unknown as State;
  }

  #run(operation: Operation): void {
    const { acts } = operation;
    for (let act = acts[0]; act !== undefined; act = acts[0]) {
      if (this.#isLocked(operation, act)) return;
      const outcome = this.#perform(act, operation);
      if (outcome === 'asleep') {
        operation.asleep = true;
        return;
      }
      operation.phase = '';
      if (outcome !== 0) operation.errno = outcome;
      acts.shift();
    }
    const { id, errno, asked } = operation;
    this.#state.operations = this.#state.operations.filter((each) => each !== operation);
    if (asked) this.#state.results[id] = errno;
    for (const other of [...this.#state.operations]) if (!other.asleep) this.#run(other);
  }

  /** device_lock(): one after another. */
  #isLocked(operation: Operation, act: Act): boolean {
    const device = deviceOf(act);
    return this.#state.operations.some(
      (other) => other !== operation && other.asleep && device !== undefined && deviceOf(other.acts[0]) === device,
    );
  }
}

const deviceOf = (act: Act | undefined): string | undefined =>
  act !== undefined && 'device' in act ? act.device : undefined;

/** The errno of what a call on an open file has begun: the ticket stays with the file while it sleeps. */
export function awaited(
  file: OpenFile,
  operations: { readonly result: (ticket: number) => number | undefined },
  begin: () => Outcome,
): number | 'asleep' {
  const sleeping = file.private as unknown as Ticket | undefined;
  const outcome = sleeping === undefined ? begin() : (operations.result(sleeping.ticket) ?? sleeping);
  file.private = typeof outcome === 'number' ? undefined : outcome;
  return typeof outcome === 'number' ? outcome : 'asleep';
}
