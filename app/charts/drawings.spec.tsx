/** The drawings as markup: every mark that can be reached has a sentence for its name, and shows what it should. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { echoTrip, eventWriter, vring } from '../derive/echo-trip.fixture';
import { expectedSteps } from '../derive/expected';
import { flowBars, flowSteps } from '../derive/flow-steps';
import { lampFaces } from '../derive/lamps';
import { latencyOf } from '../derive/latency';
import { MessageIndex } from '../derive/messages';
import { SpanIndex } from '../derive/spans';
import { ByteGrid } from './ByteGrid';
import { DescriptorStrip } from './DescriptorStrip';
import { Doorbells } from './Doorbells';
import { FlowChart } from './FlowChart';
import { HexDump } from './HexDump';
import { LatencyBar } from './LatencyBar';
import { MemoryLane } from './MemoryLane';
import { RingCloseUp } from './RingCloseUp';
import { RingLens } from './RingLens';
import { RingWheel } from './RingWheel';
import { RoleContext } from './roles';
import { Timeline } from './Timeline';

const names = (html: string, role: string): string[] =>
  [...html.matchAll(new RegExp(`<[a-z]+[^>]*role="${role}"[^>]*>`, 'g'))].map(
    (m) => /aria-label="([^"]*)"/.exec(m[0])?.[1] ?? '',
  );
const nothing = (): void => undefined;
const w = eventWriter();
echoTrip(w, 1_000_000);
const message = new MessageIndex().advance(w.events.slice(0, 14))[0]!;

describe('RingWheel', () => {
  const wheel = (ring: ReturnType<typeof vring> | undefined): string =>
    renderToStaticMarkup(<RingWheel ring={ring} name="vring0" x={0} y={0} radius={55} />);
  it('names every slot, in slot order', () => {
    const html = wheel(vring({ ring: 0, avail: 18, used: 3, read: 2, texts: { 2: 'hello\n' } }));
    expect(names(html, 'option')).toHaveLength(16);
    expect(names(html, 'option').slice(1, 3)).toEqual([
      'Slot 1, descriptor 1: empty, the M4 may fill it',
      'Slot 2, descriptor 2: full, Linux may read it, 6 bytes',
    ]);
    expect(html).toContain('>1</text>');
    expect(html).toContain('to read');
  });
  it('is dotted before there is a ring, and crimson when it is broken', () => {
    expect(names(wheel(undefined), 'img')).toEqual(['vring0: no ring yet, Linux has not built it']);
    expect(names(wheel(vring({ ring: 0, avail: 16, used: 18, read: 2 })), 'img')).toEqual([
      'Broken: one index has overtaken another',
    ]);
  });
  it('says when the firmware has no rings at all', () => {
    const html = renderToStaticMarkup(<RingWheel ring={undefined} never name="vring0" x={0} y={0} radius={55} />);
    expect(names(html, 'img')).toEqual(['vring0: this firmware has no rings']);
  });
  it('is one tab stop', () => {
    const html = wheel(vring({ ring: 0, avail: 16, used: 0, read: 0 }));
    expect(html.match(/tabindex="0"/g)).toHaveLength(1);
  });
  it('merges a large ring', () => {
    expect(names(wheel(vring({ ring: 0, avail: 64, used: 0, read: 0, num: 64 })), 'option')).toEqual([
      'Slots 0 to 63: empty, the M4 may fill it',
    ]);
  });
  it('shows both arrays from near', () => {
    const html = renderToStaticMarkup(
      <RingCloseUp
        ring={vring({ ring: 0, avail: 20, used: 8, read: 5 })}
        width={560}
        height={560}
        selected={5}
        onSelect={nothing}
      />,
    );
    expect(names(html, 'option')).toHaveLength(16);
    expect(html).toContain('second lap');
    expect(html).toMatch(/avail<\/text><text[^>]*>20</);
  });
});

it('rings twelve bells by name', () => {
  const lamps = lampFaces(undefined).map((l) =>
    l.from === 2 && l.channel === 1 ? { ...l, occupied: true, tooLong: true, masked: true } : l,
  );
  const html = renderToStaticMarkup(
    <Doorbells lamps={lamps} grid={{ x: 0, y: 0, pitch: 40, width: 27, height: 14, rowPitch: 22 }} labels="wide" />,
  );
  expect(names(html, 'button')).toHaveLength(12);
  expect(html.match(/aria-pressed="false"/g)).toHaveLength(12);
  expect(html).toContain('1 vring0');
});

it('lists descriptors with their owners', () => {
  const html = renderToStaticMarkup(
    <DescriptorStrip
      ring={vring({ ring: 0, avail: 18, used: 3, read: 2, now: 1_000_000, texts: { 2: 'x' } })}
      now={1_002_500}
      selected={2}
      onSelect={nothing}
    />,
  );
  expect(names(html, 'option')[2]).toBe('Descriptor 2, full, Linux may read it, for 19.0 µs');
});

it.each(['compact', 'wide'] as const)('draws the %s diagram with its expected steps', (density) => {
  const html = renderToStaticMarkup(
    <FlowChart
      steps={flowSteps(message)}
      bars={flowBars(message)}
      expected={expectedSteps(message)}
      width={900}
      density={density}
      origin={message.start}
      now={13}
      selected={undefined}
      onSelect={nothing}
      letter="h"
    />,
  );
  expect(names(html, 'button')[0]).toMatch(/^0\.0 µs: write\(“hello⏎”, 6\)$/);
  expect(names(html, 'img').filter((n) => n.startsWith('Expected next'))).toEqual(
    ['A7 interrupt', 'ack ch 1', 'work runs', 'read → 6'].map((s) => `Expected next: ${s}`),
  );
  expect(html).toContain('>now<');
});

it('names the pieces of the latency', () => {
  const whole = new MessageIndex().advance(w.events)[0]!;
  const html = renderToStaticMarkup(<LatencyBar latency={latencyOf(whole)} width={1_000} />);
  expect(names(html, 'img')).toContain('waits for the work queue: 11.0 µs');
  expect(html).toContain('11.0, the longest');
});

describe('Timeline', () => {
  const draw = (events: typeof w.events, end: number): string =>
    renderToStaticMarkup(
      <Timeline
        spans={new SpanIndex().advance(events)}
        window={{ start: 990_000, end }}
        onWindow={nothing}
        now={1_038_400}
        origin={1_000_000}
        originName="write()"
        running={false}
        selected={undefined}
        onSelect={nothing}
        width={1_280}
        height={116}
      />,
    );
  it('names each piece and says where now is', () => {
    const html = draw(w.events, 1_060_000);
    expect(names(html, 'button')).toContain('Channel 2 rung by Linux, 1.4 µs');
    expect(html).toContain('+38.4 µs now');
  });
  it('becomes a density where there are thousands', () => {
    const many = eventWriter();
    for (let i = 0; i < 2_000; i++) echoTrip(many, 1_000_000 + i * 40_000);
    const html = draw(many.events, 90_000_000);
    expect(names(html, 'button')).toEqual([]);
    expect(html.length).toBeLessThan(200_000);
  });
});

describe('rings of every size', () => {
  const closeUp = (ring: ReturnType<typeof vring>): string =>
    renderToStaticMarkup(<RingCloseUp ring={ring} width={500} height={500} selected={undefined} onSelect={nothing} />);

  it.each([1, 2, 3, 12, 16, 32])('%i slots stand one by one', (num) => {
    const html = closeUp(vring({ ring: 0, avail: num, used: 0, read: 0, num }));
    expect(names(html, 'option')).toHaveLength(num);
    expect(html).not.toMatch(/NaN|undefined/);
  });

  it('256 slots are joined to arcs, and the lens shows what is around each hand', () => {
    const ring = vring({ ring: 0, avail: 300, used: 60, read: 50, num: 256 });
    const html = closeUp(ring);
    expect(names(html, 'option')).toEqual([
      'Slots 0 to 43: empty, the M4 may fill it',
      'Slots 44 to 49: being read by Linux',
      'Slots 50 to 59: full, Linux may read it',
      'Slots 60 to 255: empty, the M4 may fill it',
    ]);
    const lens = renderToStaticMarkup(<RingLens ring={ring} selected={undefined} onSelect={nothing} />);
    expect(lens.match(/<button/g)).toHaveLength(24);
    expect(lens).toContain('Slot 59, descriptor 59: full, Linux may read it');
    expect(lens).toContain('Slot 60, descriptor 60: empty, the M4 may fill it');
  });

  it('a ring without slots is drawn as one that cannot be', () => {
    const html = closeUp(vring({ ring: 0, avail: 0, used: 0, read: 0, num: 0 }));
    expect(html).toContain('vring0 cannot be drawn');
    expect(html).not.toMatch(/NaN/);
  });

  it('what the M4 keeps comes first among what it has', () => {
    const ring = vring({ ring: 1, avail: 5, used: 3, read: 0, texts: { 1: 'a\n', 4: 'b\n' } });
    const kept = {
      ...ring,
      descriptors: ring.descriptors.map((d) => (d.index === 1 ? { ...d, state: 'held-m4' as const, overtaken: 3 } : d)),
    };
    expect(names(closeUp(kept), 'option')[3]).toBe(
      'Slot 3, descriptor 1: kept by the M4, which has given back later ones',
    );
  });

  it('says host and remote when it is told to', () => {
    const html = renderToStaticMarkup(
      <RoleContext value="roles">
        <RingWheel ring={vring({ ring: 0, avail: 16, used: 0, read: 0 })} name="vring0" x={0} y={0} radius={55} />
      </RoleContext>,
    );
    expect(names(html, 'option')[0]).toBe('Slot 0, descriptor 0: empty, the remote may fill it');
    expect(html).toContain('for remote');
  });
});

describe('bytes', () => {
  it('have one way in for the keyboard, and the owner of each in its class', () => {
    const rows = [
      {
        address: 0x1004_0000,
        text: '··',
        cells: [0, 1].map((i) => ({ address: 0x1004_0000 + i, text: '00', zero: true })),
      },
    ];
    const html = renderToStaticMarkup(
      <ByteGrid rows={rows} label="Bytes" selected={0x1004_0001} onSelect={nothing} ownerAt={() => 'm4'} />,
    );
    expect(html.match(/tabindex="0"/g)).toHaveLength(1);
    expect(html).toMatch(/aria-selected="true" tabindex="0"/);
  });

  it('of a buffer tell their writer', () => {
    const rows = [
      { address: '10042000', bytes: [{ text: '01', strong: true, payload: true }], brackets: [], text: '' },
    ];
    const asked: number[] = [];
    renderToStaticMarkup(
      <HexDump
        rows={rows}
        label="Buffer"
        ownerAt={(address) => {
          asked.push(address);
          return 'a7';
        }}
      />,
    );
    expect(asked).toEqual([0x1004_2000]);
  });
});

it('a lane of memory names its places and shows where it was written', () => {
  const place = {
    kind: 'buffer',
    name: 'vring0 buffer 3',
    address: 0x1004_2600,
    length: 512,
    source: 'ring in memory',
    ring: 0,
    descriptor: 3,
    state: 'full-linux',
    doc: '',
  } as const;
  const html = renderToStaticMarkup(
    <MemoryLane
      lane={{
        key: 'a',
        name: 'vdev0buffer',
        address: 0x1004_2000,
        length: 0x4000,
        whole: 0x4000,
        source: 'device tree',
        places: [{ place, from: 0.1, width: 0.03, owner: 'a7', filled: true, label: '3', sentence: 'buffer 3, full' }],
        heat: [{ from: 0.1, width: 0.01, owner: 'm4', level: 4, sentence: 'written by the M4 just now' }],
      }}
      selected={0x1004_2600}
      onSelect={nothing}
    />,
  );
  expect(names(html, 'option')).toEqual(['buffer 3, full']);
  expect(html).toContain('written by the M4 just now');
});
