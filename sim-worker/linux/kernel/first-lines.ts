/** What the kernel says before the drivers of this model. */
export const firstLines: readonly string[] = [
  'Booting Linux on physical CPU 0x0',
  'Reserved memory: created DMA memory pool at 0x10042000, size 16 KiB',
  'OF: reserved mem: initialized node vdev0buffer@10042000, compatible id shared-dma-pool',
];
