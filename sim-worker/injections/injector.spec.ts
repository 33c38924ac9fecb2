/** Every fault on purpose on the echo demo: what it breaks is seen, and what it does not break goes on. */
import { describe, expect, it } from 'vitest';
import { asText } from '../contract/event-text';
import { parseInjection } from '../contract/injection-text';
import { injectionKinds } from '../contract/injections';
import { ns } from '../contract/units';
import { replay } from '../history/journal';
import type { Target } from '../session/target';
import { bootedEcho, logText, ramDigest } from '../testing/echo-bench';

const ms = (value: number): number => value * 1e6;

function runTo({ machine }: Target, until: number): void {
  while (machine.clock.now < until) machine.run(ns(until));
}

function arm({ machine, journal }: Target, text: string): number {
  const parsed = parseInjection(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  journal.record(machine, { kind: 'inject', injection: parsed.injection });
  return machine.injector.list.at(-1)?.id ?? 0;
}
const send = ({ machine, journal }: Target, text: string): void =>
  journal.record(machine, { kind: 'tty', port: 0, text: `${text}\n` });

/** The echo demo, up and quiet at 60 ms; then this fault, and `one` at once. */
function broken(
  text: string,
  name = 'tty-echo',
): { readonly target: Target; readonly story: () => readonly string[]; readonly heard: () => string } {
  const target = bootedEcho('', name, { debugger: false });
  runTo(target, ms(60));
  const from = target.machine.log.length;
  arm(target, text);
  send(target, 'one');
  return {
    target,
    story: () =>
      Array.from({ length: target.machine.log.length - from }, (_, i) =>
        asText(target.machine.log.at(from + i)!).replace(/^#\d+\s+\d+ ns\s+/, ''),
      ),
    heard: () => target.machine.linux.receivedText(0),
  };
}
const times = (story: readonly string[], part: string): number => story.filter((line) => line.includes(part)).length;
const at = (story: readonly string[], part: string): number => story.findIndex((line) => line.includes(part));

describe('bells', () => {
  it('drop-kick: the letter lies in the ring until the next bell', () => {
    const { target, story, heard } = broken('drop-kick channel=2 from=linux');
    runTo(target, ms(70));
    expect(times(story(), 'channel 2 rung')).toBe(0);
    expect(heard()).toBe('');
    send(target, 'two');
    runTo(target, ms(80));
    expect(heard()).toBe('one\ntwo\n');
  });

  it('drop-kick counts from arming, and takes as many in a row as it was told', () => {
    const { target, heard } = broken('drop-kick channel=2 nth=2 times=2');
    for (const [i, text] of ['two', 'three', 'four'].entries()) {
      runTo(target, ms(70 + 10 * i));
      send(target, text);
    }
    runTo(target, ms(89));
    expect(heard()).toBe('one\n');
    runTo(target, ms(100));
    expect(heard()).toBe('one\ntwo\nthree\nfour\n');
    expect(target.machine.injector.list[0]).toMatchObject({ fired: 2, phase: 'over' });
  });

  it('delay-kick: the same, so much later, and the flag names the fault as its cause', () => {
    const { target, story } = broken('delay-kick channel=2 delay=3ms');
    runTo(target, ms(63));
    expect(times(story(), 'channel 2 rung')).toBe(0);
    runTo(target, ms(70));
    const { log } = target.machine;
    const rung = log.at(target.machine.blocks.ipcc.lastChange(1, 2)?.seq ?? 0);
    const chain = Array.from({ length: log.length }, (_, seq) => log.at(seq)!);
    const occupied = chain.findLast((event) => event.kind === 'ipcc.occupied' && event.fields.channel === 2);
    expect(rung?.kind).toBe('ipcc.freed');
    expect(log.at(occupied?.cause ?? 0)?.kind).toBe('inject.delivered');
    expect(log.at(log.at(occupied?.cause ?? 0)?.cause ?? 0)?.kind).toBe('inject.fired');
    expect(occupied?.time).toBe(ms(60) + 1_000 + ms(3));
  });

  it('duplicate-kick: the M4 is called twice and finds one message', () => {
    const { target, story, heard } = broken('duplicate-kick channel=2 delay=10us');
    runTo(target, ms(70));
    expect(times(story(), 'channel 2 rung')).toBe(2);
    expect(heard()).toBe('one\n');
  });

  it('duplicate-kick waits until the first was acknowledged', () => {
    const { target, story } = broken('duplicate-kick channel=2 delay=1ns');
    runTo(target, ms(70));
    const order = story().filter((line) => /channel 2 (rung|of Linux ack)|arrives/.test(line));
    expect(order.map((line) => line.split(/\s\s+/)[0])).toEqual([
      'ipcc.occupied',
      'ipcc.freed',
      'inject.delivered',
      'ipcc.occupied',
      'ipcc.freed',
    ]);
  });

  it('reorder-kick: it comes after the next one', () => {
    const { target, story, heard } = broken('reorder-kick channel=2');
    runTo(target, ms(70));
    expect(heard()).toBe('');
    send(target, 'two');
    runTo(target, ms(80));
    expect(at(story(), 'on channel 2 arrives')).toBeGreaterThan(at(story(), 'channel 2 rung'));
    expect(times(story(), 'channel 2 rung')).toBe(2);
    expect(heard()).toBe('one\ntwo\n');
  });

  it('reorder-kick: removed while it holds a bell, the bell comes at once', () => {
    const { target, heard } = broken('reorder-kick channel=2');
    runTo(target, ms(70));
    target.journal.record(target.machine, { kind: 'inject-removed', id: 1 });
    runTo(target, ms(80));
    expect(heard()).toBe('one\n');
    expect(target.machine.injector.list).toEqual([]);
  });
});

describe('acknowledgements', () => {
  it('drop-ack: the interrupt comes again at once', () => {
    const { target, story, heard } = broken('drop-ack channel=2 by=m4');
    runTo(target, ms(70));
    expect(times(story(), 'M4 enters IPCC_RX1')).toBe(2);
    expect(times(story(), 'channel 2 of Linux acknowledged')).toBe(1);
    expect(heard()).toBe('one\n');
  });

  it('delay-ack: the interrupt repeats until the flag is free', () => {
    const { target, story } = broken('delay-ack channel=1 by=linux delay=20us');
    runTo(target, ms(70));
    expect(times(story(), 'Linux handles IPCC_RX0')).toBeGreaterThan(1);
    expect(times(story(), 'channel 1 of M4 acknowledged')).toBe(1);
  });

  it('duplicate-ack wipes out a bell that was rung in between', () => {
    // The second bell is rung at 70.001 ms; the M4 looks at its flags 200 ns later, and finds none.
    const { target, story } = broken('duplicate-ack channel=2 by=m4 delay=9999800ns');
    runTo(target, ms(70));
    send(target, 'two');
    runTo(target, ms(80));
    expect(times(story(), 'channel 2 rung')).toBe(2);
    const wiped = story().filter((line) => line.includes('channel 2 of Linux acknowledged'));
    expect(wiped).toHaveLength(2);
    const { log } = target.machine;
    const cause = Number(/<- #(\d+)$/.exec(wiped[1] ?? '')?.[1]);
    expect(log.kindAt(cause)).toBe('inject.delivered');
  });

  it('duplicate-ack of a flag that is free changes nothing, and says so', () => {
    const { target, story, heard } = broken('duplicate-ack channel=2 by=m4');
    runTo(target, ms(70));
    expect(times(story(), 'and the flag is free already')).toBe(1);
    expect(heard()).toBe('one\n');
  });

  it('reorder-ack: the flag stays set until the next acknowledgement', () => {
    const { target, story } = broken('reorder-ack channel=2 by=m4');
    runTo(target, ms(70));
    expect(at(story(), 'of channel 2 arrives')).toBeGreaterThan(at(story(), 'is held back'));
    expect(times(story(), 'M4 enters IPCC_RX1')).toBe(2);
  });
});

it('mask-channel: the lamp is lit and nobody looks, until it ends', () => {
  const { target, heard } = broken('mask-channel channel=2 side=m4 for=10ms');
  runTo(target, ms(69));
  expect(target.machine.blocks.ipcc.isOccupied(1, 2)).toBe(true);
  expect(heard()).toBe('');
  runTo(target, ms(75));
  expect(target.machine.blocks.ipcc.isOccupied(1, 2)).toBe(false);
  expect(heard()).toBe('one\n');
});

describe('rings', () => {
  it('corrupt-ring: Linux says which id is out of range, and lets the ring be', () => {
    const { target, story, heard } = broken('corrupt-ring ring=0 field=used.id value=99');
    runTo(target, ms(70));
    expect(story()).toContainEqual(
      expect.stringMatching(
        /^inject\.fired .*the field used\.ring\[2\]\.id of vring0 at 0x10040144 becomes 0x63, it was 0x2/,
      ),
    );
    expect(target.machine.linux.dmesg.map(({ text }) => text)).toContain(
      'virtio_rpmsg_bus virtio0: input:id 99 out of range',
    );
    expect(heard()).toBe('');
  });

  it('corrupt-ring reaches a message header: it goes to an endpoint that nobody has', () => {
    const { target, heard } = broken('corrupt-ring ring=1 field=message.dst value=0x999 at=offered');
    runTo(target, ms(70));
    expect(heard()).toBe('');
    send(target, 'two');
    runTo(target, ms(80));
    expect(heard()).toBe('two\n');
  });

  it('corrupt-ring at once waits for a ring that is not there yet', () => {
    const target = bootedEcho('');
    arm(target, 'corrupt-ring ring=1 field=avail.flags value=1 at=now');
    expect(target.machine.injector.list[0]).toMatchObject({ fired: 0, stuck: true });
    runTo(target, ms(60));
    expect(target.machine.injector.list[0]).toMatchObject({ fired: 1, phase: 'over' });
  });

  it('leak-buffer: the descriptor stays with the M4, and 16 of them stall Linux', () => {
    const { target, heard } = broken('leak-buffer ring=1 times=16');
    for (let i = 0; i < 16; i++) {
      runTo(target, ms(70 + i));
      send(target, `message ${i}`);
    }
    runTo(target, ms(100));
    expect(target.machine.injector.list[0]).toMatchObject({ fired: 16, phase: 'over' });
    expect(heard().split('\n')).toHaveLength(17);
    expect(target.machine.linux.linuxReadIndex(1)).toBe(0);
    expect(target.machine.log.counts()['vring.corrupted']).toBeUndefined();
  });
});

describe('what both sides share', () => {
  it('hold-semaphore: the other core is refused until it ends', () => {
    const { target, story } = broken('hold-semaphore semaphore=7 owner=m4 for=10ms');
    const read = (): number => target.machine.bus.read(0x4c00_0080 + 28, 4, 'a7');
    expect(read()).toBe(0x8000_02ff);
    runTo(target, ms(75));
    expect(read()).toBe(0x8000_0100);
    expect(times(story(), 'semaphore 7 refused to Linux, held by M4')).toBe(1);
  });

  it('hold-semaphore waits while somebody else holds it', () => {
    const target = bootedEcho('');
    target.machine.bus.write(0x4c00_0000, 0x8000_0101, 4, 'a7');
    arm(target, 'hold-semaphore semaphore=0 owner=m4');
    runTo(target, ms(60));
    expect(target.machine.injector.list[0]).toMatchObject({ fired: 0, phase: 'waiting' });
    target.machine.bus.write(0x4c00_0000, 0x101, 4, 'a7');
    runTo(target, ms(61));
    expect(target.machine.injector.list[0]).toMatchObject({ fired: 1, phase: 'active' });
  });

  it('take-peripheral: the next access is refused, and afterwards all is as it was', () => {
    const { target, story, heard } = broken('take-peripheral peripheral=SRAM3 protection=secure for=5ms');
    runTo(target, ms(64));
    expect(times(story(), 'Linux may not write SRAM3')).toBe(1);
    expect(target.machine.linux.dmesg.at(-1)?.text).toContain('external abort');
    runTo(target, ms(66));
    expect(target.machine.blocks.etzpc.decprotOf(82)).toBe(3);
    send(target, 'two');
    runTo(target, ms(75));
    expect(heard()).toBe('two\n');
  });

  it('take-peripheral: without its code the M4 has a bus fault', () => {
    const { target, story } = broken('take-peripheral peripheral=SRAM1');
    runTo(target, ms(62));
    expect(times(story(), 'M4 may not read SRAM1')).toBeGreaterThan(0);
    expect(times(story(), 'fault.')).toBeGreaterThan(0);
  });
});

describe('the sides', () => {
  it('kill-m4, in silence: Linux writes on, the flag stays set, and nobody is told', () => {
    const { target, story, heard } = broken('kill-m4');
    runTo(target, ms(90));
    expect(target.machine.core.state).toBe('frozen');
    expect(target.machine.blocks.ipcc.isOccupied(1, 2)).toBe(true);
    expect(times(story(), 'rproc.logged')).toBe(0);
    target.journal.record(target.machine, { kind: 'inject-removed', id: 1 });
    runTo(target, ms(100));
    expect(heard()).toBe('one\n');
  });

  it('kill-m4, in silence: a stop of remoteproc ends it', () => {
    const { target } = broken('kill-m4');
    target.journal.record(target.machine, {
      kind: 'shell',
      text: 'echo stop > /sys/class/remoteproc/remoteproc0/state\n',
    });
    runTo(target, ms(900));
    expect(target.machine.linux.rprocState).toBe('offline');
    expect(target.machine.injector.list[0]?.phase).toBe('over');
  });

  it('ends once: neither its time nor its removal ends again what a reset has ended', () => {
    const { target } = broken('kill-m4 for=2s');
    target.journal.record(target.machine, {
      kind: 'shell',
      text: 'echo stop > /sys/class/remoteproc/remoteproc0/state\n',
    });
    runTo(target, ms(2_100));
    target.journal.record(target.machine, { kind: 'inject-removed', id: 1 });
    expect(target.machine.log.counts()['inject.removed']).toBe(1);
  });

  it('kill-m4 by a fault: a bus error that the firmware did not make', () => {
    const { target, story } = broken('kill-m4 how=fault');
    runTo(target, ms(61));
    expect(story()).toContainEqual(
      expect.stringContaining('HardFault: a store got a bus error after the core had gone on'),
    );
  });

  it('kill-m4 by its watchdog: Linux reports the crash and starts it again', () => {
    const { target } = broken('kill-m4 how=watchdog');
    runTo(target, ms(200));
    expect(target.machine.linux.dmesg.map(({ text }) => text)).toContain(
      'remoteproc remoteproc0: crash detected in m4: type watchdog',
    );
    expect(target.machine.linux.rprocState).toBe('running');
  });

  it('kill-m4 waits for an M4 that is held in reset', () => {
    const target = bootedEcho('');
    arm(target, 'kill-m4');
    expect(target.machine.injector.list[0]).toMatchObject({ fired: 0, stuck: true });
    runTo(target, ms(60));
    expect(target.machine.core.state).toBe('frozen');
    expect(target.machine.log.counts()['irq.taken']).toBeUndefined();
  });

  it('kill-linux: nothing is handled and what is typed waits; then it goes on', () => {
    const { target, story, heard } = broken('kill-linux for=15ms');
    runTo(target, ms(74));
    expect(times(story(), 'tty.written')).toBe(0);
    runTo(target, ms(80));
    expect(heard()).toBe('one\n');
  });

  it('slow-linux: the same events, each step of Linux ten times as long', () => {
    const [usual, slow] = [broken('delay-kick channel=6'), broken('slow-linux factor=10')];
    const took = ({ target: { machine } }: ReturnType<typeof broken>): number => {
      runTo({ machine } as Target, ms(80));
      const events = Array.from({ length: machine.log.length }, (_, seq) => machine.log.at(seq)!);
      return (events.findLast(({ kind }) => kind === 'tty.received')?.time ?? 0) - ms(60);
    };
    const ratio = took(slow) / took(usual);
    expect(ratio).toBeGreaterThan(5);
    expect(ratio).toBeLessThan(10);
  });
});

describe('a run with faults', () => {
  it('without any is what it was: an armed fault that never fires changes nothing but its own event', () => {
    const sound = bootedEcho('');
    const armed = bootedEcho('');
    arm(armed, 'drop-kick channel=6');
    for (const target of [sound, armed]) runTo(target, ms(60));
    const story = (target: Target): readonly string[] =>
      logText(target).map((line) => line.replace(/^#\d+/, '').replace(/ {2}<- #\d+$/, ''));
    expect(story(armed).filter((line) => !line.includes('inject.'))).toEqual(story(sound));
  });

  it.each(injectionKinds.map((kind) => [kind]))(
    '%s: replayed from the journal, and gone on with from a checkpoint, it is the same',
    (kind) => {
      const play = (target: Target, from: number): void => {
        for (let i = from; i < 4; i++) {
          send(target, `message ${i}`);
          runTo(target, ms(60 + 5 * (i + 1)));
        }
      };
      const target = bootedEcho('');
      runTo(target, ms(60));
      arm(target, kind === 'take-peripheral' ? `${kind} after=7ms` : kind);
      play(target, 0);

      const again = bootedEcho('');
      replay(again.machine, target.journal.entries.slice(again.journal.entries.length), ms(80));
      expect(logText(again)).toEqual(logText(target));
      expect(ramDigest(again)).toBe(ramDigest(target));

      const third = bootedEcho('');
      runTo(third, ms(60));
      arm(third, kind === 'take-peripheral' ? `${kind} after=7ms` : kind);
      send(third, 'message 0');
      runTo(third, ms(65));
      const saved = third.checkpoint();
      play(third, 1);
      third.restore(saved);
      play(third, 1);
      expect(logText(third)).toEqual(logText(target));
      expect(ramDigest(third)).toBe(ramDigest(target));
    },
  );
});
