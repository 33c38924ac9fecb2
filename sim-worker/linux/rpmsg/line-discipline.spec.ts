/** What the settings of a ttyRPMSG do to messages, both ways. Source: drivers/tty/n_tty.c, drivers/tty/rpmsg_tty.c; termios(3). */
import { describe, expect, it } from 'vitest';
import { LinuxBench } from '../../testing/linux-bench';

const tty = '/dev/ttyRPMSG0';
const text = (value: string): Uint8Array => Uint8Array.from(value, (letter) => letter.charCodeAt(0));

/** A tty with these settings, and a reader behind the prompt. */
function listening(changes: string, reader = `cat ${tty}`): LinuxBench {
  const bench = new LinuxBench().withTty();
  bench.shell(`stty -F ${tty} ${changes}`);
  bench.shell(`${reader} &`);
  return bench;
}

/** What the reader got of what the M4 sent. */
function received(bench: LinuxBench, ...messages: readonly string[]): string {
  const before = bench.machine.linux.stdout.length;
  for (const message of messages) {
    bench.send(0x400, 0x400, text(message));
    bench.run(1);
  }
  return bench.machine.linux.stdout.slice(before);
}

/** Messages that the M4 finds, the text of each. */
function taken(bench: LinuxBench): readonly string[] {
  const texts: string[] = [];
  for (let message = bench.take(); message !== undefined; message = bench.take()) texts.push(message.text);
  return texts;
}

/** Messages that a write becomes. */
function written(changes: string, line: string): readonly string[] {
  const bench = new LinuxBench().withTty();
  bench.shell(`stty -F ${tty} ${changes}; ${line} > ${tty}`);
  return taken(bench);
}

describe('input', () => {
  it.each([
    // ICRNL, IXON and ISIG are on from the start.
    ['speed 38400', 'a\rb\r\n', 'a\nb\n\n'],
    ['speed 38400', 'a\x11b\x13c\n', 'abc\n'],
    ['speed 38400', 'lost\x03kept\n', 'kept\n'],
    ['noflsh', 'kept\x03too\n', 'kepttoo\n'],
    ['raw', 'a\rb\x11\x13\x03\x1a\x1c\x04\x7f\n', 'a\rb\x11\x13\x03\x1a\x1c\x04\x7f\n'],
    ['igncr', 'a\r\n', 'a\n'],
    ['-icrnl inlcr', 'a\r\n', 'a\r\r'],
    ['istrip', '\xe1\xe2\n', 'ab\n'],
    ['icanon', 'hellp\x7fo\n', 'hello\n'],
    ['icanon', 'one two\x17four\n', 'one four\n'],
    ['icanon', 'forget this\x15this\n', 'this\n'],
    ['icanon', 'a\x16\x7fb\n', 'a\x7fb\n'],
    ['icanon -iexten', 'one two\x17\n', 'one two\x17\n'],
    ['icanon eol .', 'a.b', 'a.'],
    ['icanon erase x', 'abxc\n', 'ac\n'],
  ])('%s: %j is read as %j', (changes, sent, expected) => {
    expect(received(listening(changes.startsWith('speed') ? '38400' : changes), sent)).toBe(expected);
  });

  it('icanon: a reader gets whole lines, one at a time', () => {
    const bench = listening('icanon');
    expect(received(bench, 'no ', 'line yet')).toBe('');
    expect(received(bench, '\nand')).toBe('no line yet\n');
    expect(received(bench, '\n')).toBe('and\n');
  });

  it('icanon: ^D ends the line without a character, and alone it is the end of the file', () => {
    const bench = listening('icanon');
    expect(received(bench, 'half\x04')).toBe('half');
    received(bench, '\x04');
    expect(bench.machine.linux.view().tasks).toEqual([]);
  });

  it('what waits when icanon comes on is a line', () => {
    const bench = new LinuxBench().withTty();
    bench.shell(`exec 3< ${tty}`);
    bench.send(0x400, 0x400, text('half'));
    bench.run(1);
    bench.shell(`stty -F ${tty} icanon`);
    expect(bench.shell('head -n 1 <&3 &')).toBe('half');
  });

  it('icanon: a line of more than 4095 characters loses its last one to each new one', () => {
    const bench = new LinuxBench().withTty();
    bench.shell(`stty -F ${tty} icanon; exec 3< ${tty}`);
    for (let i = 0; i < 10; i++) {
      bench.send(0x400, 0x400, text('x'.repeat(450)));
      bench.run(1);
    }
    bench.send(0x400, 0x400, text('end\n'));
    bench.run(1);
    expect(bench.shell('head -n 1 <&3 | wc -c')).toBe('4096\n');
  });

  it('a character that was taken for a command is told once', () => {
    const bench = listening('38400');
    received(bench, 'a\x13b', 'c\x03d');
    expect(bench.dmesg('ampscope: ttyRPMSG0 took')).toEqual([
      'ampscope: ttyRPMSG0 took a byte 0x13 from the M4 for a control character, no reader gets it: stty -F /dev/ttyRPMSG0 raw',
    ]);
  });
});

