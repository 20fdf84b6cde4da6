import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { readGauges } from '../insight';
import type { Clock } from '../platform/clock';
import type { Pool } from '../platform/database';

/** What the API counts, as Prometheus reads it. */
export interface ApiMetrics {
  command(type: string, outcome: string, seconds: number): void;
  request(method: string, path: string, status: number, seconds: number): void;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Adds the API's figures to a registry, once: a second API in the same process shares them. */
export function createApiMetrics({
  metrics,
  apiPool,
  clock,
}: {
  metrics: Registry;
  apiPool: Pool;
  clock: Clock;
}): ApiMetrics {
  const registers = [metrics];
  const once = <T>(name: string, create: () => T) => (metrics.getSingleMetric(name) as T | undefined) ?? create();
  const commands = once('dealwright_command_seconds', () => {
    const help = 'Commands sent through the API, by type and what became of them';
    return new Histogram({
      name: 'dealwright_command_seconds',
      help,
      labelNames: ['type', 'outcome'],
      buckets: SECONDS,
      registers,
    });
  });
  const requests = once('dealwright_http_request_seconds', () => {
    const help = 'HTTP requests, by route and status';
    return new Histogram({
      name: 'dealwright_http_request_seconds',
      help,
      labelNames: ['method', 'path', 'status'],
      buckets: SECONDS,
      registers,
    });
  });
  const unread = once('dealwright_gauges_unread_total', () => {
    const help = 'How often the figures from the database could not be read';
    return new Counter({ name: 'dealwright_gauges_unread_total', help, registers });
  });
  addGauges(metrics, { apiPool, clock, unread });
  return {
    command: (type, outcome, seconds) => commands.observe({ type, outcome }, seconds),
    request: (method, path, status, seconds) => requests.observe({ method, path, status }, seconds),
  };
}

const FRESH_MS = 10_000;

/** Figures from the tables are read when Prometheus asks, and kept for ten seconds, whoever else asks. */
function addGauges(
  metrics: Registry,
  { apiPool, clock, unread }: { apiPool: Pool; clock: Clock; unread: Counter },
): void {
  if (metrics.getSingleMetric('dealwright_open')) return;
  let read: { at: number; figures: ReturnType<typeof readGauges> } | undefined;
  const figures = async () => {
    const now = clock.now();
    if (!read || now - read.at > FRESH_MS) read = { at: now, figures: readGauges(apiPool, now) };
    return read.figures;
  };
  const gauge = (
    name: string,
    help: string,
    labelNames: string[],
    set: (g: Gauge, f: Awaited<ReturnType<typeof readGauges>>) => void,
  ) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [metrics],
      async collect() {
        // The database being away must not take the other figures along.
        await figures().then(
          (found) => set(this, found),
          () => {
            read = undefined;
            unread.inc();
          },
        );
      },
    });
  gauge('dealwright_open', 'Open leads and sales', ['kind'], (g, { byKind }) => {
    for (const one of byKind) g.set({ kind: one.kind }, one.open);
  });
  gauge('dealwright_overdue', 'Open leads and sales over their limit, by the clock', ['kind'], (g, { byKind }) => {
    for (const one of byKind) g.set({ kind: one.kind }, one.overdue);
  });
  gauge('dealwright_deadlines_unfired', 'Deadlines that are due and have not fired', [], (g, { unfired }) =>
    g.set(unfired),
  );
  gauge('dealwright_deadlines_fired', 'Deadlines that fired in the last hour', [], (g, { fired }) => g.set(fired));
  gauge('dealwright_deadlines_fired_late', 'Of those, how many fired more than a minute late', [], (g, { firedLate }) =>
    g.set(firedLate),
  );
  gauge('dealwright_deadline_latest_seconds', 'By how much the latest of those was late', [], (g, { latestMs }) =>
    g.set(latestMs / 1000),
  );
  gauge('dealwright_commands_waiting', 'Commands that are received and not answered', [], (g, { waiting }) =>
    g.set(waiting),
  );
  gauge('dealwright_outbox_open', 'Mails and webhooks that are not delivered yet', [], (g, { undelivered }) =>
    g.set(undelivered),
  );
  gauge('dealwright_outbox_failed', 'Of those given up, how many in the last day', [], (g, { undeliverable }) =>
    g.set(undeliverable),
  );
  gauge('dealwright_drift', 'Instances whose workflow and row were apart when they were last compared', [], (g, f) =>
    g.set(f.drifted ?? 0),
  );
  gauge(
    'dealwright_rows_mended',
    'Rows that were not as their events have them, in the last day',
    [],
    (g, { mended }) => g.set(mended),
  );
}
