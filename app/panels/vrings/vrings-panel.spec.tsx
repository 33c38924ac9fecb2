/** What the parts of the vrings panel say of buffers that are kept, of rings that are wrong, and of Linux that waits. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { VringView } from '../../../sim-worker/contract/ring-views';
import { vring } from '../../derive/echo-trip.fixture';
import { SessionContext } from '../../stores/session-context';
import { createSessionStore } from '../../stores/session-store';
import { createFakePort } from '../../testing/fake-port';
import { views } from '../../testing/fixtures';
import { DescriptorFacts } from './DescriptorFacts';
import { History } from './History';
import { Ledger } from './Ledger';
import { Problems } from './Problems';
import { WhoWrote } from './WhoWrote';

const now = 1_284_117_100;
const ring0 = vring({ ring: 0, avail: 18, used: 3, read: 2, texts: { 2: 'hello\n' }, now });
const ring1 = vring({ ring: 1, avail: 4, used: 1, read: 0, texts: { 1: 'a\n' }, now });

function show(part: React.JSX.Element, data: Partial<typeof views> = {}): string {
  const store = createSessionStore({ port: createFakePort(), initial: { views: { ...views, ...data } } });
  return renderToStaticMarkup(<SessionContext value={store}>{part}</SessionContext>);
}
const text = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const ledger = (rings: readonly VringView[], data: Partial<typeof views> = {}): string =>
  text(show(<Ledger rings={rings} ring={0} now={now} selected={2} onSelect={() => undefined} />, data));

describe('the ledger', () => {
  it('accounts for every buffer of the ring that is shown', () => {
    expect(ledger([ring0, ring1])).toContain('16 of 16 accounted for');
  });

  it('names a leak and how many went past it', () => {
    const leaking = {
      ...ring0,
      descriptors: ring0.descriptors.map((d) =>
        d.index === 9 ? { ...d, state: 'held-m4' as const, overtaken: 12 } : d,
      ),
    };
    const words = ledger([leaking]);
    expect(words).toContain('16 of 16 accounted for, 1 leaked?');
    expect(words).toContain('leaked? 12 later ones returned');
    expect(words.indexOf('leaked? 12')).toBeLessThan(words.indexOf('waits for Linux'));
  });

  it('counts down while Linux waits for a free buffer', () => {
    const wait = { who: '/dev/rpmsg0', until: now + 12_400_000_000, event: 7 };
    const words = ledger([ring0], { linuxIpc: { ...views.linuxIpc, sendWaits: [wait] } });
    expect(words).toContain('Linux waits for a free buffer of vring1 (/dev/rpmsg0): 12.4 s left');
    expect(ledger([ring0])).not.toContain('Linux waits for a free buffer');
  });
});

it('problems lead to their event and their bytes', () => {
  const problems = [{ text: 'used.ring[1] names descriptor 77', event: 41, address: 0x1004_013c }];
  expect(text(show(<Problems problems={problems} ring={0} />))).toBe(
    ' used.ring[1] names descriptor 77 #41 0x1004013c ',
  );
  expect(show(<Problems problems={[]} ring={0} />)).toBe('');
});

it('a descriptor shows whose it is, and three ways to look at it', () => {
  const html = show(<DescriptorFacts ring={ring0} index={2} now={now} />);
  expect(text(html)).toContain('Linux may read it');
  expect([...html.matchAll(/role="radio"[^>]*>([^<]+)</g)].map((m) => m[1])).toEqual([
    'Bytes',
    'History',
    'Who wrote this?',
  ]);
});

it('the history tells the steps with their message and event', () => {
  const words = text(show(<History ring={ring0} index={2} now={now} />));
  expect(words).toContain('the M4 gave it back used.idx → 3 “hello⏎” for 0.5 µs #12');
  expect(text(show(<History ring={ring0} index={3} now={now} />))).toContain('never left Linux’s hands');
});

it('the writers of a buffer are named with their function', () => {
  const address = ring0.descriptors[2]?.address ?? 0;
  const run = {
    address,
    length: 16,
    by: 'm4',
    pc: 0x1000_0b3e,
    symbol: 'send+0x4',
    time: now - 900,
    event: 12,
  } as const;
  const writers = { ranges: [{ address, length: 64, watched: true, runs: [run] }] };
  const words = text(show(<WhoWrote ring={ring0} index={2} now={now} />, { writers }));
  expect(words).toContain('16 bytes M4 send+0x4 0.9 µs ago after #12');
  expect(text(show(<WhoWrote ring={ring0} index={2} now={now} />, { writers: { ranges: [] } }))).toContain(
    'Nobody has written into this buffer',
  );
});
