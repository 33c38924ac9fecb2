/** Unit tests and benches run in Node; what needs a page is tested in `e2e/`. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    environment: 'node',
    include: ['sim-worker/**/*.spec.ts', 'app/**/*.spec.{ts,tsx}'],
    benchmark: { include: ['sim-worker/**/*.bench.ts'] },
    testTimeout: 30_000,
    coverage: {
      provider: 'v8',
      include: ['sim-worker/**/*.ts', 'app/**/*.{ts,tsx}'],
      reporter: ['text-summary', 'html'],
    },
  },
});
