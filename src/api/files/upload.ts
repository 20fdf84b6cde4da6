import type { Request } from 'express';
import { z } from 'zod';
import type { Person } from '../../access';
import {
  type FileRecord,
  FileRefused,
  type FileRoom,
  keepFile,
  LARGEST,
  LIMITS,
  type On,
  StoreAway,
  tooLarge,
} from '../../files';
import type { Context } from '../context';
import { fileOnce } from '../import-once';
import { Problem } from '../problem';
import type { Page } from '../route';
import { Id } from '../schema';
import { checked } from '../to-problem';
import { PLURAL, RECORDS, seenFile, seenRecordOf } from './record';
import { OneFileView, oneFileView } from './views';

const Query = z.strictObject({ name: z.string().min(1).max(8000) });

const RETRY_AFTER_S = '30';

/** @throws Problem where this process was started without a place for files */
export function roomOf({ files }: Context): FileRoom {
  if (!files) throw new Problem('NotSetUp', { detail: 'This API was started without a place for files.' });
  return files;
}

const uploadOn = (kind: FileRecord): Page => ({
  method: 'post',
  path: `/${PLURAL[kind]}/:id/files`,
  right: 'file.add',
  summary: `Put a file on ${kind === 'account' || kind === 'interaction' ? 'an' : 'a'} ${kind}`,
  description: `The body is the file as it is, and Content-Type what you take it for; its name stands in the query (\`?name=offer.pdf\`). ${LARGEST} at most, ${LIMITS.files} on one record. What it is, its content says: programs are refused, and so is a file that is something else than its name or Content-Type says. An Idempotency-Key, if there is one, gives the same file however often it is sent.`,
  serves: 'application/json',
  params: Id,
  takes: { 'application/octet-stream': z.string().meta({ format: 'binary' }) },
  answers: OneFileView,
  also: { 201: 'Kept' },
  refuses: [
    'BadInput',
    'NotFound',
    'FileNotTaken',
    'NotTaken',
    'IdempotencyKeyReused',
    'SharedToRead',
    'FilesAway',
    'NotSetUp',
  ],
  async serve(request, response, context) {
    const { id } = checked(Id, request.params, 'params');
    const { name } = checked(Query, request.query, 'query');
    const { actor } = response.locals as { actor: Person };
    const on = await seenRecordOf(context, actor, { kind, id });
    const room = roomOf(context);
    if (request.get('content-encoding') !== undefined) throw new Problem('NotTaken', { detail: 'Send it unpacked.' });
    if (Number(request.get('content-length') ?? 0) > LIMITS.fileBytes) throw refused(tooLarge());
    const { status, answer } = await fileOnce(context, request, actor, {
      most: LIMITS.fileBytes,
      take: (id) => take(context, request, { room, actor, on, id, name }),
      same: (_, hash, answer) => (answer as { sha256?: unknown }).sha256 === hash,
    });
    response
      .status(status)
      .set('Location', `/api/v1/files/${(answer as { id: string }).id}`)
      .json(answer);
  },
});

async function take(
  context: Context,
  request: Request,
  { room, actor, on, id, name }: { room: FileRoom; actor: Person; on: On; id: string; name: string },
) {
  const { pool, clock } = context;
  const said = request.get('content-type') ?? '';
  const file = { id, on, name, said, origin: 'person', by: actor.id, now: clock.now() } as const;
  // Whoever is refused in the middle is to hear it: an iterator that ends would close the connection.
  const pieces = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  const kept = await keepFile({ room, pool }, file, pieces).catch((error: unknown) => {
    if (error instanceof StoreAway) context.log.warn({ err: error }, 'the store of files is away');
    throw refused(error);
  });
  if (kept.became === 'other') throw new Problem('IdempotencyKeyReused');
  return oneFileView(await seenFile(context, actor, id));
}

/** The problem that an error of keeping a file is to its sender. */
export function refused(error: unknown): unknown {
  if (error instanceof FileRefused) return new Problem('FileNotTaken', { detail: error.message });
  if (error instanceof StoreAway) return new Problem('FilesAway', { headers: { 'Retry-After': RETRY_AFTER_S } });
  const { code } = error as { code?: unknown };
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE'
    ? new Problem('BadInput', { detail: 'The body ends before its end.' })
    : error;
}

export const uploads: readonly Page[] = RECORDS.map(uploadOn);
