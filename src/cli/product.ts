import type { Parts } from './parts';
import { makeSampleCompany } from './sample-company';
import { startApi } from './start-api';
import { startWorker } from './start-worker';

/** The product's own parts, as the commands put them together. */
export const parts: Parts = {
  startWorker,
  startApi,
  makeSampleCompany,
};
