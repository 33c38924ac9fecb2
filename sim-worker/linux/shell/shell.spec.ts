/** Sessions at the board's console: lines in, text out. */
import { describe, expect, it } from 'vitest';
import { ms } from '../../contract/units';
import { Board, stateFile } from './board.fixture';

const prompt = 'root@stm32mp1:~# ';
const board = (): Board => new Board();
const script = (...lines: readonly string[]): string => board().script(...lines);

describe('words', () => {
  it.each([
    ['echo \'a  b\' "c  d" e\\ \\ f', 'a  b c  d e  f\n'],
    ['echo one   two # three', 'one two\n'],
    ['echo a#b', 'a#b\n'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own braces
    ['A=5; echo $A "$A" \'$A\' ${A}b $A$A', '5 5 $A 5b 55\n'],
    ['B="x  y"; echo $B; echo "$B"', 'x y\nx  y\n'],
    ['echo [$NOTHING] "$NOTHING" x', '[]  x\n'],
    ['false; echo $?; true; echo $?', '1\n0\n'],
    ['echo "a\\"b\\$c\\d"', 'a"b$c\\d\n'],
    ['echo $ 5$', '$ 5$\n'],
    ['! true; echo $?', '1\n'],
  ])('%s', (line, wanted) => {
    expect(script(line)).toBe(wanted);
  });

  it('may go over several lines', () => {
    expect(script("echo 'a", "b'", 'echo c \\', 'd', 'echo e |', 'cat')).toBe('a\nb\nc d\ne\n');
  });

  it('stand for files by patterns, and for themselves when none fits', () => {
    const it = board();
    it.script('cd /tmp; touch a1 a2 b1 .hidden');
    expect(it.script('echo a* ?1 [!a]1 [a-b]1 z* "a*" /t*p/b1')).toBe('a1 a2 a1 b1 b1 a1 b1 z* a* /tmp/b1\n');
  });
});

describe('lists', () => {
  it.each([
    ['true && echo yes || echo no', 'yes\n'],
    ['false && echo yes || echo no', 'no\n'],
    ['false || false && echo x; echo y', 'y\n'],
    ['echo a | cat | cat', 'a\n'],
    ['printf "b\\na\\nc\\n" | grep -v a | wc -l', '2\n'],
    ['false | true && echo last counts', 'last counts\n'],
    ['sed; echo $?', 'sh: sed: not found\nampscope: close to it: seq, set\n127\n'],
    ['frobnicate 2> /tmp/e; cat /tmp/e', 'sh: frobnicate: not found\n'],
    ['frobnicate', 'sh: frobnicate: not found\nampscope: help lists the commands that are here\n'],
    ['/bin/echo x; ./nothing', 'x\nsh: ./nothing: not found\n'],
    ['head -c 100000 /dev/zero | wc -c', '100000\n'],
    [
      'cat /dev/zero | head -c 5 | hexdump -C',
      '00000000  00 00 00 00 00                                    |.....|\n00000005\n',
    ],
  ])('%s', (line, wanted) => {
    expect(script(line)).toBe(wanted);
  });

  it.each([
    ['| cat', 'sh: syntax error: unexpected "|"\n'],
    ['echo a >', 'sh: syntax error: unexpected redirection\n'],
    ['echo "a', 'sh: syntax error: unterminated quoted string\n'],
    ['echo a &&', 'sh: syntax error: unexpected end of file\n'],
    ['if true', 'sh: syntax error: unexpected end of file (expecting "then")\n'],
    ['if true; fi', 'sh: syntax error: unexpected "fi" (expecting "then")\n'],
    ['while true; do echo; fi', 'sh: syntax error: unexpected "fi"\n'],
    ['for i in 1; done', 'sh: syntax error: unexpected "done" (expecting "do")\n'],
    ['echo a; ;', 'sh: syntax error: unexpected ";"\n'],
    ['echo )', 'sh: syntax error: unexpected ")"\n'],
    ['echo $(ls', 'sh: syntax error: unexpected end of file (expecting ")")\n'],
    ['echo ${A', "sh: syntax error: missing '}'\n"],
    ['cat <<E', 'sh: syntax error: unterminated here-document\n'],
    ['[[ a = b ]]', "sh: syntax error: '[[' is of bash, and this is the sh of busybox\n"],
    ['a=(1 2)', 'sh: syntax error: unexpected "("\n'],
  ])('%s is told to be wrong', (line, wanted) => {
    expect(script(line)).toBe(wanted);
  });
});

describe('redirections', () => {
  it('write, append, read and join', () => {
    const it = board();
    expect(it.script('echo one > /tmp/f; echo two >> /tmp/f; cat < /tmp/f')).toBe('one\ntwo\n');
    expect(it.script('cat /nothing > /tmp/e 2>&1; wc -l < /tmp/e; cat /tmp/e')).toBe(
      "1\ncat: can't open '/nothing': No such file or directory\n",
    );
    expect(it.script('cat /nothing 2> /dev/null; echo $?')).toBe('1\n');
    expect(it.script('> /tmp/f; wc -c /tmp/f')).toBe('0 /tmp/f\n');
  });

  it.each([
    ['echo a > /nowhere/f', "sh: can't create /nowhere/f: nonexistent directory\n"],
    ['cat < /nothing', "sh: can't open /nothing: no such file\n"],
    ['echo a > /tmp', "sh: can't create /tmp: Is a directory\n"],
    ['echo a > /proc/uptime', "sh: can't create /proc/uptime: Permission denied\n"],
    ['echo a > /sys/made', "sh: can't create /sys/made: Permission denied\n"],
  ])('%s fails as ash says it', (line, wanted) => {
    expect(script(`${line}; echo $?`)).toBe(`${wanted}1\n`);
  });

  it('make an ordinary file where the tty is not there yet, which then hides the tty', () => {
    const it = board();
    const stray: string[] = [];
    it.files.onStrayFile((path) => stray.push(path));
    it.script('echo early > /dev/ttyRPMSG0; echo a > /tmp/f; echo b > /dev/null');
    expect(stray).toEqual(['/dev/ttyRPMSG0']);
    it.plugTty();
    expect(it.files.shadowed).toEqual(['/dev/ttyRPMSG0']);
    expect(it.script('echo late >> /dev/ttyRPMSG0; cat /dev/ttyRPMSG0; ls -l /dev/ttyRPMSG0')).toBe(
      'early\nlate\n-rw-r--r--    1 root     root            11 Jan  1 00:00 /dev/ttyRPMSG0\n',
    );
    expect(it.devices.written).toEqual([]);
    it.script('rm /dev/ttyRPMSG0');
    it.unplugTty();
    it.plugTty();
    it.script('echo now > /dev/ttyRPMSG0');
    expect(it.devices.written).toEqual(['now\n']);
  });
});

describe('devices that block', () => {
  it('echo start sleeps in the kernel, and the next line comes after it', () => {
    const it = board();
    it.shell.runScript(`echo start > ${stateFile}; cat ${stateFile}\n`);
    it.run(ms(20));
    expect(it.shell.tasks()).toEqual([{ name: 'echo start', state: 'asleep in write()' }]);
    it.run(ms(30));
    expect(it.shell.stdout).toBe('running\n');
    expect(it.script(`echo start > ${stateFile}`)).toBe('sh: write error: Device or resource busy\n');
    expect(it.script(`echo stop > ${stateFile}; echo $?`)).toBe('sh: write error: Invalid argument\n1\n');
  });

  it('cat waits for the tty in the background and ends with it', () => {
    const it = board();
    it.plugTty();
    expect(it.typed('cat /dev/ttyRPMSG0 &\n')).toBe(`cat /dev/ttyRPMSG0 &\n[1] 412\n${prompt}`);
    it.receive('hello\n');
    it.run();
    expect(it.shell.stdout).toBe('hello\n');
    expect(it.typed('jobs\n')).toBe(`jobs\n[1]+  Running                    cat /dev/ttyRPMSG0\n${prompt}`);
    it.unplugTty();
    it.run();
    expect(it.shell.tasks()).toEqual([]);
    expect(it.typed('\n')).toBe(`\n[1]+  Done                       cat /dev/ttyRPMSG0\n${prompt}`);
  });

  it('a full ring stops the writer', () => {
    const it = board();
    it.plugTty();
    it.devices.full = true;
    expect(it.script('echo a > /dev/ttyRPMSG0; echo done')).toBe('');
    it.makeRoom();
    it.run();
    expect(it.shell.stdout).toBe('done\n');
    expect(it.devices.written).toEqual(['a\n']);
  });

  it('a filter prints the lines that came, in a pipeline of four', () => {
    const it = board();
    it.plugTty();
    it.shell.runScript('cat /dev/ttyRPMSG0 | grep -n t | tee /tmp/log | head -n 2\n');
    it.run();
    it.receive('one\ntwo\nthr');
    it.run();
    expect(it.shell.stdout).toBe('2:two\n');
    it.receive('ee\nfour\nten\n');
    it.run();
    // head is gone: the next line ends tee, the one after it grep, the third cat.
    for (const line of ['twelve\n', 'thirteen\n', 'fourteen\n']) {
      it.receive(line);
      it.run();
    }
    expect(it.shell.stdout).toBe('2:two\n3:three\n');
    expect(it.script('cat /tmp/log')).toBe('2:two\n3:three\n5:ten\n');
  });

  it('sleep takes its time', () => {
    const it = board();
    it.shell.runScript('sleep 0.05; echo awake\n');
    it.run(ms(50));
    expect(it.shell.stdout).toBe('');
    expect(it.shell.tasks()).toEqual([{ name: 'sleep 0.05', state: 'asleep in nanosleep()' }]);
    it.run(ms(5));
    expect(it.shell.stdout).toBe('awake\n');
  });
});

describe('the console', () => {
  it('shows prompt, line, answer, prompt', () => {
    const it = board();
    expect(it.typed('echo hi\n')).toBe(`echo hi\nhi\n${prompt}`);
    expect(it.typed('cd /sys/class\n')).toBe('cd /sys/class\nroot@stm32mp1:/sys/class# ');
  });

  it('shows pasted lines each behind its own prompt', () => {
    expect(board().typed('echo a\necho b\n')).toBe(`echo a\na\n${prompt}echo b\nb\n${prompt}`);
  });

  it('asks for the rest of a line', () => {
    expect(board().typed("echo 'a\nb'\n")).toBe(`echo 'a\n> b'\na\nb\n${prompt}`);
  });

  it('gives typed lines to the command in the foreground, until Ctrl-D', () => {
    const it = board();
    it.typed('cat\n');
    expect(it.typed('hello\n')).toBe('hello\nhello\n');
    expect(it.typed('\x04')).toBe(prompt);
  });

  it('Ctrl-C ends the foreground command and the rest of the line', () => {
    const it = board();
    it.plugTty();
    expect(it.typed('cat /dev/ttyRPMSG0; echo never\n')).toBe('cat /dev/ttyRPMSG0; echo never\n');
    expect(it.typed('\x03')).toBe(`^C\n${prompt}`);
    expect(it.typed('echo $?\n')).toBe(`echo $?\n130\n${prompt}`);
  });

  it('Ctrl-C waits for the kernel where a write cannot be interrupted', () => {
    const it = board();
    it.typed(`echo start > ${stateFile}\n`, ms(10));
    expect(it.typed('\x03', ms(10))).toBe('^C\n');
    expect(it.typed('', ms(20))).toBe(prompt);
    expect(it.devices.state).toBe('running');
  });

  it('kill, wait and fg reach background jobs', () => {
    const it = board();
    it.typed('sleep 100 &\nsleep 0.01 &\n', ms(5));
    expect(it.typed('wait %2\n', ms(50))).toBe(`wait %2\n[2]+  Done                       sleep 0.01\n${prompt}`);
    expect(it.typed('kill %1\n')).toBe(`kill %1\n[1]+  Terminated                 sleep 100\n${prompt}`);
    expect(it.typed('kill %1 99\n')).toBe(
      `kill %1 99\nsh: kill: %1: no such job\nsh: can't kill pid 99: No such process\n${prompt}`,
    );
    it.typed('sleep 50 &\n');
    expect(it.typed('fg\n')).toBe('fg\nsleep 50\n');
    it.typed('\x03');
    expect(it.shell.tasks()).toEqual([]);
  });
});

describe('facts', () => {
  it('name the line, its end and the command as the cause of what it did', () => {
    const it = board();
    const causes: (number | undefined)[] = [];
    it.files.register('spy', {
      write: (_file, bytes) => {
        causes.push(it.log.context.cause);
        return { kind: 'value', value: bytes.length };
      },
    });
    it.files.addDevice('/dev/spy', { driver: 'spy', device: 0, mode: 0o600, character: { major: 1, minor: 9 } });
    it.script('echo a > /dev/spy; false');
    const events = Array.from({ length: it.log.length }, (_, seq) => it.log.at(seq)!);
    expect(events.map(({ kind, fields, cause }) => [kind, fields, cause])).toEqual([
      ['shell.ran', { line: 'echo a > /dev/spy' }, undefined],
      ['shell.exited', { line: 'echo a > /dev/spy', code: 0 }, 0],
      ['shell.ran', { line: 'false' }, undefined],
      ['shell.exited', { line: 'false', code: 1 }, 2],
    ]);
    expect(causes).toEqual([0]);
    expect(it.log.context).toEqual({ cause: undefined, pc: undefined });
  });
});

describe('Ctrl-Z', () => {
  it('stops what is in the foreground; bg and fg let it go on', () => {
    const it = board();
    it.typed('sleep 1; echo never\n', ms(500));
    expect(it.typed('\x1a')).toBe(`^Z\n[1]+  Stopped                    sleep 1\n${prompt}`);
    expect(it.typed('echo $?; jobs; ps\n', ms(3000))).toBe(
      `echo $?; jobs; ps\n148\n[1]+  Stopped                    sleep 1\n` +
        `  PID USER     STAT COMMAND\n  412 root     T    sleep 1\n  415 root     R    ps\n${prompt}`,
    );
    expect(it.typed('bg; wait %1\n')).toBe(
      `bg; wait %1\n[1] sleep 1\n[1]+  Done                       sleep 1\n${prompt}`,
    );
    it.typed('while :; do sleep 1; done | cat\n', ms(100));
    it.typed('\x1a', ms(10));
    it.typed('fg\n', ms(10));
    expect(it.shell.idle).toBe(false);
    expect(it.typed('\x03')).toBe(`^C\n[1]+  Interrupt                  while :; do sleep 1; done | cat\n${prompt}`);
    expect(it.shell.idle).toBe(true);
  });

  it('a stopped job that wants to read the console stays stopped behind the prompt', () => {
    const it = board();
    it.typed('cat\n', ms(10));
    it.typed('\x1a', ms(10));
    expect(it.typed('bg\n', ms(10))).toContain('[1]+  Stopped (tty input)        cat\n');
    it.typed('fg\n', ms(10));
    expect(it.typed('hello\n', ms(10))).toBe('hello\nhello\n');
  });
});

describe('a checkpoint', () => {
  it('in the middle of a loop, a substitution and a function', () => {
    const it = board();
    it.shell.runScript(
      'f() { local n=$1; while [ $n -gt 0 ]; do x=$(sleep 0.01; echo $n); echo $x; n=$((n-1)); done; }; f 9\n',
    );
    it.run(ms(40));
    const saved = it.save();
    it.run();
    const wanted = it.shell.stdout;
    expect(wanted).toBe('9\n8\n7\n6\n5\n4\n3\n2\n1\n');
    it.load(saved);
    expect(it.shell.stdout.length).toBeLessThan(wanted.length);
    it.run();
    expect(it.shell.stdout).toBe(wanted);
  });

  it('in the middle of a blocked pipeline: run on, go back, run again, the same text', () => {
    const it = board();
    it.plugTty();
    it.shell.runScript('sleep 0.1 && echo late & cat /dev/ttyRPMSG0 | grep -n o | tail -n 1; echo end\n');
    it.run(ms(20));
    it.receive('one\ntw');
    it.run(ms(20));
    const saved = it.save();
    const goOn = (): string => {
      it.receive('o\nthree\n');
      it.run(ms(200));
      it.unplugTty();
      it.run(ms(200));
      return it.shell.stdout;
    };
    const first = goOn();
    expect(first).toBe('late\n2:two\nend\n');
    it.load(saved);
    expect(it.shell.stdout).toBe('');
    expect(goOn()).toBe(first);
  });
});
