import { createReadStream } from 'node:fs';
import type { Pool } from 'pg';
import { inTransaction } from '../platform/in-transaction';
import type { Instant } from '../process';
import { judge } from './content/judge';
import { FileRefused, LIMITS, StoreAway } from './limits';
import { safeName } from './name';
import { COLUMN, type FileOrigin, type FileState, type On } from './records';
import type { FileRoom } from './room';
import { type Spooled, spooled } from './spool';
import type { Place } from './store/store';

/** How somebody keeps files: in which room, and whose tables tell of them. */
export interface Keeping {
  room: FileRoom;
  pool: Pool;
}

/** What is known of a file before it has come. */
export interface NewFile {
  /** The same again is kept once. */
  id: string;
  /** What it hangs on; a mail that nobody worked on yet is named by its own id. */
  on: On | { kind: 'message'; id: string };
  /** As it was sent. */
  name: string | null;
  /** The media type that its sender says; '' for none. */
  said: string;
  origin: FileOrigin;
  by: string | null;
  now: Instant;
}

/** `other`: this id is another file's. */
export type Kept = { became: 'kept' | 'known' | 'other'; state: FileState };

/**
 * The one door by which files come in. It is written down a piece at a time; its content says what it is; a scanner looks at it;
 * then it goes to the store, and last into the table: who is cut off anywhere before leaves nothing that anybody sees, and what
 * is in the store by then is swept. A scanner that is away keeps the file from everybody, not from us.
 * @throws FileRefused for what is not taken; StoreAway
 */
export const keepFile = (keeping: Keeping, file: NewFile, pieces: AsyncIterable<Uint8Array>): Promise<Kept> =>
  spooled(keeping.room.incoming, pieces, async (whole) => {
    const name = safeName(file.name);
    const type = await judge(whole.path, { name, type: file.said });
    const state = await scanned(keeping.room, whole);
    await store(keeping, whole, file.now);
    return insert(keeping.pool, { ...file, name, type, state }, whole).catch(unlessSwept);
  });

/** Whoever took longer than the sweep waits has their bytes swept away: they send them again. */
function unlessSwept(error: unknown): never {
  if ((error as { constraint?: unknown }).constraint !== 'files_sha256_fkey') throw error;
  throw new StoreAway('The bytes were swept before their file was written down.');
}

async function scanned({ scan }: FileRoom, { path }: Spooled): Promise<FileState> {
  if (!scan) return 'clear';
  const verdict = await scan(createReadStream(path));
  if (verdict.was === 'found') throw new FileRefused(`The scanner found ${verdict.what}.`);
  return verdict.was === 'clean' ? 'clear' : 'waiting';
}

/** The row comes first: from then on the sweep leaves these bytes alone for as long as anybody could take. */
async function store({ room, pool }: Keeping, { sha256, bytes, path }: Spooled, now: Instant): Promise<void> {
  const { rows } = await pool.query<{ place: Place }>(
    `INSERT INTO file_blobs (sha256, bytes, place, touched_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (sha256) DO UPDATE SET touched_at = greatest(file_blobs.touched_at, excluded.touched_at) RETURNING place`,
    [sha256, bytes, room.place, new Date(now)],
  );
  const place = rows[0]?.place ?? room.place;
  const there = room.stores[place];
  if (!there) await pool.query('UPDATE file_blobs SET place = $2 WHERE sha256 = $1', [sha256, room.place]);
  const to = there ?? room.stores[room.place];
  if (!to) throw new StoreAway('No store is set up.');
  // Also where they are already: who sends them cannot tell by how long it takes.
  await to.put(sha256.toString('hex'), path, bytes);
}

type Written = NewFile & { name: string; type: string; state: FileState };

const insert = (pool: Pool, file: Written, { sha256, bytes }: Spooled): Promise<Kept> =>
  inTransaction(pool, async (client) => {
    const { id, on } = file;
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('files of ' || $1, 0))`, [on.id]);
    const known = await client.query<{ same: boolean; state: FileState }>(
      'SELECT sha256 = $2 AS same, state FROM files WHERE id = $1',
      [id, sha256],
    );
    if (known.rows[0]) return { became: known.rows[0].same ? 'known' : 'other', state: known.rows[0].state };
    const column = on.kind === 'message' ? 'message_id' : COLUMN[on.kind];
    const { rows } = await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM files WHERE ${column} = $1`, [
      on.id,
    ]);
    if ((rows[0]?.n ?? 0) >= LIMITS.files) throw new FileRefused(`There are ${LIMITS.files} files on it already.`);
    await client.query(
      `INSERT INTO files (id, ${column}, name, type, bytes, sha256, state, origin, created_by, created_at, next_scan_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, CASE WHEN $7 = 'waiting' THEN $10::timestamptz END)`,
      [id, on.id, file.name, file.type, bytes, sha256, file.state, file.origin, file.by, new Date(file.now)],
    );
    return { became: 'kept', state: file.state };
  });
