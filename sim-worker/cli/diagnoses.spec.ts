/** Findings on the command line: of a file, of a run, and the table of rules. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeRules } from '../diagnose/all';
import { makeElf } from '../testing/make-elf';
import { check } from './check';
import { listRules } from './diagnoses';
import { parseArguments } from './options';
import { run } from './run';

const demo = 'public/demos/tty-echo/tty-echo.elf';
let folder: string;
let flash: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ampscope-'));
  flash = join(folder, 'flash.elf');
  writeFileSync(flash, makeElf({ segments: [{ address: 0x0800_0000, bytes: new Uint8Array(64) }] }));
});
afterAll(() => rmSync(folder, { recursive: true }));

function outputOf(...args: readonly string[]): string {
  const command = parseArguments(args);
  if (command.command === 'check') return check(command).output;
  if (command.command === 'run') return run(command).output;
  throw new Error(`no ${command.command} here`);
}

describe('check', () => {
  it('prints the lines that the kernel will print, and below what is wrong', () => {
    const text = outputOf('check', flash);
    expect(text).toContain('remoteproc remoteproc0: bad phdr da 0x8000000 mem 0x40');
    expect(text).toContain('[segment-outside-memory, sure]');
    expect(text.indexOf('bad phdr')).toBeLessThan(text.indexOf('segment-outside-memory'));
  });

  it('has them as data', () => {
    const { loads, errno, diagnoses } = JSON.parse(outputOf('check', flash, '--json'));
    expect({ loads, errno }).toEqual({ loads: false, errno: 22 });
    expect(diagnoses[0]).toMatchObject({ id: 'segment-outside-memory', certainty: 'sure' });
    for (const part of ['title', 'seen', 'evidence', 'why', 'mend']) expect(diagnoses[0][part]).toBeTruthy();
  });

  it('finds nothing in a demo', () => {
    expect(JSON.parse(outputOf('check', demo, '--json')).diagnoses).toEqual([]);
  });

  it('lists every rule', () => {
    const rules = JSON.parse(listRules(true));
    expect(rules).toEqual(describeRules());
    expect(listRules(false)).toContain('kick-never-acknowledged  The M4 never acknowledges a bell');
    expect(parseArguments(['check', '--list-rules'])).toEqual({ command: 'list-rules', json: false });
  });
});

describe('run', () => {
  const broken = ['run', demo, '--for', '300ms', '--inject', 'drop-kick channel=2 from=linux nth=1'];
  const hello = ['-c', 'sleep 0.05; echo hello > /dev/ttyRPMSG0'];

  it('ends with what is wrong', () => {
    expect(outputOf(...broken, ...hello)).toContain('[bell-lost, sure]');
  });

  it('has it as data, and why with --why only', () => {
    const result = JSON.parse(outputOf(...broken, ...hello, '--json', '--why'));
    expect(result.diagnoses[0]).toMatchObject({ id: 'bell-lost', certainty: 'sure' });
    expect(result.why).toMatchObject({ rule: 'bell-lost' });
    expect(result.why.chain.at(-1)).toMatchObject({ title: 'fault 1 on purpose', culprit: true });
    expect(JSON.parse(outputOf(...broken, ...hello, '--json')).why).toBeUndefined();
  });

  it('says nothing of a healthy run, and keeps what is harmless for the data', () => {
    const healthy = ['run', demo, '--for', '300ms', ...hello];
    expect(outputOf(...healthy)).not.toContain('Mend:');
    const { diagnoses } = JSON.parse(outputOf(...healthy, '--json'));
    expect(diagnoses.map(({ id }: { id: string }) => id)).toEqual(['no-bell-by-design']);
  });

  it('draws the chain as text', () => {
    expect(outputOf('run', demo, '--for', '200ms', '-c', 'cat /dev/ttyRPMSG0 &', '--why')).toContain(
      'Why is nothing happening? Nothing is wrong: cat /dev/ttyRPMSG0 waits for the M4',
    );
  });
});
