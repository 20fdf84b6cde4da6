import { z } from 'zod';
import type { Page } from './route';

const PROBE_MS = 2000;
const Word = z.enum(['up', 'away']);

const healthz: Page = {
  method: 'get',
  path: '/healthz',
  right: 'public',
  summary: 'Whether this process answers',
  serves: 'application/json',
  answers: z.object({ status: z.literal('up') }),
  serve: (_request, response) => {
    response.json({ status: 'up' });
  },
};

const readyz: Page = {
  method: 'get',
  path: '/readyz',
  right: 'public',
  summary: 'Whether the database and Temporal answer: 200 when both do, else 503',
  serves: 'application/json',
  answers: z.object({ database: Word, temporal: Word }),
  also: { 503: 'One of them does not answer' },
  serve: async (_request, response, { pool, temporalHealth }) => {
    const [database, temporal] = await Promise.all([answers(pool.query('SELECT 1')), answers(temporalHealth())]);
    const word = (up: boolean): z.output<typeof Word> => (up ? 'up' : 'away');
    response.status(database && temporal ? 200 : 503).json({ database: word(database), temporal: word(temporal) });
  },
};

const metrics: Page = {
  method: 'get',
  path: '/metrics',
  right: 'public',
  summary: 'Figures for Prometheus',
  serves: 'text/plain',
  serve: async (_request, response, context) => {
    response.type(context.metrics.contentType).send(await context.metrics.metrics());
  },
};

/** Whether something settles well, and in time. */
async function answers(probe: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PROBE_MS);
  });
  const settled = probe.then(
    () => true,
    () => false,
  );
  return Promise.race([settled, late]).finally(() => clearTimeout(timer));
}

export const health: readonly Page[] = [healthz, readyz, metrics];
