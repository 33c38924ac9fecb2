/** The six drawn panels in a session: what they show and say in each state of it, empty ones included. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { SocEvent } from '../../../sim-worker/contract/event-schema';
import { type Chain, chainOf } from '../../derive/chain';
import { MessageIndex } from '../../derive/messages';
import { emptyMirror } from '../../stores/event-mirror';
import type { Selection } from '../../stores/selection';
import { SessionContext } from '../../stores/session-context';
import type { ViewData } from '../../stores/session-state';
import { createSessionStore } from '../../stores/session-store';
import { chip as bareChip } from '../../testing/chip-fixture';
import { echoEvents } from '../../testing/event-fixtures';
import { createFakePort } from '../../testing/fake-port';
import { ipcc, views as plainViews } from '../../testing/fixtures';
import { emptyStatus, faultStatus, pausedStatus, runningStatus } from '../../testing/status-fixtures';
import { IpccPanel } from '../ipcc/IpccPanel';
import { MessageFlowPanel } from '../message-flow/MessageFlowPanel';
import { OwnershipPanel } from '../ownership/OwnershipPanel';
import { TimelinePanel } from '../timeline/TimelinePanel';
import { VringsPanel } from '../vrings/VringsPanel';
import { SystemMapPanel } from './SystemMapPanel';

const chip = {
  ...bareChip,
  etzpc: [{ id: 16, name: 'TIM2', base: 0x4000_0000, isolatable: true, note: '' }],
};
/** The bell has rung half a microsecond ago. */
const views = {
  ...plainViews,
  ipcc: { ...ipcc, lamps: ipcc.lamps.map((l) => ({ ...l, since: l.occupied ? pausedStatus.time - 500 : undefined })) },
};

/** The view of messages with the newest of these events shown whole. */
function messagesOf(events: readonly SocEvent[]): NonNullable<ViewData['messages']> {
  const message = new MessageIndex().advance(events).at(-1);
  if (message === undefined) throw new Error('no message in these events');
  const { id, text: words, bytes, start } = message;
  const row = { ordinal: 0, id, text: words, bytes, src: undefined, dst: undefined, port: 0, out: true, back: true };
  return {
    ...plainViews.messages,
    seen: 1,
    kept: 1,
    matches: 1,
    shown: {
      row: { ...row, start, took: 0, stages: noStages, stretches: [], progress: 'with the M4', faulty: false },
      events: message.events.map(({ event }) => event),
      functions: {},
    },
  };
}
const noStages = { firmware: 0, queue: 0, mailbox: 0, interrupt: 0, driver: 0, reader: 0 };
/** From an interrupt on: it, the next bell of the M4, and the descriptor before that. */
function chainThrough(events: readonly SocEvent[], seq: number): Chain {
  const { shown } = messagesOf(events);
  const numbers = new Map<number, number>([[seq, 1]]);
  const after = (kind: string, ring?: number): number =>
    events.findLast((e) => e.kind === kind && (ring === undefined || ('ring' in e.fields && e.fields.ring === ring)))
      ?.seq ?? -1;
  numbers.set(after('ipcc.occupied'), 2);
  numbers.set(after('vring.returned', 0), 3);
  const steps = (shown?.events ?? []).map((event) => ({
    event,
    number: numbers.get(event.seq),
    ofMessage: true,
    inHandler: false,
    function: '',
    place: undefined,
  }));
  return chainOf({ key: 'test', seq, steps, message: shown?.row, written: undefined, cut: false, copies: [] });
}

