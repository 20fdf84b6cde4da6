import { Readable } from 'node:stream';
import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { FileRefused, type FileRoom, keepFile } from '../files';
import type { Instant } from '../process';
import type { Attached, Bytes, Content, Understood } from './content';
import { type Kept, keep } from './keep';
import type { InboundSource } from './sources';

/** Who keeps, and where files go; without that there are words about them alone. */
interface Keeping {
  pool: Pool;
  files?: FileRoom | undefined;
}

/**
 * Keeps what came in with the files that came along. These come first: by the time the message is there they are, and whoever
 * makes an interaction of it finds them on it. Of a message that was known, or one too many, nothing is left.
 * @throws what the database throws, and StoreAway: nothing was kept then
 */
export async function keepMessage(
  { pool, files }: Keeping,
  source: Pick<InboundSource, 'id' | 'settings'>,
  understood: Understood,
  now: Instant,
  peer?: string,
): Promise<Kept> {
  const { content, files: bytes = [] } = understood;
  if (!files || content.kind !== 'mail' || bytes.length === 0) return keep(pool, source, understood, now, peer);
  const id = newId();
  let kept: Kept | undefined;
  try {
    const attached = await keepAll({ room: files, pool }, id, content.attached, bytes, now);
    const told: Content = { ...content, attached };
    kept = await keep(pool, source, { ...understood, content: told }, now, peer, id);
    return kept;
  } finally {
    if (kept?.became !== 'kept')
      await pool.query('DELETE FROM files WHERE message_id = $1', [id]).catch(() => undefined); // the sweep finds them
  }
}

async function keepAll(
  keeping: { room: FileRoom; pool: Pool },
  message: string,
  attached: readonly Attached[],
  bytes: readonly Bytes[],
  now: Instant,
): Promise<Attached[]> {
  const told = [...attached];
  for (const { n, bytes: content } of bytes) {
    const words = attached[n];
    if (!words) continue;
    const on = { kind: 'message', id: message } as const;
    const file = { id: newId(), on, name: words.name, said: words.type, origin: 'mail', by: null, now } as const;
    try {
      await keepFile(keeping, file, Readable.from([content]));
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      told[n] = { ...words, refused: error.message };
    }
  }
  return told;
}
