/** What rules about the life of the M4 ask: who let it go, who holds it, whether it fell. */
import type { Evidence } from '../contract/diagnosis';
import type { SocEvent } from '../contract/event-schema';
import type { FaultCard } from '../contract/status-view';
import { codeLink, proof } from './evidence';
import { callersOf, exceptionNow, functionName, pcLink, whereText } from './facts';
import type { Scene } from './scene';

type Of<K extends SocEvent['kind']> = Extract<SocEvent, { kind: K }>;
export type Fall = { readonly event: Of<'fault.taken'> | Of<'fault.locked-up'>; readonly card: FaultCard };

/** Linux believes that the M4 runs, and is not at work on it. */
export function isUp({ machine: { linux } }: Scene): boolean {
  const { state, job } = linux.ipcView().remoteproc;
  return job === undefined && (state === 'running' || state === 'attached');
}

/** The M4 left reset behind Linux' back: its last release, when it is younger than the state that Linux knows. */
export function restartedAlone(scene: Scene): Of<'rcc.m4-released'> | undefined {
  const { chronicle, machine } = scene;
  const released = chronicle.last('rcc.m4-released');
  if (released === undefined || machine.boot !== 'linux' || !isUp(scene)) return undefined;
  const known = chronicle.last('rproc.state-changed', { state: machine.linux.rprocState });
  return known !== undefined && released.seq > known.seq ? released : undefined;
}

/** The fault in whose handler the M4 is, or because of which it has locked up. */
export function fallen(scene: Scene): Fall | undefined {
  const { machine, chronicle } = scene;
  const { state } = machine.core;
  if (state === 'held') return undefined;
  const exception = exceptionNow(scene);
  const event =
    state === 'locked-up'
      ? chronicle.last('fault.locked-up')
      : exception >= 3 && exception <= 6
        ? chronicle.last('fault.taken')
        : undefined;
  const card = event === undefined ? undefined : scene.faultCard(event);
  return event === undefined || card === undefined ? undefined : { event, card };
}

/** Virtual time at which the M4 left reset last. */
export const releasedAt = ({ chronicle }: Scene): number => chronicle.last('rcc.m4-released')?.time ?? 0;

/** `b .`: an endless loop of one instruction. */
const branchToItself = 0xe7fe;
export const isEndlessLoop = ({ machine: { bus, core } }: Scene): boolean => bus.peek(core.pc, 2) === branchToItself;

/** Functions in which firmware ends when it does not know what to do. */
const lastStops =
  /^(_?Error_Handler|assert_failed|__assert_func|__assert|abort|vAssertCalled|vApplicationStackOverflowHook|vApplicationMallocFailedHook|prvTaskExitError)$/;

export type LastStop = {
  /** `Error_Handler(), called at main+0x56`. */
  readonly text: string;
  /** The function, and its callers. */
  readonly path: readonly number[];
};

/** Where the firmware has given up; undefined while it has not. */
export function lastStop(scene: Scene): LastStop | undefined {
  if (scene.machine.core.state === 'held' || fallen(scene) !== undefined) return undefined;
  const all = callersOf(scene, 6);
  const path = all.slice(all.findIndex((address) => lastStops.test(functionName(scene, address))));
  const [place, caller] = path;
  const name = place === undefined ? '' : functionName(scene, place);
  if (!lastStops.test(name)) return undefined;
  return { text: `${name}()${caller === undefined ? '' : `, called at ${whereText(scene, caller)}`}`, path };
}

export const wayTo = (scene: Scene, { path }: LastStop): Evidence =>
  proof('The M4 stands here; the way there:', pcLink(scene), ...path.map((address) => codeLink(scene, address)));
