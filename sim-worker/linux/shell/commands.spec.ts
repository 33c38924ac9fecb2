/** What the commands print, with busybox's words. */
import { describe, expect, it } from 'vitest';
import { ms } from '../../contract/units';
import { Board } from './board.fixture';

const script = (...lines: readonly string[]): string => new Board().script(...lines);
const both = (cases: readonly (readonly [line: string, wanted: string])[]): void => {
  it.each(cases)('%s', (line, wanted) => {
    expect(script(line)).toBe(wanted);
  });
};

describe('echo', () => {
  both([
    ['echo', '\n'],
    ['echo -n a; echo b', 'ab\n'],
    ['echo -e "a\\tb\\x41\\0102\\n"', 'a\tbAB\n\n'],
    ['echo -ne "a\\cb"; echo .', 'a.\n'],
    ['echo "a\\n"', 'a\\n\n'],
    ['echo -x -n', '-x -n\n'],
  ]);
});

describe('printf', () => {
  both([
    ["printf '%s-%d-%x|' a 10 255; echo", 'a-10-ff|\n'],
    ["printf '%s,' a b c; echo", 'a,b,c,\n'],
    ["printf '%5d|%-5d|%05d|%+d\\n' 42 42 -42 7", '   42|42   |-0042|+7\n'],
    ["printf '%#x %o %X %u\\n' 255 8 171 3", '0xff 10 AB 3\n'],
    ["printf '%.2s|%c|%%|%b\\n' abc xyz 'a\\tb'", 'ab|x|%|a\tb\n'],
    ["printf '\\101\\x42\\n'", 'AB\n'],
    ["printf '%d\\n' 0x10 010 \"'A\"", '16\n8\n65\n'],
    ["printf '%d\\n' ten; echo $?", "sh: printf: invalid number 'ten'\n0\n1\n"],
    ["printf 'no newline'", 'no newline'],
    ["printf '%y'; echo $?", "sh: printf: invalid directive '%y'\n1\n"],
    [
      "printf '\\xff\\x00\\x80' | hexdump -C",
      '00000000  ff 00 80                                          |...|\n00000003\n',
    ],
  ]);
});

describe('cat, head, tail, wc, tee', () => {
  const lines = "printf '1\\n2\\n3\\n4\\n5\\n' > /tmp/f;";
  both([
    [
      'cat /nothing /proc/version',
      "cat: can't open '/nothing': No such file or directory\nLinux version 6.6.48 (oe-user@oe-host) #1 SMP PREEMPT Thu Jan  1 00:00:00 UTC 1970\n",
    ],
    ['cat /tmp; echo $?', 'cat: read error: Is a directory\n1\n'],
    ['echo a | cat - /nothing -', "a\ncat: can't open '/nothing': No such file or directory\n"],
    [
      `${lines} head -n 2 /tmp/f; tail -n 2 /tmp/f; tail -1 /tmp/f; head -3 /tmp/f | tail -n +2`,
      '1\n2\n4\n5\n5\n2\n3\n',
    ],
    [`${lines} head -c 3 /tmp/f; tail -c 3 /tmp/f`, '1\n2\n5\n'],
    [`${lines} head -n 1 /tmp/f /tmp/f; tail -qn 1 /tmp/f /tmp/f`, '==> /tmp/f <==\n1\n\n==> /tmp/f <==\n1\n5\n5\n'],
    ["printf 'a\\nb' | tail -n 1; echo; printf 'a\\nb\\n' | tail -n 5", 'b\na\nb\n'],
    ['head -n x /tmp/f', "head: invalid number 'x'\n"],
    ['head /nothing', 'head: /nothing: No such file or directory\n'],
    [`${lines} wc -l /tmp/f; wc -c < /tmp/f; echo 'a b  c' | wc`, '5 /tmp/f\n10\n        1         3         7\n'],
    ['echo a | tee /tmp/x | cat; echo b | tee -a /tmp/x /tmp/y > /dev/null; cat /tmp/x /tmp/y', 'a\na\nb\nb\n'],
    ['cat -z', "cat: invalid option -- 'z'\n"],
  ]);
});

describe('grep', () => {
  const lines = "printf 'Alpha\\nbeta\\na+b\\nx1\\n' > /tmp/f;";
  both([
    [
      `${lines} grep -i al /tmp/f; grep -n b /tmp/f; grep -c . /tmp/f; grep -vc b /tmp/f`,
      'Alpha\n2:beta\n3:a+b\n4\n2\n',
    ],
    [
      `${lines} grep 'a+b' /tmp/f; grep -E '^(A|b).*a$' /tmp/f; grep -F . /tmp/f; grep '[0-9]' /tmp/f`,
      'a+b\nAlpha\nbeta\nx1\n',
    ],
    [`${lines} grep -q beta /tmp/f && echo found; grep nothing /tmp/f; echo $?`, 'found\n1\n'],
    [`${lines} grep -o 'et.' /tmp/f; grep -H x /tmp/f`, 'eta\n/tmp/f:x1\n'],
    ['grep a /nothing; echo $?', 'grep: /nothing: No such file or directory\n2\n'],
    ["echo a | grep '\\('; echo $?", "grep: bad regex '\\('\n2\n"],
    ["echo 'a]b' | grep '[]]'", 'a]b\n'],
  ]);
});

