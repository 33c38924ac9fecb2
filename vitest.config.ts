/** Unit tests run in Node; what needs a page is tested in `e2e/`. */
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { build, type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/**
 * Gives the named specs to vitest as one module with all that they import from here, as a build makes it. Vitest turns every use of an import
 * into a property of a module object, which V8 does not inline: the model runs about three times slower so.
 */
const bundled = (specs: RegExp): Plugin => ({
  name: 'bundled-specs',
  enforce: 'pre',
  async load(id) {
    if (!specs.test(id)) return undefined;
    const sourcemapPathTransform = (source: string, map: string): string => resolve(map, '..', source);
    const output = { codeSplitting: false, sourcemapPathTransform } as const;
    const result = await build({
      configFile: false,
      publicDir: false,
      logLevel: 'error',
      build: { ssr: id, write: false, minify: false, sourcemap: true, rolldownOptions: { output } },
    });
    if (!('output' in result)) throw new Error(`${id} was not built`);
    const [{ code, map, moduleIds }] = result.output;
    for (const file of moduleIds) this.addWatchFile(file);
    return { code, map };
  },
});

export default defineConfig({
  plugins: [bundled(/[/]endurance[.]spec[.]ts$/), react()],
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
