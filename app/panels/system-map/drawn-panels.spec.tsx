/** The six drawn panels in a session: what they show and say in each state of it, empty ones included. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { emptyMirror } from '../../stores/event-mirror';
import type { Selection } from '../../stores/selection';
import { SessionContext } from '../../stores/session-context';
import type { ViewData } from '../../stores/session-state';
import { createSessionStore } from '../../stores/session-store';
import { echoEvents } from '../../testing/event-fixtures';
import { createFakePort } from '../../testing/fake-port';
import {
  chip as bareChip,
  emptyStatus,
  faultStatus,
  ipcc,
  pausedStatus,
  views as plainViews,
  runningStatus,
} from '../../testing/fixtures';
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

type Scene = {
  readonly data?: ViewData;
  readonly events?: ReturnType<typeof echoEvents>;
  readonly selection?: Selection;
};
function show(Panel: () => React.JSX.Element, { data = views, events = echoEvents(), selection }: Scene = {}): string {
  const store = createSessionStore({
    port: createFakePort(),
    initial: {
      views: data,
      chip,
      selection,
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
    const html = show(MessageFlowPanel);
    expect(html).toContain('Expected next: A7 interrupt');
    expect(text(html)).toContain('ring ch 1');
  });
  it('tells cause and effects of the selected event', () => {
    const events = echoEvents();
    const taken = events.findLast((e) => e.kind === 'irq.taken');
    const words = text(show(MessageFlowPanel, { selection: { kind: 'event', seq: taken?.seq ?? 0 } }));
    expect(words).toContain(`#${taken?.cause}`);
    expect(words).toContain('It caused');
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
