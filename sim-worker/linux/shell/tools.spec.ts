/** Small tools beyond the first ones: filters, bytes, registers, modules, with busybox's words. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ms } from '../../contract/units';
import { Board } from './board.fixture';
import { addToMd5, md5Text, newMd5 } from './commands/md5';

const prints = (cases: readonly (readonly [line: string, wanted: string])[]): void => {
  it.each(cases)('%s', (line, wanted) => {
    expect(new Board().script(...line.split('\n'))).toBe(wanted);
  });
};

describe('filters', () => {
  prints([
    ["echo a:b:c | cut -d: -f1,3; printf 'abcdef\\n' | cut -c 2-3,5-", 'a:c\nbcef\n'],
    [
      'echo plain | cut -d: -f2; echo plain | cut -s -d: -f2; cut x; echo $?',
      'plain\ncut: expected a list of bytes, characters, or fields\n1\n',
    ],
    [
      "echo hello | tr a-y b-z; echo 'a  b' | tr -s ' '; echo a1b2 | tr -d '[:digit:]'; echo aBc | tr '[:lower:]' '[:upper:]'",
      'ifmmp\na b\nab\nABC\n',
    ],
    ["echo ab1 | tr -cd 'a-z\\n'", 'ab\n'],
    ['seq 3; seq 2 4; seq 5 -2 1; seq -s, 3; seq -w 9 10; seq 3 1', '1\n2\n3\n2\n3\n4\n5\n3\n1\n1,2,3\n09\n10\n'],
    ['seq 1200 | tail -n 1; seq x', "1200\nseq: invalid number 'x'\n"],
    ['seq 1200 | wc -l', '1200\n'],
    [
      "printf '10\\n9\\nb\\n9\\n' | sort; printf '10\\n9\\n9\\n' | sort -nu; printf 'a\\na\\nb\\n' | uniq -c",
      '10\n9\n9\nb\n9\n10\n      2 a\n      1 b\n',
    ],
    ['yes | head -n 2; yes no | head -n 1', 'y\ny\nno\n'],
  ]);
});

describe('bytes', () => {
  prints([
    ['cd /tmp; echo abc > a; echo abd > b; cmp a b; echo $?; cmp a a; echo $?', 'a b differ: char 3, line 1\n1\n0\n'],
    [
      'cd /tmp; echo abc > a; printf abc > b; cmp a b; echo $?; cmp -s a b; echo $?; cmp a nothing; echo $?',
      "cmp: EOF on b\n1\n1\ncmp: can't open 'nothing': No such file or directory\n2\n",
    ],
    [
      'printf abc | md5sum; cd /tmp; > empty; md5sum empty nothing',
      "900150983cd24fb0d6963f7d28e17f72  -\nd41d8cd98f00b204e9800998ecf8427e  empty\nmd5sum: can't open 'nothing': No such file or directory\n",
    ],
    ['dd if=/dev/zero of=/tmp/z bs=1k count=3 2>/dev/null; ls -l /tmp/z | tr -s " " | cut -d" " -f5', '3072\n'],
    ['printf 0123456789 > /tmp/d; dd if=/tmp/d bs=2 skip=1 count=2 status=none; echo', '2345\n'],
    [
      'printf 0123456789 > /tmp/d; printf AB | dd of=/tmp/d bs=1 seek=4 conv=notrunc status=none; cat /tmp/d; echo',
      '0123AB6789\n',
    ],
    ['printf 0123456789 > /tmp/d; printf AB | dd of=/tmp/d bs=2 seek=2 status=none; cat /tmp/d; echo', '0123AB\n'],
    ['printf abc | dd status=noxfer', 'abc0+1 records in\n0+1 records out\n'],
    [
      'dd if=/nothing; dd foo=1; dd bs=x',
      "dd: can't open '/nothing': No such file or directory\ndd: invalid argument 'foo=1'\ndd: invalid number 'x'\n",
    ],
  ]);

  it('md5 of any bytes in any pieces is that of others', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (pieces) => {
        const md5 = newMd5();
        const other = createHash('md5');
        for (const piece of pieces) {
          addToMd5(md5, piece);
          other.update(piece);
        }
        expect(md5Text(md5)).toBe(other.digest('hex'));
      }),
    );
  });
});

describe('the board', () => {
  it('devmem reads and writes through the bus, and dies of what the bus refuses', () => {
    const board = new Board();
    board.memory.set(0x4c001000, 0x3f003f);
    expect(board.script('devmem 0x4c001000; devmem 0x4c001000 32 0x12; devmem 0x4c001000 8')).toBe(
      '0x003F003F\n0x12\n',
    );
    expect(board.script('devmem 0x70000000; echo $?; devmem 0x4c001001 32; devmem x; devmem')).toBe(
      "Bus error\n135\nBus error\ndevmem: invalid number 'x'\nUsage: devmem ADDRESS [WIDTH [VALUE]]\n",
    );
  });

  it('modules are listed, removed and loaded', () => {
    const board = new Board();
    const done: string[] = [];
    const module = (name: string, needs: readonly string[], holders: number) => ({
      name,
      needs,
      size: 16_384,
      insert: () => done.push(`in ${name}`),
      remove: () => done.push(`out ${name}`),
      holders: () => holders,
    });
    board.modules.add(module('rpmsg_tty', [], 0));
    board.modules.add(module('rpmsg_char', [], 0));
    board.modules.add(module('rpmsg_ctrl', ['rpmsg_char'], 1));
    expect(board.script('lsmod')).toBe(
      'Module                  Size  Used by\nrpmsg_ctrl             16384  1\nrpmsg_char             16384  1 rpmsg_ctrl\nrpmsg_tty              16384  0\n',
    );
    expect(board.script('rmmod rpmsg_tty rpmsg_char nothing; modprobe rpmsg-tty; modprobe nothing; echo $?')).toBe(
      "rmmod: can't unload module 'rpmsg_char': Resource temporarily unavailable\n" +
        "rmmod: can't unload module 'nothing': No such file or directory\n" +
        'modprobe: module nothing not found in modules.dep\n1\n',
    );
    expect(done).toEqual(['out rpmsg_tty', 'in rpmsg_tty']);
  });

  prints([['date; sleep 1.5; date +%s; date +%T%n%%', 'Thu Jan  1 00:00:00 UTC 1970\n1\n00:00:01\n%\n']]);

  it('date knows leap years', () => {
    const board = new Board();
    board.run(ms((365 * 2 + 31 + 28) * 86_400_000));
    expect(board.script("date '+%F %a'")).toBe('1972-02-29 Tue\n');
  });
});

it('tail -f prints what is appended', () => {
  const board = new Board();
  board.script('echo one > /tmp/log; echo two >> /tmp/log');
  board.typed('tail -n 1 -f /tmp/log &\n', ms(500));
  board.shell.runScript('echo three >> /tmp/log\n');
  board.run();
  expect(board.shell.stdout).toBe('two\nthree\n');
  expect(board.shell.idle).toBe(false);
});
