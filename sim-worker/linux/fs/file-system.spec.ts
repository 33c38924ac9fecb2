/** Files, devices that block and go away, pipes, and copies of all that. */
import { describe, expect, it } from 'vitest';
import { ns } from '../../contract/units';
import { Clock } from '../../kernel/clock';
import { attributeOperations } from './attribute';
import { EACCES, EAGAIN, EBADF, EINVAL, EIO, EISDIR, ENODEV, ENOENT, EPIPE } from './errno';
import { FileSystem } from './file-system';
import { decodeText, encodeText } from './text';
import {
  type Answer,
  failed,
  forAppending,
  forBoth,
  forCreating,
  forReading,
  forWriting,
  ttyWhenGone,
  value,
  wait,
} from './vfs';

const opened = (answer: Answer<number>): number => {
  if (answer.kind !== 'value') throw new Error(JSON.stringify(answer));
  return answer.value;
};
const textOf = (answer: Answer<Uint8Array>): string =>
  answer.kind === 'value' ? decodeText(answer.value) : answer.kind;
function withFolders(): FileSystem {
  const files = new FileSystem(new Clock());
  for (const folder of ['/tmp', '/dev', '/sys/class']) files.addFolder(folder);
  return files;
}

describe('ordinary files', () => {
  it('are made, written, appended and read in pieces', () => {
    const files = withFolders();
    const out = opened(files.open('/tmp/f', forCreating));
    files.write(out, encodeText('hello '));
    files.write(out, encodeText('world'));
    files.close(out);
    const more = opened(files.open('/tmp/f', forAppending));
    files.write(more, encodeText('!'));
    const input = opened(files.open('/tmp/f', forReading));
    expect([4, 100, 100].map((length) => textOf(files.read(input, length)))).toEqual(['hell', 'o world!', '']);
    expect(files.status('/tmp/f')).toMatchObject({ kind: 'file', size: 12, mode: 0o644 });
    opened(files.open('/tmp/f', forCreating));
    expect(files.status('/tmp/f')?.size).toBe(0);
  });

  it('keep what a reader took before they change', () => {
    const files = withFolders();
    files.addFile('/lib/firmware/a.elf', encodeText('abc'));
    const contents = files.contents('/lib/firmware/a.elf')!;
    files.write(opened(files.open('/lib/firmware/a.elf', forBoth)), encodeText('X'));
    expect(decodeText(contents)).toBe('abc');
    expect(decodeText(files.contents('/lib/firmware/a.elf')!)).toBe('Xbc');
  });

  it.each([
    ['/tmp/nothing', forReading, ENOENT],
    ['/nowhere/f', forCreating, ENOENT],
    ['/tmp', forWriting, EISDIR],
    ['/sys/class/new', forCreating, EACCES],
  ])('%s refuses %o with %i', (path, mode, errno) => {
    expect(withFolders().open(path, mode)).toEqual(failed(errno));
  });

  it('need a descriptor that was opened for it', () => {
    const files = withFolders();
    const out = opened(files.open('/tmp/f', forCreating));
    expect(files.read(out, 1)).toEqual(failed(EBADF));
    files.close(out);
    expect(files.write(out, encodeText('a'))).toEqual(failed(EBADF));
  });
});

it('an older copy that is gone back to and grows differently does not reach into a newer copy', () => {
  const files = withFolders();
  const file = opened(files.open('/tmp/f', forCreating));
  files.write(file, encodeText('ab'));
  const older = files.save();
  files.write(file, encodeText('c'));
  const newer = files.save();
  files.load(older);
  files.write(file, encodeText('X'));
  expect(decodeText(files.contents('/tmp/f')!)).toBe('abX');
  files.load(newer);
  expect(decodeText(files.contents('/tmp/f')!)).toBe('abc');
});