describe('hexdump and xxd', () => {
  both([
    [
      "printf 'ABCDEFGHIJKLMNOPQR' | hexdump -C",
      '00000000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  |ABCDEFGHIJKLMNOP|\n00000010  51 52                                             |QR|\n00000012\n',
    ],
    ['echo hi | hexdump', '0000000 6968 000a\n0000003\n'],
    [
      'head -c 48 /dev/zero | hexdump -C',
      '00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n*\n00000030\n',
    ],
    ['echo hello | xxd', '00000000: 6865 6c6c 6f0a                           hello.\n'],
    ['hexdump -C -n 2 /dev/zero', '00000000  00 00                                             |..|\n00000002\n'],
    ['true | hexdump -C', ''],
  ]);
});

describe('files', () => {
  both([
    [
      'cd /tmp; mkdir -p a/b; touch a/f; ls a | cat; ls -F a; ls -d a; ls nothing',
      'b\nf\nb/  f\na\nls: nothing: No such file or directory\n',
    ],
    ['cd /tmp; mkdir a; rmdir a; mkdir x/y', "mkdir: can't create directory 'x/y': No such file or directory\n"],
    [
      'cd /tmp; mkdir a; touch a/f; rmdir a; rm a; rm -r a; rm a; rm -f a',
      "rmdir: 'a': Directory not empty\nrm: can't remove 'a': Is a directory\nrm: can't remove 'a': No such file or directory\n",
    ],
    [
      'rm /proc/uptime; mkdir /sys/x',
      "rm: can't remove '/proc/uptime': Operation not permitted\nmkdir: can't create directory '/sys/x': Permission denied\n",
    ],
    [
      'cd /tmp; echo a > f; cp f g; cat g; cp f /root; cat /root/f; cp nothing g',
      "a\na\ncp: can't stat 'nothing': No such file or directory\n",
    ],
    [
      'cd /nothing; pwd; cd /tmp; pwd; cd ..; pwd; cd; pwd',
      "sh: cd: can't cd to /nothing: No such file or directory\n/root\n/tmp\n/\n/root\n",
    ],
    [
      'ls -l /dev/null /proc/version',
      'crw-rw-rw-    1 root     root        1,   3 Jan  1 00:00 /dev/null\n-r--r--r--    1 root     root          4096 Jan  1 00:00 /proc/version\n',
    ],
    [
      '[ -e /dev/null ] && echo there; [ -c /tmp ] || echo no; test 2 -gt 1 && echo more; [ ! -e /x ] && echo absent',
      'there\nno\nmore\nabsent\n',
    ],
    ['stty -F /dev/ttyRPMSG7 raw -echo', "stty: can't open '/dev/ttyRPMSG7': No such file or directory\n"],
  ]);

  it('stand in columns on the console', () => {
    const it = new Board();
    it.script('cd /tmp; mkdir d; cd d; touch a b ccc');
    expect(it.typed('ls\n')).toContain('ls\na    b    ccc\n');
  });
});

describe('the system', () => {
  both([
    [
      'uname; uname -r; uname -a',
      'Linux\n6.6.48\nLinux stm32mp1 6.6.48 #1 SMP PREEMPT Thu Jan  1 00:00:00 UTC 1970 armv7l GNU/Linux\n',
    ],
    ['id', 'uid=0(root) gid=0(root) groups=0(root)\n'],
    ['dmesg | tail -n 1', '[    1.000000] remoteproc0: m4 is available\n'],
    ['sleep x; echo $?', "sleep: invalid number 'x'\n1\n"],
    ['sleep 0.5; cut -c 1 /proc/uptime; cat /proc/uptime', '0\n0.50 0.50\n'],
    ['echo a; exit 3; echo b', 'a\n'],
    ['export A=1; echo $A; unset A; echo [$A]', '1\n[]\n'],
  ]);

  it('help names every command', () => {
    const it = new Board();
    const text = it.script('help');
    for (const name of it.shell.commands) expect(text).toMatch(new RegExp(`^${name.replace(/[[\]]/g, '\\$&')} `, 'm'));
  });

  it('dmesg -w prints what comes later', () => {
    const it = new Board();
    it.typed('dmesg -w\n');
    it.kernelLog.push('[    2.000000] remoteproc0: powering up m4');
    it.files.wake('kmsg');
    expect(it.typed('', ms(10))).toBe('[    2.000000] remoteproc0: powering up m4\n');
  });
});
