import type { Parts } from './parts';

/** The product's own parts, as the commands put them together. Each is loaded when it is started: a command that starts none is quick. */
export const parts: Parts = {
  startWorker: async (on, bundle) => (await import('./start-worker')).startWorker(on, bundle),
  startApi: async (on) => (await import('./start-api')).startApi(on),
  makeSampleCompany: async (on) => (await import('./sample-company')).makeSampleCompany(on),
};