describe('devices', () => {
  const attribute = { driver: 'attribute', device: 'state', character: undefined };

  it('make their text at the first read and take a write whole', () => {
    const files = withFolders();
    let state = 'offline';
    const show = (): string => `${state}\n`;
    files.register(
      'attribute',
      attributeOperations({ show, store: (text) => (text === 'ö' ? value(1) : failed(EINVAL)) }),
    );
    files.addDevice('/sys/class/state', { ...attribute, mode: 0o644 });
    const handle = opened(files.open('/sys/class/state', forReading));
    expect(textOf(files.read(handle, 3))).toBe('off');
    state = 'running';
    expect(textOf(files.read(handle, 100))).toBe('line\n');
    const out = opened(files.open('/sys/class/state', forWriting));
    expect(files.write(out, encodeText('ö'))).toEqual(value(2));
    expect(files.write(out, encodeText('x'))).toEqual(failed(EINVAL));
  });

  it('of sysfs obey their mode even for root; character devices do not', () => {
    const files = withFolders();
    files.register('attribute', {});
    files.addDevice('/sys/class/name', { ...attribute, mode: 0o444 });
    files.addDevice('/sys/class/crash', { ...attribute, mode: 0o200 });
    files.addDevice('/dev/c', { ...attribute, mode: 0, character: { major: 1, minor: 1 } });
    expect(files.open('/sys/class/name', forCreating)).toEqual(failed(EACCES));
    expect(files.open('/sys/class/crash', forReading)).toEqual(failed(EACCES));
    expect(files.open('/dev/c', forBoth).kind).toBe('value');
  });

  it('may let an open wait, and hear of it again', () => {
    const files = withFolders();
    let ready = false;
    files.register('slow', { open: () => (ready ? value(undefined) : wait('slow')) });
    files.addDevice('/dev/slow', { driver: 'slow', device: 0, mode: 0o600, character: undefined });
    expect(files.open('/dev/slow', forReading)).toEqual(wait('slow'));
    expect(files.openFiles('slow')).toEqual([]);
    ready = true;
    expect(files.open('/dev/slow', forReading).kind).toBe('value');
  });

  it('that are removed hang up what is open: a tty ends, a sysfs file gives ENODEV; close is told once', () => {
    const files = withFolders();
    const closed: string[] = [];
    files.register('tty', { close: (file) => closed.push(file.path), whenGone: ttyWhenGone });
    files.register('attribute', {});
    files.addDevice('/dev/tty0', { driver: 'tty', device: 0, mode: 0o600, character: { major: 4, minor: 0 } });
    files.addDevice('/sys/class/x/name', { ...attribute, mode: 0o644 });
    const tty = files.share(opened(files.open('/dev/tty0', forBoth)));
    const name = opened(files.open('/sys/class/x/name', forBoth));
    files.removeDevice('/dev/tty0');
    files.removeDevice('/sys/class/x');
    expect(files.read(tty, 1)).toEqual(value(new Uint8Array(0)));
    expect(files.write(tty, encodeText('a'))).toEqual(failed(EIO));
    expect(files.read(name, 1)).toEqual(failed(ENODEV));
    expect(files.list('/sys/class')).toEqual([]);
    files.close(tty);
    expect(closed).toEqual([]);
    files.close(tty);
    expect(closed).toEqual(['/dev/tty0']);
  });
});

describe('pipes', () => {
  it('make readers and writers wait for each other', () => {
    const files = withFolders();
    const woken: string[] = [];
    files.onWake((queue) => woken.push(queue));
    const { reader, writer } = files.pipe();
    const empty = files.read(reader, 10);
    expect(empty).toMatchObject({ kind: 'wait' });
    expect(files.write(writer, new Uint8Array(70_000))).toEqual(value(65_536));
    expect(woken).toEqual([empty.kind === 'wait' ? empty.queue : '']);
    expect(files.write(writer, new Uint8Array(1))).toEqual(empty);
    files.close(writer);
    expect([60_000, 60_000, 1].map((length) => textOf(files.read(reader, length)).length)).toEqual([60_000, 5_536, 0]);
  });

  it('break when nobody reads', () => {
    const files = withFolders();
    const { reader, writer } = files.pipe();
    files.close(reader);
    expect(files.write(writer, new Uint8Array(1))).toEqual(failed(EPIPE));
  });
});

it('a copy brings back names, contents, positions and pipes, and shares nothing', () => {
  const clock = new Clock();
  const build = (): FileSystem => {
    const files = new FileSystem(clock);
    files.addFolder('/tmp');
    files.register('eager', { read: () => failed(EAGAIN) });
    return files;
  };
  const files = build();
  clock.advanceTo(ns(5));
  files.addDevice('/dev/e', { driver: 'eager', device: { port: 3 }, mode: 0o600, character: undefined });
  const file = opened(files.open('/tmp/f', forCreating));
  files.write(file, encodeText('one'));
  const pipe = files.pipe();
  files.write(pipe.writer, encodeText('in the pipe'));
  const device = opened(files.open('/dev/e', forReading));
  const saved = files.save();
  files.write(file, encodeText('two'));
  files.read(pipe.reader, 100);
  files.removeDevice('/dev/e');
  const copy = build();
  copy.load(saved);
  expect(textOf(copy.read(pipe.reader, 100))).toBe('in the pipe');
  expect(copy.read(device, 1)).toEqual(failed(EAGAIN));
  expect(copy.file(device)).toMatchObject({ device: { port: 3 }, gone: false });
  copy.write(file, encodeText('!'));
  expect(decodeText(copy.contents('/tmp/f')!)).toBe('one!');
  expect(decodeText(files.contents('/tmp/f')!)).toBe('onetwo');
});
