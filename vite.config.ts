/** Builds and serves the page. All paths are relative, so any static host and any sub-path will do. */
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The development server needs inline scripts and its own socket; the built page keeps the strict policy of index.html. */
const developmentPolicy: Plugin = {
  name: 'development-policy',
  apply: 'serve',
  transformIndexHtml: (html) =>
    html
      .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
      .replace("connect-src 'self'", "connect-src 'self' ws:"),
};

export default defineConfig({
  base: './',
  plugins: [react(), developmentPolicy],
  worker: { format: 'es' },
  build: {
    // What has WebAssembly tail calls, which translated code is made of.
    target: ['chrome120', 'firefox121', 'safari18.2'],
    // The content security policy allows fonts from files only.
    assetsInlineLimit: 0,
    sourcemap: true,
  },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1', port: 4747 },
});
