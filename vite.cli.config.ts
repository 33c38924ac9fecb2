/** Builds the command line, and with `--mode bench` the bench: one file for Node without any dependency. */
import { chmodSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';

const programs = {
  cli: { entry: 'sim-worker/cli/main.ts', outDir: 'dist/cli', fileName: 'ampscope.js' },
  bench: { entry: 'sim-worker/testing/bench.ts', outDir: 'node_modules/.bench', fileName: 'bench.js' },
} as const;

const executable = (file: string): Plugin => ({
  name: 'executable',
  writeBundle: () => chmodSync(file, 0o755),
});

export default defineConfig(({ mode }) => {
  const { entry, outDir, fileName } = programs[mode === 'bench' ? 'bench' : 'cli'];
  return {
    publicDir: false,
    plugins: [executable(`${outDir}/${fileName}`)],
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
  };
});
