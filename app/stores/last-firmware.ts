/** The firmware of the last visit, kept in this browser's own storage and nowhere else. */
import { del, get, set } from 'idb-keyval';
import type { FirmwareFile } from './session-state';

const key = 'last-firmware';

export async function rememberFirmware(file: FirmwareFile): Promise<void> {
  await set(key, file).catch(() => undefined);
}

export async function lastFirmware(): Promise<FirmwareFile | undefined> {
  const kept: unknown = await get(key).catch(() => undefined);
  if (typeof kept !== 'object' || kept === null || !('name' in kept) || !('bytes' in kept)) return undefined;
  const { name, bytes } = kept;
  return typeof name === 'string' && bytes instanceof Uint8Array ? { name, bytes: new Uint8Array(bytes) } : undefined;
}

export async function forgetFirmware(): Promise<void> {
  await del(key).catch(() => undefined);
}