describe('MIN and TIME', () => {
  it('MIN 5: nothing comes before there are five bytes', () => {
    const bench = listening('min 5');
    expect(received(bench, 'ab', 'cd')).toBe('');
    expect(received(bench, 'ef')).toBe('abcdef');
  });

  it('MIN 5 TIME 2: or before two tenths of a second after the last byte', () => {
    const bench = listening('min 5 time 2');
    expect(received(bench, 'a')).toBe('');
    bench.run(150);
    expect(received(bench, 'b')).toBe('');
    bench.run(190);
    expect(bench.machine.linux.stdout).not.toContain('ab');
    bench.run(20);
    expect(bench.machine.linux.stdout).toContain('ab');
  });

  it('MIN 0 TIME 3: three tenths of a second without a byte are the end of the file', () => {
    const bench = listening('min 0 time 3');
    expect(received(bench, 'ab')).toBe('ab');
    expect(bench.machine.linux.view().tasks).toHaveLength(1);
    bench.run(310);
    expect(bench.machine.linux.view().tasks).toEqual([]);
  });

  it('MIN 0 TIME 0: a read never waits', () => {
    const bench = listening('min 0');
    expect(bench.machine.linux.view().tasks).toEqual([]);
  });

  it('a checkpoint keeps the time that runs', () => {
    const bench = listening('min 0 time 3');
    const checkpoint = bench.machine.checkpoint();
    bench.run(400);
    bench.machine.restore(checkpoint);
    expect(bench.machine.linux.view().tasks).toHaveLength(1);
    bench.run(310);
    expect(bench.machine.linux.view().tasks).toEqual([]);
  });
});

describe('output', () => {
  it.each([
    ['38400', 'echo hello', ['hello\n']],
    // A newline goes on its own, and so does a tab.
    ['opost onlcr', 'echo hello', ['hello', '\r\n']],
    ['opost onlcr', 'printf "a\\nb\\n"', ['a', '\r\n', 'b', '\r\n']],
    ['opost', 'printf "a\\tb\\n"', ['a', '\t', 'b\n']],
    // The line discipline asks the driver to write no bytes, and rpmsg_tty sends them.
    ['opost onlcr', 'echo', ['', '\r\n']],
    ['opost ocrnl', 'printf "a\\rb"', ['a', '\n', 'b']],
    ['opost onocr', 'printf "\\ra\\r"', ['', 'a\r']],
    ['onlcr', 'echo hello', ['hello\n']],
  ] as const)('stty %s; %s', (changes, line, messages) => {
    expect(written(changes, line)).toEqual(messages);
  });

  it('with opost the character behind a full message goes on its own', () => {
    const lengths = written('opost', `printf %s "${'x'.repeat(1000)}"`).map((message) => message.length);
    expect(lengths).toEqual([496, 1, 496, 1, 6]);
  });
});

