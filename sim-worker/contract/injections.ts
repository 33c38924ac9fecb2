/** Faults on purpose: what can be broken, with which parameters, and what that is in words. Panel, command line, model and tests read this table. */
import { bellInjections } from './injections-bells';
import { ringInjections } from './injections-rings';
import { sideInjections } from './injections-sides';
import type { AccessSize } from './units';

/** What a parameter holds. `usual` is what it is when nobody says. */
export type ParameterType =
  | { readonly type: 'choice'; readonly options: Readonly<Record<string, string>>; readonly usual: string }
  | { readonly type: 'number'; readonly least: number; readonly most: number; readonly usual: number | undefined }
  | { readonly type: 'hex'; readonly usual: number }
  /** ns of virtual time. */
  | { readonly type: 'time'; readonly least: number; readonly most: number; readonly usual: number }
  /** Name of a peripheral behind ETZPC. */
  | { readonly type: 'peripheral'; readonly usual: string };
export type Parameter = ParameterType & {
  readonly label: string;
  readonly doc: string;
  /** The written form leaves it out while it is as usual. */
  readonly quiet?: true;
  /** What it means to leave it out, where its usual value says nothing. */
  readonly absent?: string;
};
export type InjectionValue = number | string | undefined;
export type InjectionValues = Readonly<Record<string, InjectionValue>>;

export type InjectionGroup = 'bells' | 'rings' | 'chip' | 'sides';
export type InjectionDescription = {
  readonly group: InjectionGroup;
  readonly title: string;
  /** What it does, in one sentence. */
  readonly doc: string;
  /** What one sees then. */
  readonly watch: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** What these values mean, in one sentence. */
  readonly sentence: (values: InjectionValues) => string;
  /** What it waits for before it does anything, as the end of "it waits for …"; `counted`: how many of them there were. */
  readonly waitsFor: (values: InjectionValues, counted: number) => string;
};

type BellKind = `${'drop' | 'delay' | 'duplicate' | 'reorder'}-${'kick' | 'ack'}`;
type OtherKind =
  | 'mask-channel'
  | 'corrupt-ring'
  | 'leak-buffer'
  | 'hold-semaphore'
  | 'take-peripheral'
  | 'kill-m4'
  | 'kill-linux'
  | 'slow-linux';
export type InjectionKind = BellKind | OtherKind;
/** One fault, with a value for each of its parameters. */
export type Injection = { readonly kind: InjectionKind; readonly values: InjectionValues };

export const injectionGroups: Readonly<Record<InjectionGroup, string>> = {
  bells: 'Bells and acknowledgements',
  rings: 'Rings and buffers',
  chip: 'What both sides share',
  sides: 'The two sides',
};

export const injections: Readonly<Record<InjectionKind, InjectionDescription>> = {
  ...bellInjections,
  ...ringInjections,
  ...sideInjections,
};
export const injectionKinds = Object.keys(injections) as readonly InjectionKind[];

/** With the usual value for each parameter. */
export const usualInjection = (kind: InjectionKind): Injection => ({
  kind,
  values: Object.fromEntries(Object.entries(injections[kind].parameters).map(([name, { usual }]) => [name, usual])),
});

export const injectionSentence = ({ kind, values }: Injection): string => injections[kind].sentence(values);

/** Fields that `corrupt-ring` reaches, with their size in bytes. Source: virtio 1.0, 2.4; Linux, struct rpmsg_hdr. */
export const ringFields = {
  'desc.addr': 4,
  'desc.len': 4,
  'desc.flags': 2,
  'desc.next': 2,
  'avail.flags': 2,
  'avail.idx': 2,
  'avail.ring': 2,
  'used.flags': 2,
  'used.idx': 2,
  'used.id': 4,
  'used.len': 4,
  'message.src': 4,
  'message.dst': 4,
  'message.len': 2,
} as const satisfies Readonly<Record<string, AccessSize>>;
export type RingField = keyof typeof ringFields;
