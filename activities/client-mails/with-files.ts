import type { Readable } from 'node:stream';
import type { Pool } from 'pg';
import { attachedTo } from '../../src/client-mails';
import { type FileRoom, openFile, StoreAway, servedAs } from '../../src/files';
import type { ClientLetter, Outcome } from '../../src/outbound';

interface Lying {
  pool: Pool;
  room: FileRoom | undefined;
}

/**
 * Sends a letter with the files that go with its mail, opened for this try alone. One that was taken off its record meanwhile, or that
 * a scanner has stopped, keeps the letter from going: it says that there is something with it. A store that is away is tried again.
 */
export async function withFiles(
  { pool, room }: Lying,
  mailId: string,
  send: (files: ClientLetter['files']) => Promise<Outcome>,
): Promise<Outcome> {
  const attached = await attachedTo(pool, mailId);
  if (attached.some(({ state }) => state !== 'clear'))
    return { result: 'failed', said: 'a file that goes with it is no longer there' };
  if (attached.length > 0 && !room)
    return { result: 'again', said: 'this worker was started without a place for files' };
  const opened: Readable[] = [];
  try {
    const files: ClientLetter['files'][number][] = [];
    for (const { name, type, key, place } of attached) {
      const content = await openFile(room as FileRoom, { key, place });
      opened.push(content);
      files.push({ name, type: servedAs(type), content });
    }
    return await send(files);
  } catch (error) {
    if (error instanceof StoreAway) return { result: 'again', said: 'the store of files is away' };
    throw error;
  } finally {
    for (const one of opened) one.destroy();
  }
}
