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
import { DescriptorStrip } from './DescriptorStrip';
import { Doorbells } from './Doorbells';
import { FlowChart } from './FlowChart';
import { LatencyBar } from './LatencyBar';
import { RingCloseUp } from './RingCloseUp';
import { RingWheel } from './RingWheel';
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
  const lamps = lampFaces(undefined, 0).map((l) =>
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