describe('echo', () => {
  it('each character goes back to the M4 in a message of its own', () => {
    const bench = listening('echo');
    expect(received(bench, 'hi\n')).toBe('hi\n');
    expect(taken(bench)).toEqual(['h', 'i', '\n']);
  });

  it('stays away while nobody has the tty open', () => {
    const bench = new LinuxBench().withTty();
    bench.shell(`stty -F ${tty} echo`);
    received(bench, 'hi');
    expect(taken(bench)).toEqual([]);
  });

  it('shows control characters as two, unless -echoctl', () => {
    const shown = (changes: string): readonly string[] => {
      const bench = listening(changes);
      received(bench, '\x01\n');
      return taken(bench);
    };
    expect(shown('echo')).toEqual(['^', 'A', '\n']);
    expect(shown('echo -echoctl')).toEqual(['\x01', '\n']);
  });

  it('icanon: wipes what is erased', () => {
    const bench = listening('echo icanon');
    received(bench, 'ab\x7f');
    expect(taken(bench).join('')).toBe('ab\b \b');
    received(bench, '\x15');
    expect(taken(bench).join('')).toBe('\b \b');
  });

  it.each([
    ['-echoe', 'a\x7f', 'a^?'],
    ['-echoke', 'a\x15', 'a^U\n'],
    ['-echoke -echok', 'a\x15', 'a^U'],
    ['-echo echonl', 'a\n', '\n'],
    ['icanon', 'ab\x12', 'ab^R\nab'],
    ['opost onlcr', 'a\n', 'a\r\n'],
  ])('icanon echo %s: %j is echoed as %j', (changes, sent, expected) => {
    const bench = listening(`icanon echo ${changes}`);
    received(bench, sent);
    expect(taken(bench).join('')).toBe(expected);
  });

  it('an echo is caused by what was received', () => {
    const bench = listening('echo');
    received(bench, 'hi');
    const { log } = bench.machine;
    const events = Array.from({ length: log.length }, (_, seq) => log.at(seq));
    const arrived = events.findLast((event) => event?.kind === 'tty.received');
    const back = events.findLast((event) => event?.kind === 'tty.written');
    expect(back?.fields).toMatchObject({ text: 'hi', bytes: 2 });
    expect(back?.cause).toBe(arrived?.seq);
  });

  it.each(['A', 'B', 'C'] as const)('no kernel echoes by itself (generation %s)', (kernel) => {
    const bench = new LinuxBench(undefined, { kernel }).start();
    bench.write(bench.ringAddress(0) + 0x130, 1, 2);
    bench.announce(kernel === 'A' ? 'rpmsg-tty-channel' : 'rpmsg-tty', 0x400);
    bench.run(1);
    bench.shell(`cat ${tty} &`);
    expect(received(bench, 'hi\n')).toBe('hi\n');
    expect(taken(bench)).toEqual([]);
  });
});

it('after sane, Linux and a firmware that echoes play ping-pong for ever; raw -echo ends it', () => {
  const bench = listening('sane');
  const rounds = (most: number): number => {
    let count = 0;
    for (; count < most; count++) {
      bench.run(1);
      const message = bench.take();
      if (message === undefined) break;
      bench.acknowledge(2);
      bench.send(0x400, 0x400, text(message.text));
    }
    return count;
  };
  bench.send(0x400, 0x400, text('x'));
  expect(rounds(50)).toBe(50);
  bench.shell(`stty -F ${tty} raw -echo`);
  expect(rounds(50)).toBeLessThan(50);
  expect(rounds(50)).toBe(0);
});

it('a terminal program makes its tty raw', () => {
  const bench = new LinuxBench().withTty();
  bench.machine.linux.typeIntoTty(0, 'x');
  expect(bench.shell(`stty -F ${tty} | tail -n 2`)).toBe('-opost -onlcr\n-isig -icanon -iexten -echo\n');
});

it('a tty that was hung up: the end of the file for readers, EIO for all else, also when a new one has its name', () => {
  const bench = new LinuxBench().withTty();
  bench.shell(`exec 3<> ${tty}; cat ${tty} &`);
  bench.announce('rpmsg-tty', 0x400, true);
  bench.run(1);
  expect(bench.machine.linux.view().tasks).toEqual([]);
  bench.announce('rpmsg-tty', 0x400);
  bench.run(1);
  expect(bench.shell('echo x >&3; stty <&3; head -n 1 <&3; echo $?')).toBe(
    'sh: write error: Input/output error\nstty: standard input: Input/output error\n0\n',
  );
});
