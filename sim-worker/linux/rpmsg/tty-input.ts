/** What the tty layer keeps of received bytes in front of the line discipline: flip buffers. Source: drivers/tty/tty_buffer.c. */

/** Bytes of all blocks beyond which none is added (TTYB_DEFAULT_MEM_LIMIT). */
const memoryLimit = 640 * 1024;
const alignment = 256;

/** Without flags for each character a block holds twice its size. */
type Block = { readonly size: number; readonly bytes: Uint8Array; used: number; read: number };

export type TtyInput = {
  blocks: Block[];
  /** Sizes of all blocks. */
  memory: number;
  /** Smallest blocks that were given back; they are used again without asking for the limit. */
  spare: number;
};

export const noInput = (): TtyInput => ({ blocks: [], memory: 0, spare: 0 });

/** tty_insert_flip_string(): how many bytes found room. */
export function insertInput(input: TtyInput, bytes: Uint8Array): number {
  let tail = input.blocks.at(-1);
  const left = tail === undefined ? 0 : tail.bytes.length - tail.used;
  if (left < bytes.length) tail = newBlock(input, bytes.length) ?? tail;
  if (tail === undefined) return 0;
  const copied = Math.min(bytes.length, tail.bytes.length - tail.used);
  tail.bytes.set(bytes.subarray(0, copied), tail.used);
  tail.used += copied;
  return copied;
}

/** flush_to_ldisc(): the line discipline takes what it has room for, and says how much. Only while the tty is open. */
export function pushInput(input: TtyInput, receive: (bytes: Uint8Array) => number): void {
  for (let block = input.blocks[0]; block !== undefined; block = input.blocks[0]) {
    block.read += receive(block.bytes.subarray(block.read, block.used));
    // The last block stays, for what comes next.
    if (block.read < block.used || input.blocks.length === 1) return;
    freeFirst(input);
  }
}

/** tty_buffer_flush(): all is lost. */
export function flushInput(input: TtyInput): void {
  while (input.blocks.length > 1) freeFirst(input);
  const last = input.blocks[0];
  if (last !== undefined) last.read = last.used;
}

/** Bytes that the line discipline has not got yet. */
export const heldInput = ({ blocks }: TtyInput): number => blocks.reduce((sum, { used, read }) => sum + used - read, 0);

/** Only the last block is still written to; the others can be shared. */
export const copyOfInput = ({ blocks, memory, spare }: TtyInput): TtyInput => ({
  blocks: blocks.map((block, i) => ({ ...block, bytes: i === blocks.length - 1 ? block.bytes.slice() : block.bytes })),
  memory,
  spare,
});

function newBlock(input: TtyInput, bytes: number): Block | undefined {
  const size = Math.ceil(bytes / alignment) * alignment;
  if (size === alignment && input.spare > 0) input.spare--;
  else if (input.memory > memoryLimit) return undefined;
  const block: Block = { size, bytes: new Uint8Array(2 * size), used: 0, read: 0 };
  input.memory += size;
  input.blocks.push(block);
  return block;
}

function freeFirst(input: TtyInput): void {
  const block = input.blocks.shift();
  if (block === undefined) return;
  input.memory -= block.size;
  if (block.size === alignment) input.spare++;
}
