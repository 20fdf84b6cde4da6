import type { Parts } from './parts';

/** The product's own parts, as the commands put them together. */
export const parts: Parts = {
  startWorker: async () => ({ stop: async () => undefined }),
  startApi: async ({ config: { api } }) => ({ url: `http://${api.host}:${api.port}`, stop: async () => undefined }),
  makeSampleCompany: async () => ({ made: false, tokens: [] }),
};
