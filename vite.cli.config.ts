/** Builds the command line, one file for Node without any dependency; with `--mode bench` the bench, with `--mode bench-worker` its worker. */
import { chmodSync } from 'node:fs';
import { defineConfig, type Plugin, type UserConfig } from 'vite';

const programs = {
  cli: { entry: 'sim-worker/cli/main.ts', outDir: 'dist/cli', fileName: 'ampscope.js' },
  bench: { entry: 'sim-worker/testing/bench/main.ts', outDir: 'node_modules/.bench', fileName: 'bench.js' },
} as const;

/** The bench's worker is built as the page's is: for browsers; Node runs the same file in a thread. */
const benchWorker: UserConfig = {
  publicDir: false,
  build: {
    lib: { entry: 'sim-worker/testing/bench/worker.ts', formats: ['es'], fileName: () => 'worker.js' },
    outDir: 'node_modules/.bench',
    emptyOutDir: false,
    target: 'chrome120',
    minify: true,
  },
};

const executable = (file: string): Plugin => ({
  name: 'executable',
  writeBundle: () => chmodSync(file, 0o755),
});

export default defineConfig(({ mode }): UserConfig => {
  if (mode === 'bench-worker') return benchWorker;
  const { entry, outDir, fileName } = programs[mode === 'bench' ? 'bench' : 'cli'];
  return {
    publicDir: false,
    plugins: [executable(`${outDir}/${fileName}`)],
    // The bench drives a browser with a package that cannot be bundled.
    ssr: { noExternal: mode === 'bench' ? [] : true, target: 'node' },
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
