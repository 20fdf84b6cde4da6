import type { Pool } from 'pg';
import { type Person, type Sight, sightOf } from '../../access';
import type { Versions } from '../../crm';
import type { Instant, LocalDate, Money } from '../../process';
import {
  type Attainment,
  type Bucket,
  bucketsFrom,
  dayIn,
  type ForecastBucket,
  readAttainment,
  readForecast,
} from '../forecast';
import { namedPeriod, type Period, type Question } from '../question';
import { readSellers, type SellerFigures } from '../sellers';
import { countStalled, type Pile, readStalled, type StalledRow } from '../stalled';
import { readWorkload, type Workload } from '../workload';

/** What somebody who leads others should know on a Monday: of their people, as far as they see. */
export interface Weekly {
  /** The week that has ended. */
  week: Period;
  monday: LocalDate;
  currency: string;
  sellers: SellerFigures[];
  /** Of the month that it is. */
  month: { bucket: Bucket; forecast: ForecastBucket; quotas: Attainment[] } | null;
  piles: Partial<Record<Pile, number>>;
  worst: StalledRow[];
  workload: Workload[];
  alerts: { name: { en: string; ru: string }; thing: string; title: string | null; raisedAt: Instant }[];
  asOf: Instant;
}

const SHOWN = 6;

/** The first day of the week that an instant lies in, where the reader is. */
export const mondayOf = (zone: string, at: Instant): LocalDate => dayIn(zone, namedPeriod('this week', zone, at).from);

/** Reads it as of now. */
export async function readWeekly(
  { pool, versions }: { pool: Pool; versions: Versions },
  { reader, zone }: { reader: Person; zone: string },
  now: Instant,
): Promise<Weekly> {
  const [sight, owner] = await Promise.all([sightOf(pool, reader), peopleBelow(pool, reader.id)]);
  const week = namedPeriod('last week', zone, now);
  const narrow = owner.length > 0 ? { owner: [reader.id, ...owner] } : {};
  const question: Question = { kind: 'sale', period: week, compared: null, narrow, by: 'owner', asOf: now };
  const [sold, month, piles, worst, workload, alerts] = await Promise.all([
    readSellers(pool, question, sight),
    readMonth(pool, question, sight),
    countStalled({ pool }, { sight, kind: 'sale', narrow }, now),
    readStalled(
      { pool, versions },
      { sight, kind: 'sale', narrow, pile: 'over its limit', page: { limit: SHOWN } },
      now,
    ),
    readWorkload(pool, question, sight),
    readOpenAlerts(pool, narrow.owner ?? null, sight),
  ]);
  return {
    ...{
      week,
      monday: mondayOf(zone, now),
      currency: sold.currency,
      sellers: sold.items,
      month,
      piles,
      alerts,
      asOf: now,
    },
    worst: worst.items,
    workload: workload.filter(({ person, counts }) => person !== null && counts['tasks: open'] > 0).slice(0, SHOWN),
  };
}

async function readMonth(pool: Pool, asked: Question, sight: Sight): Promise<Weekly['month']> {
  const { zone } = asked.period;
  const buckets = bucketsFrom(dayIn(zone, asked.asOf), 'month', 1, zone);
  const [bucket] = buckets;
  if (!bucket) return null;
  const question: Question = { ...asked, by: null, period: bucket };
  const [forecast, quotas] = await Promise.all([
    readForecast(pool, { question, sight, buckets, per: 'month', history: true }),
    readAttainment(pool, { buckets, per: 'month', sight }),
  ]);
  const found = forecast.groups[0]?.buckets[0];
  const { owner } = asked.narrow;
  const mine = quotas.filter(({ quota }) => quota.person !== null && (!owner || owner.includes(quota.person.id)));
  return found ? { bucket, forecast: found, quotas: mine } : null;
}

async function peopleBelow(pool: Pool, id: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM people WHERE is_above($1, id)', [id]);
  return rows.map((row) => row.id);
}

async function readOpenAlerts(
  pool: Pool,
  owners: readonly string[] | null,
  { owners: seen }: Sight,
): Promise<Weekly['alerts']> {
  const { rows } = await pool.query<Weekly['alerts'][number]>(
    `SELECT r.name, a.thing, coalesce(s.title, l.topic) AS title, (extract(epoch FROM a.raised_at) * 1000)::float8 AS "raisedAt"
     FROM alerts a JOIN alert_rules r ON r.id = a.rule_id LEFT JOIN process_instances i ON i.id = a.instance_id
       LEFT JOIN sales s ON s.id = i.id LEFT JOIN leads l ON l.id = i.id
     WHERE a.ended_at IS NULL AND CASE WHEN a.instance_id IS NULL THEN $2::uuid[] IS NULL
       ELSE ($1::uuid[] IS NULL OR i.owner_id = ANY($1)) AND ($2::uuid[] IS NULL OR i.owner_id = ANY($2)) END
     ORDER BY a.raised_at DESC, a.id LIMIT ${SHOWN}`,
    [owners, seen],
  );
  return rows;
}

/** Minor units of the base currency as money. */
export const inBase = ({ currency }: Pick<Weekly, 'currency'>, minor: number): Money => ({ minor, currency });