type Scene = {
  readonly data?: ViewData;
  readonly events?: ReturnType<typeof echoEvents>;
  readonly selection?: Selection;
  readonly chain?: Chain;
};
function show(
  Panel: () => React.JSX.Element,
  { data = views, events = echoEvents(), selection, chain }: Scene = {},
): string {
  const store = createSessionStore({
    port: createFakePort(),
    initial: {
      views: data,
      chip,
      selection,
      chain,
      log: { ...emptyMirror, events, total: events.length, cursor: events.length - 1 },
    },
  });
  return renderToStaticMarkup(
    <SessionContext value={store}>
      <Panel />
    </SessionContext>,
  );
}
const text = (html: string): string =>
  html
    .replace(/<title>.*?<\/title>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
const nothing: Scene = { data: { status: emptyStatus }, events: [] };

describe('SystemMapPanel', () => {
  it('shows the sentence, the letter, the rings and who runs', () => {
    const words = text(show(SystemMapPanel));
    for (const part of [
      'The M4 has rung channel 1.',
      'hello⏎',
      'vring0',
      'to read',
      'Linux read',
      'IPCC',
      'MAILBOX_Notify',
    ])
      expect(words).toContain(part);
  });
  it('shows rates instead of a letter while running', () => {
    const words = text(show(SystemMapPanel, { data: { ...views, status: runningStatus } }));
    expect(words).toMatch(/Linux → M4 [\d.]+( k)?\/s/);
    expect(show(SystemMapPanel, { data: { ...views, status: runningStatus } })).not.toContain('The letter');
  });
  it('puts the triangle on the culprit of a fault only', () => {
    const html = show(SystemMapPanel, { data: { ...views, status: faultStatus } });
    expect(html.match(/aria-label="fault"/g)).toHaveLength(1);
  });
  it('waits with dotted rings before there is a firmware', () => {
    const words = text(show(SystemMapPanel, nothing));
    expect(words).toContain('No firmware yet.');
    expect(words.match(/no ring yet/g)).toHaveLength(2);
  });
});

describe('MessageFlowPanel', () => {
  it('draws the message of the sentence and what is expected', () => {
    const html = show(MessageFlowPanel, { data: { ...views, messages: messagesOf(echoEvents()) } });
    expect(html).toContain('Expected next: A7 interrupt');
    expect(text(html)).toContain('ring ch 1');
  });
  it('numbers the steps of the chain through the selected event, as other panels do', () => {
    const events = echoEvents();
    const taken = events.findLast((e) => e.kind === 'irq.taken');
    const chain = chainThrough(events, taken?.seq ?? 0);
    const scene = { events, chain, selection: { kind: 'event', seq: taken?.seq ?? 0 } } as const;
    expect(show(MessageFlowPanel, scene)).toMatch(/IRQ 103, step 1 of the chain/);
    expect(show(IpccPanel, scene)).toMatch(/step 2 of the chain/);
    expect(show(VringsPanel, scene)).toMatch(/step 3 of the chain/);
  });
  it('says how to send a first message', () =>
    expect(text(show(MessageFlowPanel, nothing))).toContain('echo hello &gt; /dev/ttyRPMSG0'));
});

describe('VringsPanel', () => {
  it('decodes the buffer that changed last', () => {
    const words = text(show(VringsPanel));
    expect(words).toContain('Descriptor 2');
    expect(words).toContain('payload');
    expect(words).toContain('1 full, Linux');
  });
  it('shows the ring of a selected descriptor', () => {
    expect(text(show(VringsPanel, { selection: { kind: 'descriptor', ring: 1, index: 0 } }))).toContain('Linux → M4');
  });
  it('says why there is none', () => {
    const vrings = {
      absent: 'No firmware is loaded.',
      never: false,
      tableAddress: undefined,
      vdevStatus: undefined,
      tableProblems: [],
      rings: [],
      chase: [],
    };
    expect(text(show(VringsPanel, { data: { vrings } }))).toContain('No firmware is loaded.');
  });
});

describe('IpccPanel', () => {
  it('says in words what the occupied channel means, and its registers', () => {
    const words = text(show(IpccPanel));
    expect(words).toContain('a message is in vring0');
    expect(words).toContain('C2TOC1SR');
  });
  it('explains a selected bell', () => {
    expect(text(show(IpccPanel, { selection: { kind: 'channel', from: 1, channel: 3 } }))).toContain('please stop');
  });
  it('is empty without a chip', () => expect(text(show(IpccPanel, nothing))).toContain('There is no chip yet.'));
});

describe('OwnershipPanel', () => {
  it('explains the selected peripheral', () => {
    const words = text(show(OwnershipPanel, { selection: { kind: 'etzpc', id: 16 } }));
    expect(words).toContain('DECPROT1[1:0]');
    expect(words).toContain('Last accesses across the border');
  });
  it('shows the section that the selection belongs to', () => {
    const words = text(show(OwnershipPanel, { selection: { kind: 'semaphore', index: 0 } }));
    expect(words).toContain('Semaphore 0 is free.');
  });
  it('is empty without a chip', () => expect(text(show(OwnershipPanel, nothing))).toContain('There is no chip yet.'));
});

describe('TimelinePanel', () => {
  it('draws three lanes up to now', () => {
    const words = text(show(TimelinePanel));
    for (const part of ['Linux', 'IPCC', 'Firmware', 'now', 'not computed yet']) expect(words).toContain(part);
  });
  it('says that nothing is recorded', () =>
    expect(text(show(TimelinePanel, nothing))).toContain('Nothing is recorded yet.'));
});
