/** The browser's own dialog for a firmware file: opens what was chosen, or says why not. */
import type { RefObject } from 'react';
import { pickFirmware } from '../../stores/firmware-file';
import { useCommands, useSession } from '../../stores/session-context';

/** `input`: a click on it shows the dialog. */
export function FirmwareInput({ input }: { readonly input: RefObject<HTMLInputElement | null> }) {
  const notify = useSession((state) => state.notify);
  const commands = useCommands();
  const chosen = (files: readonly File[]): void => {
    void pickFirmware(files).then((picked) => {
      if (picked.ok) void commands.openFile(picked.file);
      else notify(picked.why, 'fault');
    });
  };
  return (
    <input
      ref={input}
      type="file"
      hidden
      aria-label="Firmware ELF"
      onChange={(event) => {
        const files = [...(event.target.files ?? [])];
        // The same file may be chosen again.
        event.target.value = '';
        chosen(files);
      }}
    />
  );
}
