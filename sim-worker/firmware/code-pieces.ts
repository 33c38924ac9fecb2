/** Where a firmware's instructions lie, as far as its symbols tell them from data. */
import type { ElfFile } from './elf';

export type CodePiece = { readonly address: number; readonly bytes: Uint8Array };

/** More than any firmware has; a hostile file must not cost minutes. */
const mostSegments = 64;
const mostPieces = 20_000;

/** Thumb code between the mapping symbols; without those, functions whose size is known. `bytes`: the file. */
export function codePieces({ segments, mappings, symbols }: ElfFile, bytes: Uint8Array): readonly CodePiece[] {
  const loaded = segments.filter(({ type }) => type === 'load').slice(0, mostSegments);
  const pieces: CodePiece[] = [];
  const add = (address: number, end: number): void => {
    const segment = loaded.find((one) => address >= one.virtualAddress && address < one.virtualAddress + one.fileSize);
    if (segment === undefined || pieces.length === mostPieces) return;
    const { virtualAddress, offset, fileSize } = segment;
    const length = Math.min(end, virtualAddress + fileSize) - address;
    pieces.push({ address, bytes: bytes.subarray(offset + address - virtualAddress).subarray(0, length) });
  };
  if (mappings.length > 0) {
    mappings.forEach(({ address, kind }, i) => {
      if (kind === 'thumb') add(address, mappings[i + 1]?.address ?? Number.POSITIVE_INFINITY);
    });
  } else {
    for (const { kind, address, size } of symbols) if (kind === 'function' && size > 0) add(address, address + size);
  }
  return pieces;
}
