/** The command line's words, durations, expectations. */
import { describe, expect, it } from 'vitest';
import { failureOf } from './expect';
import { parseArguments, parseDuration, UsageError } from './options';

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
