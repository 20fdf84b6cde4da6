import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PastInstance } from '../activities/bulk/past-instance';
import { createVersions } from '../src/crm';
import { type AskedWhatIf, readWhatIf } from '../src/insight';
import { readConfig } from '../src/platform/config';
import type { Actor } from '../src/process';
import { readDefinition } from '../src/process/language/read-definition';
import { count, noTotals, type Totals } from '../src/process/trial/what-if-totals';
import { writeBulk } from './made';
import type { Rig } from './rig';

/** What it costs to live past sales again. */
export interface WhatIfFigures {
  deals: number;
  events: number;
  /** Deals a second with the settings of the time, and with a shorter limit. */
  unchangedPerSecond: number;
  changedPerSecond: number;
  unchanged: Totals;
  changed: Totals;
}

const HOUR_MS = 3_600_000;
const WEEKS_MS = 13 * 7 * 24 * HOUR_MS;
const PAGE = 100;

/** Past sales of a quarter: lost, won, and open ones, with what fell due on their way. No workflow runs. */
export async function measureWhatIf(rig: Rig, deals: number): Promise<WhatIfFigures> {
  const now = Date.now();
  await writeBulk(rig.pool, {
    process: 'standard-sale',
    count: deals,
    reps: rig.people.reps,
    beganAt: (n) => now - WEEKS_MS + ((n * 7919) % 10_000) * (WEEKS_MS / 20_000),
    live: liveOn,
  });
  await rig.pool.query('VACUUM ANALYZE');
  const { rows } = await rig.pool.query<{ events: number }>('SELECT count(*)::int AS events FROM process_events');
  const text = readFileSync(join(readConfig().root, 'processes', 'standard-sale.yaml'), 'utf8');
  const shorter = readDefinition(text.replace('limit: 5 working days', 'limit: 2 working days'));
  if (!shorter.definition) throw new Error('The shorter standard-sale does not read.');
  const unchanged = await measured(rig, { process: 'standard-sale' });
  const changed = await measured(rig, { process: 'standard-sale', definition: shorter.definition });
  return {
    deals,
    events: rows[0]?.events ?? 0,
    unchangedPerSecond: unchanged.perSecond,
    changedPerSecond: changed.perSecond,
    unchanged: unchanged.totals,
    changed: changed.totals,
  };
}

/** Goes through the stages at a pace of its own; every fourth stays where it is. */
function liveOn(past: PastInstance, n: number): void {
  const { owner: id, startedAt } = past.snapshot();
  const owner: Actor = { id, roles: ['rep'], teams: [], manages: false };
  let at = startedAt;
  const answer = (task: string, outcome: string, fields: object) => {
    at += (4 + ((n * 31) % 90)) * HOUR_MS;
    const open = past.passUntil(at).tasks.find((one) => one.task === task && one.status === 'open');
    if (open) past.ask(at, owner, { type: 'complete', task: open.key, outcome, fields: { ...fields } });
  };
  if (n % 4 === 0) return;
  answer('first-call', 'need confirmed', { amount: { minor: 100_000 + n, currency: 'RUB' } });
  const decisionDate = new Date(at + (5 + (n % 20)) * 24 * HOUR_MS).toISOString().slice(0, 10);
  answer('send-proposal', 'sent', { decisionDate });
  if (n % 4 === 1) answer('ask-for-decision', 'accepted', {});
  if (n % 4 === 2) answer('ask-for-decision', 'declined', { reason: 'price' });
}

async function measured({ pool }: Rig, asked: AskedWhatIf): Promise<{ perSecond: number; totals: Totals }> {
  const source = { pool, versions: createVersions(pool) };
  const totals = noTotals();
  const began = performance.now();
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await readWhatIf(source, asked, { limit: PAGE, cursor }, Date.now());
    for (const { found } of page.items) count(totals, found ?? null);
    cursor = page.next ?? undefined;
  }
  return { perSecond: totals.deals / ((performance.now() - began) / 1000), totals };
}
