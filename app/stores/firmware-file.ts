/** From what was dropped or chosen to one file's bytes, or a sentence that says why not. */
import { maxFirmwareBytes } from './commands';
import type { FirmwareFile } from './session-state';

export type Picked =
  | { readonly ok: true; readonly file: FirmwareFile; readonly remark: string }
  | { readonly ok: false; readonly why: string };

const looksLikeFirmware = ({ name }: { readonly name: string }): boolean => /\.(elf|axf|out)$/i.test(name);
const no = (why: string): Picked => ({ ok: false, why });

/** Of several files the one that is called like an ELF is taken; a file far too large is not even read. */
export async function pickFirmware(files: readonly File[]): Promise<Picked> {
  const [only] = files;
  if (only === undefined) return no('Nothing was dropped that can be read as a file.');
  const named = files.filter(looksLikeFirmware);
  const file = files.length === 1 ? only : named.length === 1 ? named[0] : undefined;
  if (file === undefined) return no(`${files.length} files were given; one at a time, please: the .elf of the M4.`);
  if (file.size > maxFirmwareBytes) {
    return no(
      `${file.name} has ${Math.round(file.size / 1024 / 1024)} MiB; firmware for this chip stays far under 64 MiB.`,
    );
  }
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const remark = files.length === 1 ? '' : `Of ${files.length} files, ${file.name} was taken.`;
    return { ok: true, file: { name: file.name, bytes }, remark };
  } catch {
    return no(`${file.name} could not be read. Is it a folder, or was it moved meanwhile?`);
  }
}

/** What a drop carries; a folder is told apart before it is read. */
export async function pickDropped(data: DataTransfer): Promise<Picked> {
  const folder = [...data.items].map((item) => item.webkitGetAsEntry?.()).find((entry) => entry?.isDirectory === true);
  if (folder !== undefined && folder !== null)
    return no(`${folder.name} is a folder. Drop the .elf file that lies in it.`);
  return pickFirmware([...data.files]);
}
