/** Unit tests run in Node; what needs a page is tested in `e2e/`. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    environment: 'node',
    include: ['sim-worker/**/*.spec.ts', 'app/**/*.spec.{ts,tsx}'],
    testTimeout: 30_000,
    coverage: {
      provider: 'v8',
      include: ['sim-worker/**/*.ts', 'app/**/*.{ts,tsx}'],
      reporter: ['text-summary', 'html'],
    },
  },
});
