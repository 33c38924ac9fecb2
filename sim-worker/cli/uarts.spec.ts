/** Serial ports on the command line, with a firmware that sends back through USART3 what it receives. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { uartEchoFirmware } from '../testing/small-programs';
import { parseArguments, type RunCommand } from './options';
import { run } from './run';
import { readTyped } from './uarts';
import { UsageError } from './words';

const folder = mkdtempSync(pathOf(tmpdir(), 'ampscope-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = pathOf(folder, 'uart-echo.elf');
writeFileSync(file, uartEchoFirmware());

const command = (...args: readonly string[]) => parseArguments(['run', file, '--for', '12.5ms', ...args]) as RunCommand;

describe('--uart', () => {
  it('types at the time that was given, and what the port prints is in the report', () => {
    const typed = ['--uart', 'USART3@11.5ms=there', '--uart', 'USART3@10.5ms=hello \\r\\n'];
    const result = JSON.parse(run(command(...typed, '--json')).output);
    expect(result.uarts).toEqual({ USART3: 'hello \r\nthere' });
    expect(result.counts).toMatchObject({ 'uart.typed': 2, 'uart.printed': 1 });
    expect(run(command(...typed)).output).toContain('USART3 printed: "hello \\r\\nthere"');
  });

  it('gives the same run each time', () => {
    const counts = () =>
      JSON.parse(run(command('--uart', 'USART3@10.5ms=abc', '--json')).output).time.instructions as number;
    expect(counts()).toBe(counts());
  });

  it('knows the ports that there are', () => {
    expect(() => run(command('--uart', 'USART9@1ms=x'))).toThrow(/--uart USART9: one of USART2, USART3, UART4/);
  });
});

it.each([
  ['USART3@2ms=a=b', { uart: 'USART3', at: 2e6, text: 'a=b' }],
  ['UART7@1s=\\t\\\\n', { uart: 'UART7', at: 1e9, text: '\t\\n' }],
])('%s is read', (word, typed) => {
  expect(readTyped(word)).toEqual(typed);
});

it.each(['USART3', 'USART3=hello', 'USART3@soon=hello'])('%s is not understood', (word) => {
  expect(() => readTyped(word)).toThrow(UsageError);
});
