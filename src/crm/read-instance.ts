import type { Pool } from 'pg';
import type { Instant, Kind, Snapshot } from '../process';
import { type LeadWords, ms, type SaleWords, WORDS } from './instance-sql';
import { CARD_EXTRAS, type CardExtras } from './leads/card-sql';
import type { Standing } from './standing';
import { standingOf } from './standing';
import type { Version, Versions } from './versions';

/** One lead or sale as it stood after one of its decisions, with everything that its card shows. */
export interface Card extends CardExtras {
  id: string;
  kind: Kind;
  /** The version of its process that it was on then. */
  version: Version;
  standing: Standing;
  snapshot: Snapshot;
  words: SaleWords | LeadWords;
  /** Names of the owner and of whoever holds a task, by id. */
  names: Readonly<Record<string, string>>;
  /** Titles of the tasks that people added by hand, by the task's key. */
  titles: Readonly<Record<string, string>>;
  /** The words that a wait was asked for with. */
  waitReason: string | null;
  /** When the decision was made that this is the standing after. */
  decidedAt: Instant;
}

/** Which of its decisions is meant: the newest, one by its number, or the last one at an instant. */
export type Moment = { seq: number } | { at: Instant } | 'now';

/** null when there is no such lead or sale, or none yet at that moment. */
export async function readInstance(
  { pool, versions }: { pool: Pool; versions: Versions },
  kind: Kind,
  id: string,
  moment: Moment = 'now',
): Promise<Card | null> {
  const { name, condition, value } = momentSql(moment);
  const values = value === undefined ? [id] : [id, value];
  const { rows } = await pool.query<CardRow>({ name: `card-${kind}-${name}`, text: cardSql(kind, condition), values });
  const [row] = rows;
  if (!row) return null;
  const version = await versions.get(row.versionId);
  const { id: _, versionId, snapshot, decidedAt, names, titles, waitReason, ...rest } = row;
  const { closingWords, fromLeads, lacksCustom, ...words } = rest;
  const extras = { closingWords, fromLeads: fromLeads ?? [], lacksCustom: lacksCustom ?? [] };
  const standing = standingOf(snapshot, version.definition);
  const known = { names: names ?? {}, titles: titles ?? {} };
  return { id, kind, version, standing, snapshot, words, ...known, ...extras, waitReason, decidedAt };
}

type CardRow = (SaleWords | LeadWords) & {
  id: string;
  versionId: string;
  snapshot: Snapshot;
  decidedAt: Instant;
  names: Record<string, string> | null;
  titles: Record<string, string> | null;
  waitReason: string | null;
  closingWords: string | null;
  fromLeads: CardExtras['fromLeads'] | null;
  lacksCustom: CardExtras['lacksCustom'] | null;
};

function momentSql(moment: Moment): { name: string; condition: string; value?: unknown } {
  if (moment === 'now') return { name: 'now', condition: 'e.seq = i.seq' };
  if ('seq' in moment) return { name: 'seq', condition: 'e.seq = $2', value: moment.seq };
  const condition = 'e.seq = (SELECT max(seq) FROM process_events WHERE instance_id = i.id AND at <= $2)';
  return { name: 'at', condition, value: new Date(moment.at) };
}

const cardSql = (kind: Kind, condition: string): string => `
  SELECT i.id, CASE WHEN e.seq = i.seq THEN i.version_id ELSE version_at(i.id, e.seq) END AS "versionId", e.snapshot, ${ms('e.at')} AS "decidedAt", ${WORDS[kind].columns},
    ${CARD_EXTRAS[kind]},
    (SELECT jsonb_object_agg(o.id, o.name) FROM people o WHERE o.id = ANY(
       ARRAY(SELECT (t ->> 'assignee')::uuid FROM jsonb_array_elements(e.snapshot -> 'tasks') t) || (e.snapshot ->> 'owner')::uuid)) AS names,
    (SELECT jsonb_object_agg(t.key, t.title) FROM tasks t WHERE t.instance_id = i.id AND t.title IS NOT NULL) AS titles,
    CASE WHEN jsonb_typeof(e.snapshot -> 'wait') = 'object' THEN (
      SELECT d.record ->> 'reason' FROM commands d
      WHERE d.instance_id = i.id AND d.type = 'wait' AND d.status = 'applied' AND (d.answer ->> 'seq')::int <= e.seq
      ORDER BY (d.answer ->> 'seq')::int DESC LIMIT 1) END AS "waitReason"
  FROM process_instances i JOIN process_events e ON e.instance_id = i.id AND ${condition} ${WORDS[kind].from}
  WHERE i.id = $1 AND i.kind = '${kind}'`;

/** Which kind an instance is; null when there is none. */
export async function kindOf(pool: Pool, instanceId: string): Promise<Kind | null> {
  const sql = 'SELECT kind FROM process_instances WHERE id = $1';
  const { rows } = await pool.query<{ kind: Kind }>({ name: 'kind-of', text: sql, values: [instanceId] });
  return rows[0]?.kind ?? null;
}
