/** Where a firmware's instructions lie, as far as its symbols tell them from data. */
import type { ElfFile } from './elf';

export type CodePiece = { readonly address: number; readonly bytes: Uint8Array };

/** Thumb code between the mapping symbols; without those, functions whose size is known. `bytes`: the file. */
export function codePieces(elf: ElfFile, bytes: Uint8Array): readonly CodePiece[] {
  const pieces: CodePiece[] = [];
  const add = (address: number, end: number): void => {
    for (const segment of elf.segments) {
      const start = segment.virtualAddress;
      if (segment.type !== 'load' || address < start || address >= start + segment.fileSize) continue;
      const offset = segment.offset + address - start;
      const length = Math.min(end, start + segment.fileSize) - address;
      pieces.push({ address, bytes: bytes.subarray(offset, offset + length) });
      return;
    }
  };
  if (elf.mappings.length > 0) {
    elf.mappings.forEach(({ address, kind }, i) => {
      if (kind === 'thumb') add(address, elf.mappings[i + 1]?.address ?? Number.POSITIVE_INFINITY);
    });
  } else {
    for (const { kind, address, size } of elf.symbols)
      if (kind === 'function' && size > 0) add(address, address + size);
  }
  return pieces;
}
