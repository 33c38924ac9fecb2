/** The form of a fault, and how an armed one stands. */
import { describe, expect, it } from 'vitest';
import type { InjectionView } from '../../sim-worker/contract/injection-views';
import { injectionKinds, usualInjection } from '../../sim-worker/contract/injections';
import { draftOf, faultStanding, kindsByGroup, readDraft, usualDraft } from './faults';
import { secondsText } from './format';

it('offers every kind once', () => {
  expect(kindsByGroup.flatMap(({ kinds }) => kinds).toSorted()).toEqual(injectionKinds.toSorted());
});

describe('the form', () => {
  it.each(injectionKinds.map((kind) => [kind]))('of %s is filled with the usual values and can be armed', (kind) => {
    expect(readDraft(usualDraft(kind))).toEqual({ injection: usualInjection(kind), problems: {} });
    expect(draftOf(usualInjection(kind))).toEqual(usualDraft(kind));
  });

  it('is about what the user looks at', () => {
    const bell = { from: 2, channel: 1 } as const;
    expect(usualDraft('drop-kick', { bell }).texts).toMatchObject({ channel: '1', from: 'm4' });
    expect(usualDraft('drop-ack', { bell }).texts).toMatchObject({ channel: '1', by: 'linux' });
    expect(usualDraft('mask-channel', { bell }).texts).toMatchObject({ channel: '1', side: 'linux' });
    expect(usualDraft('leak-buffer', { bell, ring: 0 }).texts).toMatchObject({ ring: '0' });
    expect(usualDraft('take-peripheral', { peripheral: 'TIM2' }).texts).toMatchObject({ peripheral: 'TIM2' });
  });

  it('says per field what is wrong', () => {
    const draft = usualDraft('drop-kick');
    const read = readDraft({ ...draft, texts: { ...draft.texts, channel: '9', nth: ' 3 ' } });
    expect(read).toEqual({ injection: undefined, problems: { channel: 'channel is 1 to 6, not 9' } });
  });
});

describe('an armed fault', () => {
  const mark = { time: 60_001_000, seq: 134 };
  const view = (more: Partial<InjectionView>): InjectionView => ({
    id: 1,
    injection: usualInjection('drop-kick'),
    phase: 'over',
    counted: 1,
    fired: 1,
    armed: { time: 0, seq: 0 },
    first: mark,
    last: mark,
    did: 'the bell of Linux on channel 2 is lost',
    obstacle: '',
    ...more,
  });

  it('waits, and says for what', () => {
    expect(faultStanding(view({ phase: 'waiting', counted: 0, fired: 0, first: undefined, last: undefined }))).toEqual({
      mark: 'waiting',
      words: 'Never fired yet: it waits for the 1st bell that Linux rings on channel 2; there were 0 so far.',
      event: undefined,
      eventWords: '',
    });
  });

  it('has fired, with the event to look at', () => {
    expect(faultStanding(view({}))).toEqual({
      mark: 'fired',
      words: '',
      event: 134,
      eventWords: `Fired at ${secondsText(mark.time)} s, event #134`,
    });
  });

  it('holds, or cannot happen', () => {
    expect(faultStanding(view({ phase: 'active' }))).toMatchObject({
      mark: 'active',
      eventWords: expect.stringMatching(/^Holds since/),
    });
    expect(faultStanding(view({ obstacle: 'there is no peripheral X' }))).toMatchObject({
      mark: 'impossible',
      event: undefined,
    });
  });

  it('tells what it did where that says more', () => {
    const did = 'the field used.ring[2].id of vring0 becomes 0x63';
    const words = faultStanding(view({ injection: usualInjection('corrupt-ring'), did })).words;
    expect(words).toBe('The field used.ring[2].id of vring0 becomes 0x63.');
  });
});
