/** Where the parts of a split virtqueue lie, in the kernel's 32-bit arithmetic. Source: include/uapi/linux/virtio_ring.h. */

/** The used ring begins at the next multiple of `align`; a value that is no power of two gives what the mask gives. */
export const usedOffset = (num: number, align: number): number =>
  (((16 * num + 2 * (3 + num) + align - 1) | 0) & ~(align - 1)) >>> 0;

/** Bytes of a whole ring, modulo 2^32 as on a 32-bit kernel. */
export const vringSize = (num: number, align: number): number => (usedOffset(num, align) + 6 + 8 * num) % 2 ** 32;
