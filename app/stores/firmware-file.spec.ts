/** What was dropped becomes one file, or a sentence that says why not. */
import { expect, it } from 'vitest';
import { maxFirmwareBytes } from './commands';
import { pickDropped, pickFirmware } from './firmware-file';

const fileOf = (name: string, size = 4): File => new File([new Uint8Array(size)], name);

it('takes a single file whatever it is called', async () => {
  const picked = await pickFirmware([fileOf('firmware.bin')]);
  expect(picked).toMatchObject({ ok: true, file: { name: 'firmware.bin' }, remark: '' });
});

it('takes the one of several that is called like an ELF, and says so', async () => {
  const picked = await pickFirmware([fileOf('echo.map'), fileOf('echo.elf')]);
  expect(picked).toMatchObject({ ok: true, file: { name: 'echo.elf' }, remark: 'Of 2 files, echo.elf was taken.' });
});

it('does not guess between two', async () => {
  const picked = await pickFirmware([fileOf('a.elf'), fileOf('b.elf')]);
  expect(picked).toMatchObject({ ok: false, why: expect.stringContaining('one at a time') });
});

it('does not read a file that is far too large', async () => {
  const huge = {
    name: 'disk.img',
    size: maxFirmwareBytes + 1,
    arrayBuffer: () => Promise.reject(new Error('read')),
  } as unknown as File;
  expect(await pickFirmware([huge])).toMatchObject({ ok: false, why: expect.stringContaining('64 MiB') });
});

it('says what a folder is', async () => {
  const items = [{ webkitGetAsEntry: () => ({ isDirectory: true, name: 'build' }) }];
  const picked = await pickDropped({ items, files: [] } as unknown as DataTransfer);
  expect(picked).toMatchObject({ ok: false, why: expect.stringContaining('build is a folder') });
});

it('survives a drop without files and a file that vanished', async () => {
  expect(await pickFirmware([])).toMatchObject({ ok: false });
  const gone = { name: 'gone.elf', size: 4, arrayBuffer: () => Promise.reject(new Error('gone')) } as unknown as File;
  expect(await pickFirmware([gone])).toMatchObject({ ok: false, why: expect.stringContaining('could not be read') });
});
