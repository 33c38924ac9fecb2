/** The outside oracle: runs for minutes and needs Debian's cross compiler and QEMU. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['sim-worker/testing/**/*.oracle.ts'],
    fileParallelism: false,
  },
});
