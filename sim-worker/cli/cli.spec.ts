/** The command line's words, durations, expectations. */
import { describe, expect, it } from 'vitest';
import { failureOf } from './expect';
import { parseArguments } from './options';
import { type RunResult, run } from './run';
import { parseDuration, UsageError } from './words';

describe('arguments', () => {
  it('reads a run', () => {
    const command = parseArguments([
      'run',
      'a.elf',
      '-c',
      'echo 1',
      '-c',
      'echo 2',
      '--for',
      '200ms',
      '--json',
      '--boot',
      'engineering',
      '--tree',
      'st',
      '--kernel',
      'B',
      '--uboot',
      '--auto-boot',
      '--latency',
      'work=20us',
      '--etzpc-answer',
      'zero',
    ]);
    expect(command).toMatchObject({
      command: 'run',
      file: 'a.elf',
      lines: ['echo 1', 'echo 2'],
      duration: 200e6,
      json: true,
      boot: 'engineering',
      board: 'dk2',
      tree: 'st',
      kernel: 'B',
      uBoot: true,
      autoBoot: true,
      latencies: [['work', 20_000]],
      etzpcAnswer: 'zero',
    });
  });

  it.each([
    [['fly'], 'unknown command'],
    [['run'], 'needs a firmware file'],
    [['run', 'a', 'b'], 'one firmware file at a time'],
    [['run', 'a', '--for'], '--for needs a value'],
    [['run', 'a', '--for', 'soon'], 'give a number with'],
    [['run', 'a', '--board', 'h7'], 'one of dk2, ev1'],
    [['run', 'a', '--latency', 'work'], '--latency work'],
    [['run', 'a', '--tree', 'bsp'], 'one of mainline, st'],
    [['run', 'a', '--kernel', '6'], 'one of A, B, C'],
    [['run', 'a', '--etzpc-answer', 'silence'], 'one of bus-error, zero'],
    [['check', 'a', '-c', 'x'], 'check does not know -c'],
  ])('%j is told', (args, message) => {
    expect(() => parseArguments(args)).toThrow(UsageError);
    expect(() => parseArguments(args)).toThrow(message);
  });

  it.each([
    ['1ns', 1],
    ['2.5us', 2500],
    ['200ms', 200e6],
    ['3s', 3e9],
  ])('%s is %d ns', (text, wanted) => {
    expect(parseDuration(text)).toBe(wanted);
  });
});

describe('expectations', () => {
  const result = {
    linux: { state: 'running', ttys: { ttyRPMSG0: 'hello\n' }, dmesg: ['a line', 'another'] },
    counts: { 'ipcc.occupied': 4 },
  };

  it.each([
    '.linux.state == running',
    'linux.state != offline',
    ".linux.ttys.ttyRPMSG0 contains 'hello'",
    '.linux.dmesg contains another',
    '.linux.dmesg[1] == another',
    '.counts.ipcc.occupied >= 4',
  ])('%s holds', (expression) => {
    expect(failureOf(expression, result)).toBeUndefined();
  });

  it.each([
    ['.linux.state == offline', 'found running'],
    ['.counts.ipcc.occupied > 4', 'found 4'],
    ['.linux.nothing == 1', 'found undefined'],
  ])('%s fails with what was found', (expression, found) => {
    expect(failureOf(expression, result)).toContain(found);
  });

  it('an expression that is none is a mistake of the user', () => {
    expect(() => failureOf('running?', result)).toThrow(UsageError);
  });
});

describe('--until', () => {
  const file = 'public/demos/tty-echo/tty-echo.elf';
  const runUntil = (until: string) => {
    const command = parseArguments(['run', file, '--for', '40ms', '--json', '--until', until]);
    if (command.command !== 'run') throw new Error('no run');
    const { exitCode, output } = run(command);
    return { exitCode, ...(JSON.parse(output) as RunResult) };
  };

  it.each([
    ['rpmsg.announced', 'The firmware announces “rpmsg-tty”.'],
    ['ipcc.occupied channel=1 from=m4 hit=2', 'The M4 has rung channel 1.'],
    ['free-buffers ring=0 < 16', 'vring0 has 15 free buffers.'],
    ['at main', 'The M4 has come to main at'],
  ])('%s stops the run and says why', (until, sentence) => {
    const result = runUntil(until);
    expect(result.stopped).toContain(sentence);
    expect(result.time.virtualNs).toBeLessThan(39e6);
    expect(result.exitCode).toBe(0);
  });

  it('runs on to the end when it does not happen', () => {
    expect(runUntil('hsem.taken')).toMatchObject({ stopped: null, time: { virtualNs: 40e6 } });
  });

  it.each([
    ['rpmsg.anounced', 'did you mean rpmsg.announced?'],
    ['ipcc.occupied chanel=1', 'did you mean channel?'],
    ['at mian', 'did you mean main?'],
  ])('%s is a mistake of the user', (until, words) => {
    expect(() => runUntil(until)).toThrow(UsageError);
    expect(() => runUntil(until)).toThrow(words);
  });
});
