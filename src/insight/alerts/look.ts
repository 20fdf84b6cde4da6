import type { Pool } from 'pg';
import type { Bind } from '../../access';
import type { Instant } from '../../process';
import { bucketsFrom, dayIn } from '../forecast/periods';
import { expectedSql } from '../forecast/sets';
import { type Narrow, narrowSql } from '../question';
import type { RuleSettings } from './rules';

/** A thing for which a rule holds now. */
export interface Found {
  /** The same as long as it is the same thing. */
  thing: string;
  instanceId: string | null;
  /** How it is named in a notice about no lead or sale. */
  subject: string;
  detail: Record<string, string | number>;
}

/** What a rule finds now, of everything that there is: who is told what of it is another question. */
export function lookFor(pool: Pool, settings: RuleSettings, now: Instant): Promise<Found[]> {
  switch (settings.kind) {
    case 'deal stalls':
      return stalledDeals(pool, settings, now);
    case 'queue grows':
      return grownQueue(pool, settings, now);
    case 'forecast slips':
      return slippedForecast(pool, settings, now);
  }
}

type Of<K extends RuleSettings['kind']> = Extract<RuleSettings, { kind: K }>;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Nobody is told of a thousand things at once: the largest count. */
const MOST = 200;

async function stalledDeals(
  pool: Pool,
  { fromMinor, days, process, team }: Of<'deal stalls'>,
  now: Instant,
): Promise<Found[]> {
  const values: unknown[] = [new Date(now), new Date(now - days * DAY_MS), fromMinor];
  const narrow: Narrow = { ...(process && { process: [process] }), ...(team && { team: [team] }) };
  const where = narrowSql(narrow, 'sale', (value) => `$${values.push(value)}`);
  const { rows } = await pool.query<{ id: string; minor: number; since: Instant }>(
    `SELECT i.id, i.amount_base_minor::float8 AS minor, (extract(epoch FROM coalesce(i.wait_until, i.due_at)) * 1000)::float8 AS since
     FROM process_instances i WHERE ${["i.kind = 'sale' AND i.open AND i.amount_base_minor >= $3", ...where].join(' AND ')}
       AND CASE WHEN i.wait_until IS NULL THEN i.due_at <= $2 ELSE i.wait_until <= $2 AND i.wait_until <= $1 END
     ORDER BY i.amount_base_minor DESC, i.id LIMIT ${MOST}`,
    values,
  );
  return rows.map(({ id, minor, since }) => ({
    ...{ thing: id, instanceId: id, subject: 'stage' },
    detail: { minor, since: new Date(since).toISOString() },
  }));
}

async function grownQueue(pool: Pool, settings: Of<'queue grows'>, now: Instant): Promise<Found[]> {
  const { process, stage, atLeast, growthPct, team } = settings;
  const before = new Date(now - 7 * DAY_MS);
  const values: unknown[] = [process, stage];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const whose = team ? ` AND ${narrowSql({ team: [team] }, 'sale', bind).join(' AND ')}` : '';
  const versions = '(SELECT v.id FROM process_versions v WHERE v.key = $1)';
  const then = bind(before);
  const { rows } = await pool.query<{ now: number; then: number }>(
    `SELECT (SELECT count(*)::int FROM process_instances i WHERE i.open AND i.state = $2 AND i.version_id IN ${versions}${whose}) AS now,
       (SELECT count(*)::int FROM deal_history h JOIN process_instances i ON i.id = h.instance_id
        WHERE h.open AND h.at <= ${then} AND h.until > ${then} AND h.state = $2 AND h.version_id IN ${versions}${whose}) AS then`,
    values,
  );
  const [found] = rows;
  if (!found || found.now < atLeast) return [];
  if (growthPct !== undefined && found.now * 100 < found.then * (100 + growthPct)) return [];
  const thing = `${process} / ${stage}`;
  return [
    {
      thing,
      instanceId: null,
      subject: `${thing}: ${found.then} → ${found.now}`,
      detail: { now: found.now, aWeekAgo: found.then },
    },
  ];
}

async function slippedForecast(
  pool: Pool,
  { per, fallPct, team }: Of<'forecast slips'>,
  now: Instant,
): Promise<Found[]> {
  const { rows: zones } = await pool.query<{ zone: string }>('SELECT office_zone() AS zone');
  const zone = zones[0]?.zone ?? 'UTC';
  const [bucket] = bucketsFrom(dayIn(zone, now), per, 1, zone);
  if (!bucket) return [];
  const values: unknown[] = [
    zone,
    bucket.startsOn,
    bucket.endsBefore,
    new Date(bucket.from),
    dayIn(zone, now - 7 * DAY_MS),
    new Date(now),
  ];
  const whose = team
    ? ` AND ${narrowSql({ team: [team] }, 'sale', (value) => `$${values.push(value)}`).join(' AND ')}`
    : '';
  const weighted = 'round(amount_base_minor * coalesce(probability_pct, 0) / 100.0)';
  const { rows } = await pool.query<{ day: string | null; then: number; now: number }>(
    `WITH kept AS (SELECT day, kept_at FROM forecast_days WHERE day <= $5::date AND day >= $2::date ORDER BY day DESC LIMIT 1),
     won AS (SELECT i.closed_at, i.amount_base_minor FROM process_instances i
       WHERE i.kind = 'sale' AND NOT i.open AND i.result = 'won' AND i.closed_at >= $4 AND i.closed_at <= $6${whose})
     SELECT to_char((SELECT day FROM kept), 'YYYY-MM-DD') AS day,
       (coalesce((SELECT sum(amount_base_minor) FROM won, kept WHERE won.closed_at <= kept.kept_at), 0)
        + coalesce((SELECT sum(round(r.amount_base_minor * coalesce(r.probability_pct, 0) / 100.0)) FROM forecast_rows r JOIN process_instances i ON i.id = r.sale_id, kept
            WHERE daterange(r.from_day, r.to_day) @> kept.day AND r.expected_on >= $2::date AND r.expected_on < $3::date${whose}), 0))::float8 AS then,
       (coalesce((SELECT sum(amount_base_minor) FROM won), 0)
        + coalesce((SELECT sum(w) FROM (SELECT ${weighted} AS w, ${expectedSql('$1::text')} AS day FROM process_instances i WHERE i.kind = 'sale' AND i.open${whose}) o
            WHERE day >= $2::date AND day < $3::date), 0))::float8 AS now`,
    values,
  );
  const [found] = rows;
  if (!found?.day || found.then <= 0 || found.now > (found.then * (100 - fallPct)) / 100) return [];
  const fell = Math.round((100 * (found.then - found.now)) / found.then);
  const thing = `${per} ${bucket.startsOn}${team ? ` ${team}` : ''}`;
  return [
    {
      thing,
      instanceId: null,
      subject: `${thing}: −${fell} %`,
      detail: { day: found.day, thenMinor: found.then, nowMinor: found.now },
    },
  ];
}
