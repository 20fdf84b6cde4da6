import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import type { Instant } from '../process';
import type { Understood } from './content';
import type { InboundSource } from './sources';

/** What became of something that came in: kept now, kept before, or one too many in this minute. */
export type Kept = { became: 'kept' | 'repeated'; id: string; status: string } | { became: 'limited'; waitS: number };

/**
 * Keeps what came in, in one statement: the same key of the same source is kept once, and no more in a minute than the
 * source may, whatever number of processes there are (a handful over it where they count in the same instant).
 * `peer`: the sender's network address, of which a hash is kept; without one only the source's own limit counts.
 * @throws what the database throws: nothing was kept then
 */
export async function keep(
  pool: Pool,
  source: Pick<InboundSource, 'id' | 'settings'>,
  { key, content, refused }: Understood,
  now: Instant,
  peer?: string,
  id = newId(),
): Promise<Kept> {
  const { perMinute, perAddressPerMinute } = source.settings;
  const { rows } = await pool.query<{ id: string; status: string; fresh: boolean }>({
    name: 'keep inbound',
    text: KEEP,
    values: [
      id,
      source.id,
      key,
      new Date(now),
      peer === undefined ? null : peerHash(source.id, peer),
      JSON.stringify(content),
      refused === undefined ? 'received' : 'refused',
      refused ?? null,
      perMinute,
      perAddressPerMinute,
    ],
  });
  const [row] = rows;
  if (!row) return { became: 'limited', waitS: 60 };
  return { became: row.fresh ? 'kept' : 'repeated', id: row.id, status: row.status };
}

/** Of one source alone, so that nobody is followed from one to another. */
const peerHash = (sourceId: string, peer: string): Buffer =>
  createHash('sha256').update(`${sourceId} ${peer}`).digest();

const KEEP = `
  WITH there AS (
    UPDATE inbound_messages SET repeats = repeats + 1 WHERE source_id = $2 AND external_key = $3 RETURNING id, status
  ), minute AS (
    SELECT count(*) AS total, count(*) FILTER (WHERE peer = $5) AS peer FROM (
      SELECT peer FROM inbound_messages WHERE source_id = $2 AND received_at > $4::timestamptz - interval '1 minute'
      ORDER BY received_at DESC LIMIT $9) m
  ), kept AS (
    INSERT INTO inbound_messages (id, source_id, external_key, received_at, peer, content, status, reason, next_try_at, settled_at)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $4, CASE WHEN $7 = 'refused' THEN $4::timestamptz END FROM minute
    WHERE minute.total < $9 AND minute.peer < $10 AND NOT EXISTS (SELECT 1 FROM there)
    ON CONFLICT (source_id, external_key) DO UPDATE SET repeats = inbound_messages.repeats + 1
    RETURNING id, status, repeats = 0 AS fresh
  )
  SELECT id, status, fresh FROM kept UNION ALL SELECT id, status, false FROM there`;
