import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * A registry for one process, with Node's own figures in it. Every part adds its counters to the one it is handed:
 * no global registry, so that tests and `up` (API and worker in one process) don't collide.
 */
export function createMetrics(part: 'api' | 'worker' | 'up'): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ part });
  collectDefaultMetrics({ register: registry, prefix: 'dealwright_' });
  return registry;
}
