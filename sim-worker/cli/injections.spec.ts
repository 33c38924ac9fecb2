/** Faults on purpose on the command line: armed before the board starts, told in text and JSON, and a failure when they never fire. */
import { describe, expect, it } from 'vitest';
import { injectionKinds } from '../contract/injections';
import { listInjections } from './injections';
import { parseArguments, type RunCommand } from './options';
import { run } from './run';
import { UsageError } from './words';

const file = 'public/demos/tty-echo/tty-echo.elf';
const command = (...args: readonly string[]): RunCommand =>
  parseArguments(['run', file, '--for', '200ms', '-c', 'echo hello > /dev/ttyRPMSG0', ...args]) as RunCommand;

describe('ampscope run --inject', () => {
  it('says when the fault fired', () => {
    const { exitCode, output, errors } = run(command('--inject', 'delay-kick channel=2 from=linux delay=5ms'));
    expect([exitCode, errors]).toEqual([0, []]);
    expect(output).toMatch(/^delay-kick channel=2 from=linux nth=1 delay=5ms: Fired at \d+\.\d{6} ms, event #\d+\.$/m);
  });

  it('fails when it never did, with what it waits for', () => {
    const { exitCode, errors } = run(command('--inject', 'drop-kick channel=2 nth=3'));
    expect(exitCode).toBe(1);
    expect(errors).toEqual([
      'drop-kick channel=2 from=linux nth=3: Never fired: it waits for the 3rd bell that Linux rings on channel 2; there was 1 so far.',
    ]);
  });

  it('gives each as data', () => {
    const { output } = run(command('--json', '--inject', 'drop-kick channel=2', '--inject', 'hold-semaphore'));
    const { injections } = JSON.parse(output);
    expect(injections).toMatchObject([
      { injection: 'drop-kick channel=2 from=linux nth=1', fired: 1, firedAt: { seq: expect.any(Number) } },
      { injection: 'hold-semaphore semaphore=0 owner=m4', fired: 1, firedAt: { time: 0 } },
    ]);
  });

  it('a fault that cannot be read, or not be on this board, is a mistake of the user', () => {
    expect(() => run(command('--inject', 'drop-kick chanel=2'))).toThrow(UsageError);
    expect(() => run(command('--inject', 'take-peripheral peripheral=UART99'))).toThrow(/no peripheral UART99/);
    expect(() => run(command('--boot', 'engineering', '--inject', 'kill-linux'))).toThrow(/no Linux/);
  });
});

it('--list-injections names them all, as text and as data', () => {
  expect(parseArguments(['run', '--list-injections', '--json'])).toEqual({ command: 'list-injections', json: true });
  const text = listInjections(false);
  for (const kind of injectionKinds) expect(text).toContain(`  ${kind}: `);
  expect(JSON.parse(listInjections(true)).map(({ kind }: { kind: string }) => kind)).toEqual([...injectionKinds]);
});
