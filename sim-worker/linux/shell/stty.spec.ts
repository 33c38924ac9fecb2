/** stty at the prompt and for devices: what it shows, what it changes, and what it refuses. Source: busybox coreutils/stty.c. */
import { describe, expect, it } from 'vitest';
import { LinuxBench } from '../../testing/linux-bench';
import { Board } from './board.fixture';

const tty = '/dev/ttyRPMSG0';

/** What stty prints for a ttyRPMSG, after these changes. */
function settings(changes: string, show = ''): string {
  return new LinuxBench()
    .withTty()
    .shell(`${changes === '' ? '' : `stty -F ${tty} ${changes}; `}stty -F ${tty} ${show}`);
}

describe('a ttyRPMSG', () => {
  it('begins without echo, lines and output processing; all else is as on a serial line', () => {
    expect(settings('')).toBe(
      [
        'speed 38400 baud;',
        'intr = ^C; quit = ^\\; erase = ^?; kill = ^U; eof = ^D; eol = <undef>;',
        'eol2 = <undef>; swtch = <undef>; start = ^Q; stop = ^S; susp = ^Z; rprnt = ^R;',
        'werase = ^W; lnext = ^V; flush = ^O; min = 1; time = 0;',
        '-brkint -imaxbel',
        '-opost -onlcr',
        '-icanon -echo',
        '',
      ].join('\n'),
    );
  });

  it('-a shows every flag; the size of the screen nobody knows', () => {
    expect(settings('', '-a')).toBe(
      [
        'stty: /dev/ttyRPMSG0',
        'speed 38400 baud;',
        'intr = ^C; quit = ^\\; erase = ^?; kill = ^U; eof = ^D; eol = <undef>;',
        'eol2 = <undef>; swtch = <undef>; start = ^Q; stop = ^S; susp = ^Z; rprnt = ^R;',
        'werase = ^W; lnext = ^V; flush = ^O; min = 1; time = 0;',
        '-parenb -parodd cs8 hupcl -cstopb cread -clocal -crtscts',
        '-ignbrk -brkint -ignpar -parmrk -inpck -istrip -inlcr -igncr icrnl ixon -ixoff',
        '-iuclc -ixany -imaxbel',
        '-opost -olcuc -ocrnl -onlcr -onocr -onlret -ofill -ofdel nl0 cr0 tab0 bs0 vt0',
        'ff0',
        'isig -icanon iexten -echo echoe echok -echonl -noflsh -xcase -tostop -echoprt',
        'echoctl echoke',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['raw', '-brkint -icrnl -imaxbel\n-opost -onlcr\n-isig -icanon -echo\n'],
    ['sane', ''],
    ['cooked', '-imaxbel\n-onlcr\n-echo\n'],
    ['echo icanon onlcr', '-brkint -imaxbel\n-opost\n'],
    ['sane -icrnl inlcr nl1', 'inlcr -icrnl\nnl1\n'],
  ])('after %s', (changes, flags) => {
    const text = settings(changes);
    expect(text.slice(text.indexOf('min = '))).toBe(`min = 1; time = 0;\n${flags}`);
  });

  it('takes control characters, MIN and TIME, a speed, and rows and columns', () => {
    const text = settings('intr ^X erase undef kill x min 5 time 0x 115200 rows 40 cols 100');
    expect(text).toContain("stty: invalid number '0x'");
    const good = settings('intr ^X erase undef kill x min 5 time 10 115200 rows 40 cols 100', '-a');
    expect(good).toMatch(
      /^speed 115200 baud; rows 40; columns 100;\nintr = \^X; quit = \^\\; erase = <undef>; kill = x;/,
    );
    expect(good).toContain('min = 5; time = 10;');
  });

  it('-g prints what stty takes back', () => {
    const bench = new LinuxBench().withTty();
    const saved = bench.shell(`stty -F ${tty} -g`);
    expect(saved).toBe(`500:0:4bf:8a31:3:1c:7f:15:4:0:1:0:11:13:1a:0:12:f:17:16${':0'.repeat(16)}\n`);
    const before = bench.shell(`stty -F ${tty} -a`);
    bench.shell(`stty -F ${tty} sane 9600; stty -F ${tty} ${saved.trim()}`);
    expect(bench.shell(`stty -F ${tty} -a`)).toBe(before);
  });

  it('keeps its settings when it is closed, and loses them with its channel', () => {
    const bench = new LinuxBench().withTty();
    bench.shell(`stty -F ${tty} echo 9600`);
    expect(bench.shell(`stty -F ${tty} speed`)).toBe('9600\n');
    bench.announce('rpmsg-tty', 0x400, true);
    bench.announce('rpmsg-tty', 0x400);
    bench.run(1);
    expect(bench.shell(`stty -F ${tty} speed`)).toBe('38400\n');
  });

  it('a checkpoint keeps settings', () => {
    const bench = new LinuxBench().withTty();
    bench.shell(`stty -F ${tty} echo 9600`);
    const checkpoint = bench.machine.checkpoint();
    bench.shell(`stty -F ${tty} -echo 115200`);
    bench.machine.restore(checkpoint);
    expect(bench.shell(`stty -F ${tty} speed; stty -F ${tty} | tail -n 1`)).toBe('9600\n-icanon\n');
  });

  it('a redirection will do instead of -F', () => {
    expect(new LinuxBench().withTty().shell(`stty speed < ${tty}`)).toBe('38400\n');
  });
});

it.each([
  ['stty -F /dev/ttyRPMSG7 raw', "stty: can't open '/dev/ttyRPMSG7': No such file or directory\n"],
  ['stty -F /dev/null', 'stty: /dev/null: Inappropriate ioctl for device\n'],
  ['stty raw', 'stty: standard input: Inappropriate ioctl for device\n'],
  ['stty wrong', "stty: invalid number 'wrong'\n"],
  ['stty -wrong', "stty: invalid argument '-wrong'\n"],
  ['stty -cs8', "stty: invalid argument '-cs8'\n"],
  ['stty -sane', "stty: invalid argument '-sane'\n"],
  ['stty 12345', "stty: invalid argument '12345'\n"],
  ['stty min', 'stty: min requires an argument\n'],
  ['stty min 300', 'stty: number 300 is not in 0..255 range\n'],
  ['stty -F', 'stty: -F requires an argument\n'],
  ['stty -a -g', 'stty: verbose and stty-readable output styles are mutually exclusive\n'],
  ['stty -a raw', 'stty: modes may not be set when specifying an output style\n'],
  ['stty -F /dev/a -F /dev/b', 'stty: only one device may be specified\n'],
])('%s', (line, answer) => {
  expect(new Board().script(line)).toBe(answer);
});

describe('the console', () => {
  it('is asked when no device is named', () => {
    const board = new Board();
    expect(board.typed('stty size; stty speed\n')).toContain('24 80\n115200\n');
    expect(board.typed('stty -a\n')).toContain('speed 115200 baud; rows 24; columns 80;\n');
  });

  it('stty -echo hides what is typed, and stty echo shows it again', () => {
    const board = new Board();
    board.typed('stty -echo\n');
    expect(board.typed('echo seen\n')).toBe('seen\nroot@stm32mp1:~# ');
    board.typed('stty echo\n');
    expect(board.typed('echo seen\n')).toBe('echo seen\nseen\nroot@stm32mp1:~# ');
  });

  it('a script asks for a password', () => {
    const board = new Board();
    board.typed('stty -echo; read -p "Password: " word; stty echo; echo; echo "got $word"\n');
    expect(board.typed('secret\n')).toBe('\ngot secret\nroot@stm32mp1:~# ');
  });

  it('with echonl the newline is seen', () => {
    const board = new Board();
    board.typed('stty -echo echonl; read word\n');
    expect(board.typed('secret\n')).toBe('\nroot@stm32mp1:~# ');
  });
});
