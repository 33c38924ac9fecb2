/** Builds the command line: one file for Node without any dependency. */
import { chmodSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';

const entry = 'sim-worker/cli/main.ts';
const outDir = 'dist/cli';
const fileName = 'ampscope.js';

const executable: Plugin = {
  name: 'executable',
  writeBundle: () => chmodSync(`${outDir}/${fileName}`, 0o755),
};

export default defineConfig({
  publicDir: false,
  plugins: [executable],
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: entry,
    outDir,
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      output: { entryFileNames: fileName, codeSplitting: false },
    },
  },
});
