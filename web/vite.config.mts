import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { budget } from './budget.mts';
import { direct } from './direct.mts';

/** `npm run page:dev` serves the page as it is written, with an API that runs beside it. */
const API = process.env.DEALWRIGHT_PAGE_API ?? 'http://127.0.0.1:8410';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [direct(), react(), budget({ scriptKb: 280, styleKb: 45 })],
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: 'dist',
    target: 'es2022',
    cssCodeSplit: true,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': { target: API, changeOrigin: false } } },
});
