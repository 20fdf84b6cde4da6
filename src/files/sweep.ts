import type { Pool } from 'pg';
import { inTransaction } from '../platform/in-transaction';
import type { Instant } from '../process';
import { StoreAway } from './limits';
import { openFile } from './read-file';
import type { FileRoom } from './room';
import { tidy } from './spool';
import type { Place } from './store/store';

/** Longer than anybody takes between the first word of a file in the tables and the last. */
const GRACE_MS = 60 * 60 * 1000;
/** A scanner that could not say is asked again so much later. */
const AGAIN_MS = 60 * 1000;
/** Files of mails of which nothing was made; those of a mail that was never kept go with the first sweep. */
const REFUSED_DAYS = 7;
const PAGE = 100;

/** What a sweep did. */
export interface Swept {
  cleared: number;
  refused: number;
  /** Bytes of no file, gone from the store. */
  removed: number;
}

/**
 * Asks the scanner about files that wait for it, and deletes bytes that are of no file any more: who put them there was cut off,
 * or the file was taken off its record, or erased. Any number of processes may do so at once.
 */
export async function sweepFiles(
  room: FileRoom,
  pool: Pool,
  now: Instant,
  beat: () => void = () => undefined,
): Promise<Swept> {
  const scans = await scanWaiting(room, pool, now, beat);
  await pool.query(
    `DELETE FROM files f WHERE f.message_id IS NOT NULL AND f.interaction_id IS NULL AND f.created_at < $2
       AND NOT EXISTS (SELECT 1 FROM inbound_messages m WHERE m.id = f.message_id
         AND (m.status <> 'refused' OR m.settled_at >= $1::timestamptz - make_interval(days => $3)))`,
    [new Date(now), new Date(now - GRACE_MS), REFUSED_DAYS],
  );
  const removed = await removeOrphans(room, pool, now, beat);
  await tidy(room.incoming);
  return { ...scans, removed };
}

interface Waiting {
  id: string;
  key: string;
  place: Place;
}

async function scanWaiting({ scan, ...room }: FileRoom, pool: Pool, now: Instant, beat: () => void) {
  const done = { cleared: 0, refused: 0 };
  if (!scan) return done;
  for (;;) {
    const { rows } = await pool.query<Waiting>(TAKE, [new Date(now), new Date(now + AGAIN_MS)]);
    for (const file of rows) {
      beat();
      const content = await openFile(room, file).catch((error: unknown) => {
        if (error instanceof StoreAway) return null;
        throw error;
      });
      if (!content) return done;
      const verdict = await scan(content);
      if (verdict.was === 'away') return done; // nor would it say anything of the others
      if (verdict.was === 'clean') {
        await pool.query(`UPDATE files SET state = 'clear', next_scan_at = NULL WHERE id = $1 AND state = 'waiting'`, [
          file.id,
        ]);
        done.cleared += 1;
      } else {
        await pool.query(
          `UPDATE files SET state = 'refused', verdict = $2, sha256 = NULL, next_scan_at = NULL WHERE id = $1 AND state = 'waiting'`,
          [file.id, verdict.what],
        );
        done.refused += 1;
      }
    }
    if (rows.length === 0) return done;
  }
}

const TAKE = `
  UPDATE files f SET scan_tries = scan_tries + 1, next_scan_at = $2
  FROM (SELECT w.id, b.place FROM files w JOIN file_blobs b ON b.sha256 = w.sha256
    WHERE w.state = 'waiting' AND w.next_scan_at <= $1 ORDER BY w.next_scan_at LIMIT 10 FOR UPDATE OF w SKIP LOCKED) t
  WHERE f.id = t.id RETURNING f.id, encode(f.sha256, 'hex') AS key, t.place`;

async function removeOrphans(room: FileRoom, pool: Pool, now: Instant, beat: () => void): Promise<number> {
  const before = new Date(now - GRACE_MS);
  let removed = 0;
  for (;;) {
    const { rows } = await pool.query<{ sha256: Buffer }>(
      `SELECT sha256 FROM file_blobs b WHERE ${ORPHAN} LIMIT ${PAGE}`,
      [before],
    );
    let page = 0;
    for (const { sha256 } of rows) {
      beat();
      const gone = await removeOne(room, pool, sha256, before).catch(unlessAway);
      if (gone === 'away') return removed + page; // the next sweep finds the rest
      if (gone) page += 1;
    }
    removed += page;
    if (page === 0) return removed;
  }
}

function unlessAway(error: unknown): 'away' {
  if (error instanceof StoreAway) return 'away';
  throw error;
}

const ORPHAN = 'b.touched_at < $1 AND NOT EXISTS (SELECT 1 FROM files f WHERE f.sha256 = b.sha256)';

/**
 * The row is held first, so that a file that was just written down for these bytes is seen by the statement that follows. Then it
 * is deleted, and kept so until the bytes are gone: whoever sends the same bytes meanwhile waits for that, and puts them there anew.
 */
const removeOne = (room: FileRoom, pool: Pool, sha256: Buffer, before: Date): Promise<boolean> =>
  inTransaction(pool, async (client) => {
    const held = await client.query('SELECT 1 FROM file_blobs WHERE sha256 = $1 FOR UPDATE', [sha256]);
    // Another sweep was quicker; what somebody may have put there since is for the next one.
    if (held.rowCount === 0) return false;
    const { rows } = await client.query<{ place: Place }>(
      `DELETE FROM file_blobs b WHERE b.sha256 = $2 AND ${ORPHAN} RETURNING place`,
      [before, sha256],
    );
    const store = rows[0] && room.stores[rows[0].place];
    if (!store) return false;
    await store.remove(sha256.toString('hex'));
    return true;
  });
