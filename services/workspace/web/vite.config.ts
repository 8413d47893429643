import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compactDescriptors } from './compact-descriptors.ts';
import { serviceWorker } from './offline/service-worker-plugin.ts';

/** Where `pnpm start` answers; the dev server hands on to it whatever is not the page itself. */
const PLATFORM = process.env.AMEIDE_URL ?? 'http://localhost:8080';

// The workspace's server takes commands from its own origin only.
const proxied = { target: PLATFORM, changeOrigin: true, headers: { origin: PLATFORM } };

export default defineConfig({
  plugins: [react(), compactDescriptors(), serviceWorker()],
  // The server puts a nonce of its own there each time it sends the page.
  html: { cspNonce: '__CSP_NONCE__' },
  resolve: {
    alias: {
      '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js': fileURLToPath(
        new URL('./data/validation-rules.ts', import.meta.url),
      ),
    },
  },
  server: { proxy: { '/api': proxied, '/auth': proxied, '/oidc': proxied } },
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    // Nothing inline: the policy of the page allows no inline scripts, styles or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What every page needs is one file: it compresses better than many small ones.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } } },
    chunkSizeWarningLimit: 1_000,
  },
});
